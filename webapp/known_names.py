"""What a request to the API may name: only what the OpenAPI document names, and each thing once.

A name that is spelt otherwise would be passed over in silence: ``pseudonymize`` would leave the
sample names in a report, ``tumour`` would search all tumours, and of two files one would be lost.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import Request

from webapp.log import route_of
from webapp.problems import FieldFault, Problem

_FORM = "multipart/form-data"


async def refuse_unknown_names(request: Request) -> None:
    """Refuse query parameters and form fields that the route does not have, or has only once.

    Raises
    ------
    Problem
        422, with a fault for each.
    """
    document = request.app.openapi()
    operation = document["paths"].get(route_of(request.scope), {}).get(request.method.lower(), {})
    faults = _faults(
        _parameters(operation), (name for name, _ in request.query_params.multi_items())
    )
    form = _form_fields(operation, document["components"]["schemas"])
    if form:
        sent = await request.form()  # the framework has read it already
        faults += _faults(form, (name for name, _ in sent.multi_items()))
    if faults:
        detail = "; ".join(f"{one.field}: {one.expected}" for one in faults)
        raise Problem(422, detail, faults=tuple(faults))


def _parameters(operation: Mapping[str, Any]) -> dict[str, bool]:
    """Return of each query parameter whether it may be repeated."""
    described = (one for one in operation.get("parameters", ()) if one["in"] == "query")
    return {one["name"]: _is_list(one["schema"]) for one in described}


def _form_fields(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> dict[str, bool]:
    """Return of each field of a form whether it may be repeated; nothing where none is sent."""
    body = operation.get("requestBody", {}).get("content", {}).get(_FORM)
    if body is None:
        return {}
    properties = schemas[body["schema"]["$ref"].rpartition("/")[2]]["properties"]
    return {name: _is_list(schema) for name, schema in properties.items()}


def _is_list(schema: Mapping[str, Any]) -> bool:
    return any(one.get("type") == "array" for one in (schema, *schema.get("anyOf", ())))


def _faults(known: Mapping[str, bool], names: Iterable[str]) -> list[FieldFault]:
    sent = list(names)
    faults = []
    for name in dict.fromkeys(sent):
        if name not in known:
            expected = f"expected {', '.join(known)}" if known else "no parameter is expected here"
            faults.append(FieldFault(field=name, expected=f"not known; {expected}"))
        elif not known[name] and sent.count(name) > 1:
            faults.append(
                FieldFault(field=name, expected=f"expected once, came {sent.count(name)} times")
            )
    return faults
