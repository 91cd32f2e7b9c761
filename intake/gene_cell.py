"""The one gene of a row whose cell holds more: two names of a gene, a fusion, or several genes.

Examples
--------
>>> genes_of("HER2/neu"), genes_of("BRAF_ENST00000496384"), genes_of("CDKN2A;CDKN2B")
(('HER2',), ('BRAF',), ('CDKN2A', 'CDKN2B'))
>>> joined_genes("EML4::ALK"), joined_genes("NKX2-1")
(('EML4', 'ALK'), ())
>>> without_gene("BRAF p.V600E", "BRAF"), without_gene("MET exon 14 skipping", "EGFR")
('p.V600E', 'MET exon 14 skipping')
"""

import re
from functools import lru_cache

from intake.fusion_row import fusion_partners
from variants.fusion_grammar import is_known_gene
from variants.gene_symbols import SymbolStatus, comparable_symbol, resolve_symbol

_BETWEEN = re.compile(r"\s*[;,|/&()]\s*")
_TRANSCRIPT = re.compile(r"_ENST\d+(?:\.\d+)?$")
_FIRST_WORD = re.compile(r"(?P<gene>[A-Za-z][\w-]*)(?:\s*:\s*|\s+)(?P<rest>\S.*)", re.ASCII)


@lru_cache(maxsize=65536)
def genes_of(cell: str) -> tuple[str, ...]:
    """Return the genes that a cell names, each once; COSMIC's transcript behind ``_`` left out."""
    bare = _TRANSCRIPT.sub("", cell.strip())
    if is_known_gene(bare):
        return (bare,)
    found: dict[str, str] = {}
    for name in filter(None, _BETWEEN.split(bare)):
        found.setdefault(comparable_symbol(name), name)
    return tuple(name for name in found.values() if not found.keys() & _meant_by(name))


@lru_cache(maxsize=65536)
def joined_genes(cell: str) -> tuple[str, ...]:
    """Return the 5' and the 3' partner of a fusion that stands for a gene; else none."""
    if is_known_gene(cell):
        return ()
    several = genes_of(cell)
    partners = several if len(several) == 2 else fusion_partners(cell)
    return partners if len(partners) == 2 and all(map(is_known_gene, partners)) else ()


def _meant_by(name: str) -> frozenset[str]:
    """Return the genes that an ambiguous name may mean, as ``neu`` may mean ERBB2."""
    read = resolve_symbol(name)
    return frozenset(read.candidates if read.status is SymbolStatus.AMBIGUOUS else ())


def without_gene(text: str, gene: str) -> str:
    """Leave out a row's gene where its variation repeats it."""
    match = _FIRST_WORD.fullmatch(text.strip())
    if match and gene and comparable_symbol(match["gene"]) == comparable_symbol(gene):
        return match["rest"]
    return text
