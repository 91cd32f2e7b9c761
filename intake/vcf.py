"""Reads a VCF, 4.0 to 4.4, a record at a time: one row for each of its alternate alleles.

Source: https://samtools.github.io/hts-specs/VCFv4.4.pdf
"""

from collections.abc import Iterable, Iterator

from gene_features.vep_csq import CsqError
from intake.assessment import AssessmentRules
from intake.lab_reader import Content, LabLine
from intake.lab_row import LabFileError, LabRow, Locus, cut_value, rejected
from intake.row_notes import RowNotes
from intake.vcf_advice import how_to_annotate
from intake.vcf_alleles import alternate_fault, no_variant
from intake.vcf_ann import AnnAnnotation
from intake.vcf_assess import (
    NO_ANNOTATION,
    Allele,
    judge_allele,
    not_assessed,
    second_genes,
)
from intake.vcf_bcsq import BcsqAnnotation
from intake.vcf_csq import CsqAnnotation
from intake.vcf_effects import Annotation, AnnotationError, Effect, OtherRecordError
from intake.vcf_header import VcfHeader, VcfHeaderError, begins_header, names_columns
from intake.vcf_record import Record, RecordError, count_alternates, info_value, read_record
from intake.vcf_samples import NOBODY, SampleColumns

NOT_ANNOTATED = "the file is not annotated"
NOT_CARRIED = "no sample carries this allele"
NO_HEADER = (
    "begins with # among the records and is no header; expected a record, or a line that begins "
    "with ## or #CHROM"
)

_NO_COLUMNS = "the columns that line {number} names cannot be read; expected those of a VCF"
_SECOND = (
    "Alleles that change a second gene, too: {count:,}. One gene is assessed, the others are named "
    "beside it."
)
_HEADERS = "Header lines among the records: {count:,}. They hold for the records after them."


def recognise_vcf(content: Content, rules: AssessmentRules) -> "VcfReader | None":
    """Return the reader of a VCF, whole or without the lines before ``#CHROM``; else None.

    Raises
    ------
    LabFileError
        It is a VCF but has no line #CHROM, or one with other columns.
    """
    for line in content.head:
        if begins_header(line.text) or line.text[:6].lower() == "#chrom":
            return VcfReader(content, rules)
        if not line.text.startswith("##"):
            return None
    return None


