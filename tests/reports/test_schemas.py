"""The published schemas are those of the models."""

import json
from pathlib import Path

import jsonschema
import pytest

from reports.lab_changes import changes_schema
from reports.lab_report import report_schema

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize(
    ("name", "schema"),
    [("report.schema.json", report_schema), ("changes.schema.json", changes_schema)],
)
def test_the_published_schema_is_the_one_of_the_models(name, schema):
    published = json.loads((DOCS / name).read_text(encoding="utf-8"))
    assert published == schema(), "see CONTRIBUTING.md for how to make it anew"
    jsonschema.Draft202012Validator.check_schema(published)
