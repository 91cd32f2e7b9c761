"""What the framework finds wrong with a request, in words for the person who sent it."""

from collections.abc import Mapping
from typing import Any

from webapp.feedback import Kind
from webapp.problems import FieldFault

_OWN_WORDS = "Value error, "
"""Stands before the words of a check that is not the framework's own."""

_MEANT = frozenset(Kind)
"""Stand before a field where a body may be of several kinds."""


def read_fault(error: Mapping[str, Any], headers: Mapping[str, str]) -> FieldFault:
    """Read one error of the framework's.

    Parameters
    ----------
    error : mapping
        With ``type``, ``loc``, ``msg`` and perhaps ``ctx``, as pydantic gives it.
    headers : mapping
        Of the request.

    Examples
    --------
    >>> read_fault({"type": "missing", "loc": ("body", "gene"), "msg": "Field required"}, {})
    FieldFault(field='gene', expected='Field required')
    """
    where, kind = tuple(part for part in error["loc"] if part not in _MEANT), error["type"]
    field = ".".join(str(part) for part in where[1:])
    words = error["msg"].removeprefix(_OWN_WORDS)
    if kind == "json_invalid":
        reason = error.get("ctx", {}).get("error", "")
        return FieldFault(field="", expected=f"expected JSON; at character {where[1]}: {reason}")
    if kind == "model_attributes_type" and where == ("body",):
        sent = headers.get("content-type", "nothing")
        expected = "expected an object in JSON, with Content-Type: application/json"
        return FieldFault(field="", expected=f"{expected}, got {sent[:100]}")
    if "UploadFile" in words:
        words = "expected a file, with its name"
    return FieldFault(field=field, expected=words)
