r"""YAML as a tree of texts, with the line of each field.

Everything that is not a list or a mapping stays text, so that ``id: 007``, ``stage: 3`` and
``pregnancy: no`` mean what they say; only an empty value, ``null`` and ``~`` are nothing.
Duplicate keys, aliases, tags, deep nesting and files of more than a mebibyte are refused, so
that no file can use up memory or run anything. JSON is YAML and is read too. libyaml parses,
eight times as fast as PyYAML alone.

Examples
--------
>>> read_tree(b"id: 007\ntests: {qtc: 490 ms}", "case.yaml").tree
{'id': '007', 'tests': {'qtc': '490 ms'}}
>>> read_tree(b"id: a\nid: b", "case.yaml")
Traceback (most recent call last):
patients.case_faults.CaseError: case.yaml, line 2: id: is there twice, expected each field once
"""

import json
import re
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from patients.case_faults import CaseError, Faults

LARGEST_FILE = 2**20
"""Bytes."""

DEEPEST = 8
"""Levels of lists and mappings."""

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree] | None"

_TEXT = "tag:yaml.org,2002:str"
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_PAIR = re.compile(r"((?<!\\)(?:\\\\)*)(\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w)")
_SYNTAX = "expected YAML such as 'sex: female'"


@dataclass(frozen=True, slots=True)
class FileTree:
    """What a file holds.

    Parameters
    ----------
    tree : Tree
    lines : dict of int
        1-based line of each field, by its path, such as ``tests.qtc`` or ``family[0]``.
    """

    tree: Tree
    lines: dict[str, int]


class _TextLoader(Composer, yaml.CBaseLoader):
    """Composes nodes of text, list and mapping; takes no alias and no deep nesting."""

    def __init__(self, text: str) -> None:
        yaml.CBaseLoader.__init__(self, text)
        Composer.__init__(self)
        self.depth = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event: Any = self.peek_event()
        mark = event.start_mark
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="an alias, expected the value", problem_mark=mark)
        if self.depth > DEEPEST:
            problem = f"nested more than {DEEPEST} levels deep"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def read_tree(data: bytes, name: str) -> FileTree:
    """Read a file.

    Raises
    ------
    CaseError
        It is too large, no UTF-8, no YAML, or uses what is refused.
    """
    text = _without_pairs(decoded(data, name))
    try:
        node = yaml.compose(text, Loader=_TextLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        raise CaseError(f"{name}{line}: {error.problem}; {_SYNTAX}") from error
    except yaml.YAMLError as error:
        raise CaseError(f"{name}: {' '.join(str(error).split())}; {_SYNTAX}") from error
    lines: dict[str, int] = {}
    faults = Faults(name, lines)
    tree = _tree(node, "", lines, faults) if node else None
    faults.check()
    return FileTree(tree, lines)


def _without_pairs(text: str) -> str:
    """Return JSON with each pair of escapes that makes one character written as that character.

    YAML knows no such pairs, and programs write them for what lies beyond 16 bits.
    """
    if not text.lstrip().startswith("{"):
        return text
    return _PAIR.sub(lambda pair: pair[1] + json.loads(f'"{pair[2]}"'), text)


def decoded(data: bytes, name: str) -> str:
    """Return the text of a file.

    Raises
    ------
    CaseError
        It is too large or no UTF-8.
    """
    if len(data) > LARGEST_FILE:
        raise CaseError(f"{name}: {len(data):,} bytes, expected at most {LARGEST_FILE:,}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(f"{name}: byte {error.start} is not UTF-8, expected UTF-8") from error


def _tree(node: Node, path: str, lines: dict[str, int], faults: Faults) -> Tree:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, SequenceNode):
        return [
            _tree(item, f"{path}[{index}]", lines, faults) for index, item in enumerate(node.value)
        ]
    if isinstance(node, MappingNode):
        return _mapping(node, path, lines, faults)
    if node.tag != _TEXT:
        faults.add(path, f"the tag {node.tag!r}, expected a plain value")
    bare = isinstance(node, ScalarNode) and not node.style  # libyaml has no None here
    return None if bare and node.value in _NOTHING else str(node.value)


def _mapping(
    node: MappingNode, path: str, lines: dict[str, int], faults: Faults
) -> dict[str, Tree]:
    found: dict[str, Tree] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            faults.add(path, "a list or mapping as a field's name, expected a word")
            continue
        below = f"{path}.{key.value}" if path else str(key.value)
        lines[below] = key.start_mark.line + 1
        if key.value in found:
            faults.add(below, "is there twice, expected each field once")
        found[key.value] = _tree(value, below, lines, faults)
    return found
