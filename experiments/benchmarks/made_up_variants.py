"""Files of made-up variants of any length, all distinct, the same under a seed.

Genes are approved symbols; residues and what becomes of them are drawn: nothing in them was ever
observed. Of 23 variants 19 are substitutions, the others a stop, a frameshift, a deletion of one
residue and a splice site. A residue of a gene is the same in all of them. Rows are written as they
are made: memory does not grow with their number.

    python experiments/benchmarks/made_up_variants.py 10000 --format vcf --out made_up.vcf
"""

import argparse
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from math import gcd
from pathlib import Path
from random import Random

from variants.amino_acids import AMINO_ACIDS, ONE_LETTER, three_letters

GENES = 18_000
RESIDUES = 600
SAMPLES = 100
"""Of a MAF; a CSV and a VCF name none."""

_SUBSTITUTIONS = len(AMINO_ACIDS) - 1
MOST = GENES * RESIDUES * (_SUBSTITUTIONS + 4)
"""Distinct variants that there are."""

_SYMBOL = re.compile(
    r"(?!LINC|MIR|RNU|RNA|SNOR|TR[ABGD][VJD]|IG[HKL])[A-Z][A-Z0-9]{1,7}(?<!P)(?<!P\d)(?<!P\d\d)"
)
"""Leaves out what most genes without a protein are called."""
_MIX_GENE, _MIX_RESIDUE = 2_654_435_761, 2_246_822_519  # odd, far apart: digits of any pair scatter

CSV_HEADER = "Gene,Protein_Change,Consequence,Transcript\n"
MAF_HEADER = (
    "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\t"
    "Variant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\n"
)
VCF_HEADER = (
    "##fileformat=VCFv4.2\n"
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. '
    'Format: Allele|Consequence|SYMBOL|Feature_type|Feature|BIOTYPE|HGVSc|HGVSp|CANONICAL">\n'
    "##reference=GRCh38\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
)
_CLASSIFICATIONS = {
    "missense_variant": "Missense_Mutation",
    "stop_gained": "Nonsense_Mutation",
    "frameshift_variant": "Frame_Shift_Del",
    "inframe_deletion": "In_Frame_Del",
    "splice_donor_variant": "Splice_Site",
}


class MadeUpError(ValueError):
    """More rows are asked for than there are distinct variants."""


@dataclass(frozen=True, slots=True)
class MadeUpVariant:
    """One variant.

    Parameters
    ----------
    gene : str
    gene_number : int
    position : int
        Residue, from 1.
    consequence : str
        Sequence Ontology term.
    short, hgvs_p : str
        Such as ``V600E`` and ``p.Val600Glu``; a splice site is ``X600_splice`` and has no HGVS.
    """

    gene: str
    gene_number: int
    position: int
    consequence: str
    short: str
    hgvs_p: str


def made_up_variants(seed: int = 0) -> Iterator[MadeUpVariant]:
    """Yield all distinct variants in an order of the seed's, no two of a gene near each other."""
    drawn = Random(seed)
    genes = _genes(drawn)
    start = drawn.randrange(MOST)
    step = next(step for step in iter(lambda: drawn.randrange(MOST), None) if gcd(step, MOST) == 1)
    for number in range(MOST):
        # Steps that share no factor with what there is meet each combination once.
        place, gene = divmod((start + number * step) % MOST, GENES)
        change, residue = divmod(place, RESIDUES)
        yield _variant(genes[gene], gene, residue + 1, change)


def write_variants(path: Path, rows: int, form: str = "csv", seed: int = 0) -> None:
    """Write a file of made-up variants.

    Parameters
    ----------
    path : Path
    rows : int
    form : str
        ``csv``, ``maf`` or ``vcf``.
    seed : int

    Raises
    ------
    MadeUpError
        There are not so many.
    """
    if rows > MOST:
        raise MadeUpError(f"{rows:,} rows: expected at most {MOST:,}, which are all distinct")
    header, line = FORMS[form]
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(header)
        stream.writelines(
            line(number, one) for number, one in enumerate(islice(made_up_variants(seed), rows))
        )


def _genes(drawn: Random) -> list[str]:
    """Draw approved symbols that look like those of genes with a protein."""
    table = (files("variants") / "gene_symbols.tsv").read_text(encoding="utf-8")
    cells = (line.split("\t") for line in table.split("\n")[2:] if line)
    return drawn.sample([one[0] for one in cells if one[1] and _SYMBOL.fullmatch(one[0])], GENES)


def _variant(gene: str, number: int, position: int, change: int) -> MadeUpVariant:
    mixed = (number * _MIX_GENE + position * _MIX_RESIDUE) >> 9
    first = AMINO_ACIDS[mixed % len(AMINO_ACIDS)]
    at, long = f"{first}{position}", f"p.{ONE_LETTER[first]}{position}"
    if change < _SUBSTITUTIONS:
        new = AMINO_ACIDS.replace(first, "")[change]
        words = ("missense_variant", f"{at}{new}", f"{long}{three_letters(new)}")
    else:
        words = (
            ("stop_gained", f"{at}*", f"{long}Ter"),
            ("frameshift_variant", f"{at}fs", f"{long}fs"),
            ("inframe_deletion", f"{at}del", f"{long}del"),
            ("splice_donor_variant", f"X{position}_splice", ""),
        )[change - _SUBSTITUTIONS]
    return MadeUpVariant(gene, number, position, *words)


def _csv_line(number: int, one: MadeUpVariant) -> str:
    del number
    change = one.hgvs_p or one.short
    return f"{one.gene},{change},{one.consequence},ENST{one.gene_number:011d}\n"


def _maf_line(number: int, one: MadeUpVariant) -> str:
    sample = f"SAMPLE-{number % SAMPLES:03d}"
    kind = _CLASSIFICATIONS[one.consequence]
    change = f"p.{one.short}"
    return (
        f"{one.gene}\tGRCh38\t{_chromosome(one)}\t{_base(one)}\tA\tG\t{kind}\t{sample}\t{change}\n"
    )


def _vcf_line(number: int, one: MadeUpVariant) -> str:
    del number
    transcript = f"ENST{one.gene_number:011d}"
    coding = f"{transcript}.1:c.{3 * one.position}{'+1' * (not one.hgvs_p)}A>G"
    protein = f"ENSP{one.gene_number:011d}.1:{one.hgvs_p}" if one.hgvs_p else ""
    csq = (
        f"G|{one.consequence}|{one.gene}|Transcript|{transcript}|protein_coding|{coding}|{protein}"
        "|YES"
    )
    return f"chr{_chromosome(one)}\t{_base(one)}\t.\tA\tG\t.\tPASS\tCSQ={csq}\n"


def _chromosome(one: MadeUpVariant) -> int:
    return 1 + one.gene_number % 22


def _base(one: MadeUpVariant) -> int:
    """Place its residue on its chromosome, each gene in a stretch of its own."""
    return 1_000 + (one.gene_number // 22) * 100_000 + 3 * one.position


FORMS: dict[str, tuple[str, Callable[[int, MadeUpVariant], str]]] = {
    "csv": (CSV_HEADER, _csv_line),
    "maf": (MAF_HEADER, _maf_line),
    "vcf": (VCF_HEADER, _vcf_line),
}
"""Header and writer of a line of each format."""


def main() -> None:
    """Write a file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("rows", type=int)
    parser.add_argument("--format", choices=tuple(FORMS), default="csv")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    write_variants(asked.out, asked.rows, asked.format, asked.seed)


if __name__ == "__main__":
    main()
