"""ANNOVAR's lists of changes, one transcript after another.

Source: https://annovar.openbioinformatics.org/en/latest/user-guide/gene/

Examples
--------
>>> text = "BRAF:NM_001374258:exon16:c.T1919A:p.V640E,BRAF:NM_004333:exon15:c.T1799A:p.V600E"
>>> change = read_changes(text, "BRAF")
>>> change.transcript, change.hgvs_c, change.hgvs_p, change.others
('NM_004333', 'c.1799T>A', 'p.V600E', ('p.V640E on NM_001374258',))
"""

import re
from dataclasses import dataclass

_CHANGE = re.compile(
    r"(?:^|[,;])(?:(?P<gene>[^:,;]+):)??(?P<transcript>[NX][MR]_[\w.]+|ENST[\w.]+|uc\w+\.\d+)"
    r":(?:exon|wholegene)\d*(?::(?P<c>c\.[^:,;]+))?(?::(?P<p>p\.[^:,;]+))?"
)
_SUBSTITUTION = re.compile(r"c\.([ACGT])(\d+)([ACGT])")


@dataclass(frozen=True, slots=True)
class AnnovarChange:
    """What one entry of a list says; empty where it does not.

    Parameters
    ----------
    gene, transcript, hgvs_c, hgvs_p : str
    others : tuple of str
        Other changes of the protein that the list has, each once.
    """

    gene: str
    transcript: str
    hgvs_c: str
    hgvs_p: str
    others: tuple[str, ...] = ()


def read_changes(text: str, gene: str = "") -> AnnovarChange | None:
    """Return an entry of a gene, else of the first gene; None where the text is no such list.

    The list has no order and names no canonical transcript. The one with the lowest number counts:
    it was described first, as a rule on the gene's main form.
    """
    found = list(_CHANGE.finditer(text))
    if not found:
        return None
    genes = {match["gene"] for match in found}
    first = gene if gene in genes else found[0]["gene"]
    entry = min((match for match in found if match["gene"] == first), key=_order)
    others = {
        (match["gene"], match["p"]): _shown(match, first)
        for match in reversed(found)
        if match["p"] and (match["gene"], match["p"]) != (first, entry["p"])
    }
    return AnnovarChange(
        entry["gene"] or "",
        entry["transcript"],
        annovar_coding(entry["c"] or ""),
        entry["p"] or "",
        tuple(others.values()),
    )


def annovar_coding(text: str) -> str:
    """Write ANNOVAR's ``c.T1799A`` as HGVS has it, ``c.1799T>A``; others as they stand."""
    return _SUBSTITUTION.sub(r"c.\2\1>\3", text)


def _shown(entry: re.Match[str], gene: str | None) -> str:
    other = f"{entry['gene']} " if entry["gene"] != gene else ""
    return f"{other}{entry['p']} on {entry['transcript']}"


def _order(entry: re.Match[str]) -> tuple[bool, int]:
    """Put predicted transcripts last, then sort by number."""
    name = entry["transcript"]
    number = re.search(r"[0-9]+", name)
    return name.startswith("X"), int(number[0]) if number and not name.startswith("uc") else 0