class VcfReader:
    """Reads one VCF; a LabReader.

    Attributes
    ----------
    header_end : int
        Last line of the header that the file begins with, which names the columns.
    count_from : int
        Line from which on header lines are counted, where those before are read once more.
    """

    def __init__(self, content: Content, rules: AssessmentRules) -> None:
        self._content = content
        self._rules = rules
        self.header_end = 0
        self._header = VcfHeader()
        self._read_header()
        self._samples = SampleColumns(self._header)
        self._annotations = _annotations(self._header, rules)
        self._other_build = self._no_columns = ""
        self._n_records = self.count_from = 0
        self.counted = RowNotes(_SECOND, _HEADERS)
        self.build = self._header.build
        self.notes: list[str] = []
        self.advice: list[str] = []
        self.header_names = list(self._header.samples)
        names = " and ".join(annotation.name for annotation in self._annotations)
        self.format = f"VCF with {names}" if names else "VCF without annotation"
        self._describe_header()

    def rows(self) -> Iterator[LabRow]:
        """Read every record x ALT once, in the order of the file."""
        for line in self._content.lines():
            if not line.text.startswith("#"):
                self._n_records += 1
                yield from self._rows_of(line)
            elif line.number > self.header_end:
                yield from self._read_later_header(line)
        self._describe_rows()

    def _read_header(self) -> None:
        for line in self._content.lines():
            if not line.text.startswith("#"):
                break
            try:
                _add(self._header, line)
            except (CsqError, VcfHeaderError) as error:
                path = self._content.path
                raise LabFileError(f"{path}: line {line.number}: {error}") from error
            self.header_end = line.number
            if self._header.width:
                return
        raise LabFileError(
            f"{self._content.path}: line {self.header_end + 1}: expected the line that begins with "
            "#CHROM and names the columns of the VCF"
        )

    def _read_later_header(self, line: LabLine) -> list[LabRow]:
        """Go on by a header that stands among the records, as in files put together.

        What is no header is a rejected row, and the header stays as it was. After a line #CHROM
        that cannot be read nobody knows whose the records are, until there is one that can.
        """
        header = self._header
        if begins_header(line.text):
            # until the next line #CHROM the columns stay as they were
            header = VcfHeader(header.width, header.samples)
        counts = line.number >= self.count_from
        try:
            _add(header, line)
        except (CsqError, VcfHeaderError) as error:
            self._n_records += 1
            if names_columns(line.text):
                self._no_columns = _NO_COLUMNS.format(number=line.number)
            return [rejected(line.number, line.text, _no_header(line, error))] if counts else []
        if counts:
            self.counted.add(_HEADERS)
        if names_columns(line.text):
            self._no_columns = ""
            self.header_names += header.samples
        self._go_on_by(header)
        return []

    def _go_on_by(self, header: VcfHeader) -> None:
        self._header = header
        self._samples = SampleColumns(header)
        self._annotations = _annotations(header, self._rules)
        self._other_build = header.build if self.build and header.build != self.build else ""
        self.build = self.build or header.build

    def _rows_of(self, line: LabLine) -> Iterable[LabRow]:
        try:
            if line.fault or self._no_columns:
                raise RecordError(line.text, line.fault or self._no_columns)
            record = read_record(line.text, self._header.width)
            self._check_build(record)
            effects = self._effects(record)
        except RecordError as error:
            row = rejected(line.number, error.value, str(error))
            return [row] * count_alternates(line.text)
        return list(self._rows_of_alleles(line.number, record, effects))

    def _rows_of_alleles(
        self, line: int, record: Record, effects: list[list[Effect]] | str
    ) -> Iterator[LabRow]:
        seen: set[str] = set()
        for at, alternate in enumerate(record.alternates):
            fault = alternate_fault(record.reference, alternate)
            if alternate in seen:
                fault = "the allele stands twice in ALT; expected it once"
            seen.add(alternate)
            if fault:
                yield rejected(line, alternate, fault)
            else:
                yield self._row(line, record, at, effects)

    def _row(self, line: int, record: Record, at: int, effects: list[list[Effect]] | str) -> LabRow:
        alternate = record.alternates[at]
        allele, absent = self._allele(line, record, at)
        if not self._annotations:
            return not_assessed(allele, NOT_ANNOTATED)
        if reason := no_variant(alternate):
            return not_assessed(allele, reason)
        if absent or isinstance(effects, str):
            return not_assessed(allele, effects if isinstance(effects, str) else NOT_CARRIED)
        row = judge_allele(allele, effects[at], self._rules)
        if second_genes(row):
            self.counted.add(_SECOND)
        return row

    def _allele(self, line: int, record: Record, at: int) -> tuple[Allele, bool]:
        alternates = record.alternates
        carriers = NOBODY
        if record.samples:
            carriers = self._samples.carriers(
                record.samples, at + 1, (record.reference, *alternates)
            )
        locus = Locus(
            self.build,
            record.bare_chromosome,
            record.position,
            record.reference,
            alternates[at],
        )
        value = f"{record.chromosome}:{record.position} {record.reference}>{alternates[at]}"
        allele = Allele(
            line,
            cut_value(value),
            record.filter,
            locus,
            carriers.samples,
            carriers.allele_fraction,
        )
        return allele, carriers.absent

    def _effects(self, record: Record) -> list[list[Effect]] | str:
        """Return the effects of each allele, or why none are known."""
        for annotation in self._annotations:
            if not (value := info_value(record.info, annotation.tag)):
                continue
            try:
                return annotation.effects(
                    value, record.position, record.reference, record.alternates
                )
            except OtherRecordError as error:
                return str(error)
            except AnnotationError as error:
                raise RecordError(value, str(error)) from error
        return NO_ANNOTATION

    def _check_build(self, record: Record) -> None:
        build = self._other_build
        if not build and len(self._header.builds) > 1:
            build = self._header.contig_builds.get(record.chromosome, self.build)
        if build and build != self.build:
            raise RecordError(
                f"{record.chromosome}:{record.position}",
                f"on {build} by its header, in a file on {self.build}; expected one build a file",
            )

    def _describe_header(self) -> None:
        header, path = self._header, self._content.path
        if len(header.builds) > 1:
            named = " and ".join(f"{name} (line {at})" for name, at in header.builds.items())
            self.notes.append(
                f"The header names two builds, {named}; positions are read as {self.build}."
            )
        if header.normals:
            self.notes.append(
                f"{', '.join(sorted(header.normals))}: normal tissue, listed only where no other "
                "sample carries the allele."
            )
        if "EFF" in header.tags and "ANN" not in header.tags:
            self.advice.append(
                "SnpEff's old annotation EFF is not read; SnpEff 4.1 and later write ANN."
            )
        if header.csq is not None and header.csq.missing:
            lacks = " and no ".join(header.csq.missing)
            self.advice.append(f"VEP's {header.csq.tag} has no {lacks}.")
        if not self._annotations or self.advice:
            self.advice += how_to_annotate(path, self.build)

    def _describe_rows(self) -> None:
        if not self._n_records:
            self.notes.append("The VCF has a header but no record.")
        self.notes += self.counted.told()


def _add(header: VcfHeader, line: LabLine) -> None:
    if line.fault and not line.text.startswith("##"):
        raise VcfHeaderError(line.fault)
    header.add(line.number, line.text)


def _no_header(line: LabLine, error: ValueError) -> str:
    """Say why a line that begins with ``#`` is rejected; what it is stands beside."""
    known = line.fault or line.text.startswith("##") or names_columns(line.text)
    return str(error).partition(", got ")[0] if known else NO_HEADER


def _annotations(header: VcfHeader, rules: AssessmentRules) -> list[Annotation]:
    found: list[Annotation] = []
    if header.csq is not None:
        found.append(CsqAnnotation(header.csq, rules.terms))
    if "ANN" in header.tags and (header.csq is None or header.csq.tag != "ANN"):
        found.append(AnnAnnotation())
    if "BCSQ" in header.tags:
        found.append(BcsqAnnotation())
    return found
