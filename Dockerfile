# oncolit's server and workers. No model is inside: see docs/deploy.md.
FROM python:3.11-slim

ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONDONTWRITEBYTECODE=1

WORKDIR /app
COPY requirements.lock requirements-dev.lock ./
# requirements-dev.lock only pins: what it lists besides is not installed
RUN pip install --requirement requirements.lock \
    && pip install --constraint requirements-dev.lock "psycopg[binary]" redis

COPY . .
RUN pip install --no-deps --no-build-isolation --editable . \
    && python -m compileall -q /app \
    && useradd --system --uid 10001 --home-dir /state --create-home oncolit

ENV ONCOLIT_HOME=/state \
    ONCOLIT_MODEL=/state/model \
    GIT_PYTHON_REFRESH=quiet \
    PYTHONHASHSEED=0 \
    PYTHONUNBUFFERED=1

WORKDIR /state
USER 10001
VOLUME /state
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["oncolit", "serve", "--host", "0.0.0.0", "--port", "8000"]
