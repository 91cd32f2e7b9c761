"""What a search found, written into params.yaml: values in place, comments and order kept."""

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from pipeline.parameters import ParametersError, TuningParameters

SECTION = "tuning"

_ABOUT = "The search that parameters were last put to: oncolit tune --write, see docs/tuning.md"


def write_tuned_parameters(
    path: Path, values: Mapping[str, int | float | str], record: TuningParameters
) -> None:
    """Write values by their dotted names, and the record of the search that chose them.

    Parameters
    ----------
    path : Path
        A params.yaml.
    values : mapping of str to number or str
        May be empty: then the parameters are kept and the record alone is written.
    record : TuningParameters

    Raises
    ------
    ParametersError
        The file has no sections, or cannot be read.
    """
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    content = yaml.load(path.read_text(encoding="utf-8"))
    if not isinstance(content, CommentedMap):
        raise ParametersError(f"{path}: expected sections such as classifier:")
    for name, value in values.items():
        section, key = name.split(".")
        content.setdefault(section, CommentedMap())[key] = value
    if SECTION in content:
        _fill(content[SECTION], record.model_dump(mode="json"))
    else:
        content[SECTION] = CommentedMap()
        _fill(content[SECTION], record.model_dump(mode="json"))
        content.yaml_set_comment_before_after_key(SECTION, before=f"\n{_ABOUT}")
    written = StringIO()
    yaml.dump(content, written)
    path.write_text(written.getvalue(), encoding="utf-8")


def _fill(section: CommentedMap, record: Mapping[str, Any]) -> None:
    for name, value in record.items():
        section[name] = value
        if isinstance(value, list):
            section[name] = CommentedSeq(value)
            section[name].fa.set_flow_style()
