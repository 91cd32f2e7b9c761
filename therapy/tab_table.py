"""The embedded tables of facts: UTF-8, tab-separated, without quoting, with a header.

Every reader of one reads its rows here, so that faults are told in the same words.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path


def read_rows(
    path: Path, columns: Sequence[str], fault: type[ValueError]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each row with where it stands, such as ``drugs.tsv, line 2``.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        The header that is expected, in order.
    fault : type of ValueError
        What is raised.

    Raises
    ------
    fault
        The bytes are no UTF-8, the header is another, or a row has more or fewer cells; the
        message names file, line, value and what was expected.
    """
    try:
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise fault(f"{path}: byte {error.start} is not UTF-8, expected a UTF-8 table") from error
    if lines[0].split("\t") != list(columns):
        raise fault(
            f"{path}, line 1: got {lines[0]!r}, expected the columns {', '.join(columns)} "
            "separated by tabs"
        )
    for number, line in enumerate(lines[1:], start=2):
        where, cells = f"{path}, line {number}", line.split("\t")
        if len(cells) != len(columns):
            raise fault(
                f"{where}: got {len(cells)} columns in {' | '.join(cells)!r}, "
                f"expected {len(columns)}"
            )
        yield where, dict(zip(columns, cells, strict=True))
