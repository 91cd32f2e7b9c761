"""How to annotate a VCF so that the variants in it can be assessed.

Sources: https://www.ensembl.org/info/docs/tools/vep/script/vep_options.html (MANE exists for GRCh38
only); https://pcingola.github.io/SnpEff/snpeff/introduction/
"""

import shlex
from pathlib import Path

from intake.vcf_build import GRCH37, GRCH38

_VEP = (
    "vep -i {file} -o {stem}.vep.vcf --vcf --cache --assembly {build} --symbol --hgvs {mane}"
    "--canonical --sift b --polyphen b"
)
_SNPEFF = "snpEff {database} {file} > {stem}.snpeff.vcf"
_DATABASES = {GRCH37: "GRCh37.75", GRCH38: "GRCh38.99"}
_SUFFIXES = (".gz", ".bgz", ".vcf")


def how_to_annotate(path: Path, build: str) -> list[str]:
    """Return the commands that annotate a VCF, VEP's first.

    Parameters
    ----------
    path : Path
    build : str
        Its genome build; empty where it names none.

    Examples
    --------
    >>> how_to_annotate(Path("a.vcf.gz"), "GRCh37")[1]
    'Or with SnpEff: snpEff GRCh37.75 a.vcf.gz > a.snpeff.vcf'
    """
    stem = path.name
    for suffix in _SUFFIXES:
        stem = stem.removesuffix(suffix)
    names = {"file": shlex.quote(path.name), "stem": shlex.quote(stem)}
    assembly = build or "BUILD"
    mane = "" if build == GRCH37 else "--mane "
    database = _DATABASES.get(build, "BUILD")
    vep = _VEP.format(**names, build=assembly, mane=mane)
    unknown = "" if build else " (BUILD: GRCh37, then without --mane, or GRCh38)"
    databases = "" if build in _DATABASES else f" (BUILD: {' or '.join(_DATABASES.values())})"
    return [
        f"Annotate the file with VEP and send the result: {vep}{unknown}",
        f"Or with SnpEff: {_SNPEFF.format(**names, database=database)}{databases}",
    ]
