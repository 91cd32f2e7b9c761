"""The OpenAPI document: the framework's, mended where it says less than is so.

The framework leaves out what is null, in examples too, so that they lack fields that every answer
has; it does not know what errors look like; and it says nothing of other fields in a form.
"""

from typing import Any

from fastapi import FastAPI

from webapp.problems import ProblemDetails

_TEXT = {"schema": {"type": "string"}}

LOCATION = {"Location": {"description": "Path of what was made.", "required": True, **_TEXT}}
"""Header of what answers with something new."""

LINK = {"Link": {"description": "The next page, as RFC 8288 has it, where there is one.", **_TEXT}}
"""Header of a page of a list."""

_FORMS = "Body_"
"""How the framework begins the names of forms."""


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the document of an app, made once."""
    if app.openapi_schema is None:
        document = FastAPI.openapi(app)
        schema = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = document["components"]["schemas"]
        schemas |= schema.pop("$defs") | {"ProblemDetails": schema}
        for name, one in schemas.items():
            if name.startswith(_FORMS):
                one["additionalProperties"] = False
            if "examples" in one:
                one["examples"] = [
                    _with_nulls(example, one, schemas) for example in one["examples"]
                ]
    return app.openapi_schema or {}


def _with_nulls(example: Any, schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Return an example with the required fields that are null in it."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if isinstance(example, list):
        return [_with_nulls(one, schema.get("items", {}), schemas) for one in example]
    if not isinstance(example, dict):
        return example
    properties = schema.get("properties", {})
    nulls = {
        name: None
        for name in schema.get("required", ())
        if {"type": "null"} in properties[name].get("anyOf", ())
    }
    return nulls | {
        name: _with_nulls(value, properties.get(name, {}), schemas)
        for name, value in example.items()
    }
