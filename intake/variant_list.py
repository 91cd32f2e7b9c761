"""A plain list with one variant a line, without a header: ``BRAF p.V600E``.

Lines that start with ``#`` are comments, and so is what follows `` #`` on a line.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from intake.assessment import AssessmentRules
from intake.columns import find_columns
from intake.judgement import DescribedRow, judge
from intake.lab_reader import Content, LabLine
from intake.lab_row import LabRow, Transcript, rejected
from intake.named_variant import NamedVariantError, is_plausible, is_read, read_named_variant
from intake.row_notes import RowNotes

COMMENT = "#"

_READABLE = 0.5
"""Share of the first lines that must name a gene with a variation."""

_WORDS = re.compile(r"[\s,;]+")


class VariantList:
    """Reads a list of variants, a line at a time; a LabReader."""

    def __init__(
        self, lines: Callable[[], Iterator[LabLine]], header: int, rules: AssessmentRules
    ) -> None:
        self.format = "list of variants"
        self.build = ""
        self.advice: list[str] = []
        self.header_names: list[str] = []
        self.notes: list[str] = ["The list names no samples."]
        self.counted = RowNotes()
        if header:
            self.notes.append(f"Line {header} is a header and was left out.")
        self._lines, self._header, self._rules = lines, header, rules

    def rows(self) -> Iterator[LabRow]:
        """Read every data row once, in the order of the file."""
        for line in self._lines():
            if line.fault:
                yield rejected(line.number, line.text, line.fault)
            elif not line.text.lstrip().startswith(COMMENT) and line.number != self._header:
                yield self._judge(line)

    def _judge(self, line: LabLine) -> LabRow:
        text = _without_remark(line.text)
        try:
            named = read_named_variant(text)
        except NamedVariantError as error:
            return rejected(line.number, text, str(error))
        described = DescribedRow(
            line=line.number,
            value=text,
            gene=named.gene,
            hgvs_p=named.hgvs_p,
            hgvs_c=named.hgvs_c,
            variation=named.variation,
            transcript=Transcript(named.transcript, "the file's own") if named.transcript else None,
        )
        return judge(described, self._rules)


def recognise_list(content: Content, rules: AssessmentRules) -> VariantList | None:
    """Tell whether a file is a list of variants; see :data:`intake.lab_reader.Recogniser`."""
    return None if content.is_workbook else read_list(content.head, content.lines, rules)


def read_list(
    head: Sequence[LabLine], lines: Callable[[], Iterator[LabLine]], rules: AssessmentRules
) -> VariantList | None:
    """Make a reader of lines; None where fewer than half of the first ones name a variant."""
    first = [line for line in head if not line.text.lstrip().startswith(COMMENT)]
    header = first[0].number if first and _is_header(first[0].text) else 0
    data = [line for line in first if line.number != header]
    named = [found for line in data if (found := _plausible(line)) is not None]
    if not named or len(named) < _READABLE * len(data) or not any(named):
        return None
    return VariantList(lines, header, rules)


def _plausible(line: LabLine) -> bool | None:
    """Tell whether a plausible line is read in full, None for another line."""
    try:
        named = read_named_variant(_without_remark(line.text))
    except NamedVariantError:
        return None
    return is_read(named) if not line.fault and is_plausible(named) else None


def _without_remark(text: str) -> str:
    return text.replace("\t#", " #").partition(" #")[0].strip()


def _is_header(text: str) -> bool:
    """Tell a line of nothing but names of columns, such as ``Gene Variation``."""
    words = [word for word in _WORDS.split(text.strip()) if word]
    return bool(words) and len(find_columns(words).read) == len(words)
