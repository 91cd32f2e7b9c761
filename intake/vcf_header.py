"""What a VCF's header says: columns and samples, the normal one, builds and annotations.

Source: the VCF specification, https://samtools.github.io/hts-specs/VCFv4.4.pdf.
"""

import re
from dataclasses import dataclass, field

from gene_features.vep_csq import CsqFormat, parse_csq_format
from intake.lab_row import cut_value
from intake.vcf_build import CHROMOSOME_1_LENGTHS, contig_build, named_builds

FIXED = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
"""Columns that every VCF has."""

_NORMAL_NAME = re.compile(r"(.*[_.\- ])?normal([_.\- ]?(sample|\d+))?", re.IGNORECASE)
_NORMAL_LINE = re.compile(r"##normal_sample=(?P<name>.+)")
_SAMPLE_LINE = re.compile(r"##SAMPLE=<(?:.*,)?ID=(?P<name>[^,>]+)(?P<rest>.*)", re.IGNORECASE)
_PEDIGREE_LINE = re.compile(r"##PEDIGREE=<(?:.*,)?Original=(?P<name>[^,>]+)", re.IGNORECASE)
_IS_NORMAL = re.compile(r"\b(normal|germline)\b", re.IGNORECASE)
_IS_TUMOUR = re.compile(r"tumou?r", re.IGNORECASE)
_INFO = re.compile(r"##INFO=<ID=(?P<tag>[^,>]+)")
_VERSION = "##fileformat=vcf"
_COLUMNS = "#chrom"


class VcfHeaderError(ValueError):
    """A header line cannot be read, or stands where it cannot."""


@dataclass
class VcfHeader:
    """A VCF's header as far as it has been read.

    Parameters
    ----------
    width : int
        Columns of a record; 0 until the line #CHROM has been read.
    samples : tuple of str
    csq : CsqFormat, optional
        VEP's annotation.
    tags : set of str
        Keys that INFO may hold.
    builds : dict of str to int
        Genome builds that it names, and the first line that does.
    contig_builds : dict of str to str
        Build by contig, where the header gives it.
    """

    width: int = 0
    samples: tuple[str, ...] = ()
    csq: CsqFormat | None = None
    tags: set[str] = field(default_factory=set)
    builds: dict[str, int] = field(default_factory=dict)
    contig_builds: dict[str, str] = field(default_factory=dict)
    _normals: set[str] = field(default_factory=set)
    _length_build: str = ""

    def add(self, number: int, text: str) -> None:
        """Read one more line, which begins with ``#``.

        Raises
        ------
        CsqError, VcfHeaderError
            It describes VEP's annotation but names no fields, or does not hold VCF's columns;
            nothing of it is kept.
        """
        if not text.startswith("##"):
            self._add_columns(text)
            return
        if info := _INFO.match(text):
            self.csq = self.csq or parse_csq_format(text)
            self.tags.add(info["tag"])
        for build in named_builds(text):
            self.builds.setdefault(build, number)
            if any(f"length={length}" in text for length in CHROMOSOME_1_LENGTHS):
                self._length_build = build
        if named := contig_build(text):
            self.contig_builds.setdefault(*named)
        self._add_normal(text)

    @property
    def build(self) -> str:
        """Return the genome build: by the length of chromosome 1, else the first one named."""
        return self._length_build or next(iter(self.builds), "")

    @property
    def normals(self) -> frozenset[str]:
        """Return the samples of normal tissue; none where there is no other."""
        found = {name for name in self.samples if name in self._normals}
        found |= {name for name in self.samples if _NORMAL_NAME.fullmatch(name)}
        return frozenset() if found == set(self.samples) else frozenset(found)

    def _add_columns(self, text: str) -> None:
        columns = text.rstrip("\t ").split("\t")
        if tuple(name.strip().upper() for name in columns[:8]) != FIXED:
            how = " separated by tabs" if len(columns) == 1 else ""
            raise VcfHeaderError(
                f"expected the columns {' '.join(FIXED)}{how}, got {cut_value(text)!r}"
            )
        self.width = len(columns)
        self.samples = tuple(name.strip() for name in columns[9:])

    def _add_normal(self, text: str) -> None:
        if named := _NORMAL_LINE.match(text) or _PEDIGREE_LINE.match(text):
            self._normals.add(named["name"].strip())
        elif named := _SAMPLE_LINE.match(text):
            said = f"{named['name']}{named['rest']}"
            if _IS_NORMAL.search(said) and not _IS_TUMOUR.search(said):
                self._normals.add(named["name"])


def begins_header(text: str) -> bool:
    """Tell whether a line is the first one of a VCF."""
    return text[: len(_VERSION)].lower() == _VERSION


def names_columns(text: str) -> bool:
    """Tell whether a line is the one that ends a header, its columns right or not."""
    return text[: len(_COLUMNS) + 1].strip().lower() == _COLUMNS
