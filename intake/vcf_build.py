"""The genome build that a VCF's header names, by assembly, reference, annotation or lengths.

Lengths of chromosome 1: https://www.ncbi.nlm.nih.gov/grc/human/data.

Examples
--------
>>> named_builds('##contig=<ID=chr1,length=248956422>')
('GRCh38',)
>>> named_builds('##reference=file:///data/hg19.fasta')
('GRCh37',)
>>> named_builds('##source=Mutect2')
()
"""

import re

NCBI36, GRCH37, GRCH38 = "NCBI36", "GRCh37", "GRCh38"

CHROMOSOME_1_LENGTHS = {"249250621": GRCH37, "248956422": GRCH38}
"""Length of chromosome 1 to the build."""

_NAMES = (
    (NCBI36, re.compile(r"NCBI36|hg18|(?<![a-z0-9])b36(?!\d)|human_g1k_b36", re.IGNORECASE)),
    (
        GRCH37,
        re.compile(
            r"GRCh37|hg19|hs37|(?<![a-z0-9])b37(?!\d)|human_g1k_v37|v37_decoy", re.IGNORECASE
        ),
    ),
    (GRCH38, re.compile(r"GRCh38|hg38|hs38", re.IGNORECASE)),
)
_KEYS = re.compile(r"##(reference|assembly|contig|VEP|SnpEffCmd)=", re.IGNORECASE)
_ASSEMBLY = re.compile(r"""\bassembly=["']?([^"',>\s]+)""", re.IGNORECASE)
_CONTIG = re.compile(r"##contig=<(?:.*,)?ID=(?P<id>[^,>]+)")
_CHROMOSOME_1 = re.compile(r"##contig=<(?:.*,)?ID=(?:chr)?1[,>]")
_LENGTH = re.compile(r"[<,]length=(\d+)")


def build_in(text: str) -> str:
    """Find one build's name in a text, empty where there is none or both.

    Examples
    --------
    >>> build_in("/data/GRCh37-lite.fa.gz"), build_in("hg19Tohg38")
    ('GRCh37', '')
    """
    found = [build for build, name in _NAMES if name.search(text)]
    return found[0] if len(found) == 1 else ""


def named_builds(line: str) -> tuple[str, ...]:
    """Return the builds that a header line names, none for most lines."""
    key = _KEYS.match(line)
    if key is None:
        return ()
    found = []
    if key[1].lower() in {"contig", "vep"}:
        if named := _ASSEMBLY.search(line):
            found.append(build_in(named[1]))
        length = _LENGTH.search(line) if _CHROMOSOME_1.match(line) else None
        if length is not None:
            found.append(CHROMOSOME_1_LENGTHS.get(length[1], ""))
    else:
        found.append(build_in(line))
    return tuple(build for build in dict.fromkeys(found) if build)


def contig_build(line: str) -> tuple[str, str] | None:
    """Return a contig's name and its build where the line gives both.

    Examples
    --------
    >>> contig_build("##contig=<ID=chr7,assembly=hg19>")
    ('chr7', 'GRCh37')
    """
    contig, named = _CONTIG.match(line), _ASSEMBLY.search(line)
    if contig is None or named is None:
        return None
    build = build_in(named[1])
    return (contig["id"], build) if build else None
