"""A case's variants as rows of a file, so that they are read and answered as any laboratory's.

A variant that cannot be read is a rejected row whose reason names its field. One that is classified
as benign, or rejected as an interpretation, is listed and not assessed. Tumour markers of tests are
no rows: see :mod:`pipeline.case_patient`.

Examples
--------
>>> from patients.case import Case, CaseVariant, Origin
>>> case = Case("lung", variants=(CaseVariant("EGFR", "L858R", Origin.SOMATIC),))
>>> reader = CaseReader(case, "case in YAML", AssessmentRules())
>>> [(row.line, row.value, row.variants[0].samples) for row in reader.rows()]
[(1, 'EGFR L858R', ('lung',))]
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from intake.assessment import AssessmentRules
from intake.judgement import DescribedRow, judge
from intake.lab_row import LabRow, LabVariant, Locus, Outcome, cut_value
from patients.case import Case, CaseVariant, GenomeRecord, Origin
from patients.case_contradictions import contradictions

BENIGN = ("benign", "likely benign")
"""Classes of ACMG that leave a variant without weight, PMID 25741868."""

REJECTED_STATUS = "rejected"
"""Of a variant that was interpreted and found not to matter."""

_BUILDS = {"hg19": "GRCh37", "hg38": "GRCh38"}


class CaseReader:
    """Reads the variants of a case; a :class:`intake.lab_reader.LabReader`.

    Parameters
    ----------
    case : Case
    format : str
        In words.
    rules : AssessmentRules
    """

    def __init__(self, case: Case, format: str, rules: AssessmentRules) -> None:
        self.format = format
        self.build = ""
        self.notes = ["Lines count the variants of the case."] if case.variants else []
        self.notes += [f"Not read, for it has no place here: {one}" for one in case.unread]
        if case.unknown_findings:
            newer = ", ".join(one.term for one in case.unknown_findings)
            self.notes.append(f"Not used, newer than the ontology in use or none of its: {newer}")
        self.advice = list(contradictions(case))
        self.header_names: list[str] = []
        self._case, self._rules = case, rules

    def rows(self) -> Iterator[LabRow]:
        """Read every variant once, in the order of the case."""
        numbers = {origin: count() for origin in Origin}
        for line, variant in enumerate(self._case.variants, start=1):
            field = f"variants.{variant.origin.value}[{next(numbers[variant.origin])}]"
            row = judge(_described(variant, line, self._case.id), self._rules)
            if row.outcome is Outcome.REJECTED:
                yield replace(row, value=named(variant), reason=f"{field}: {row.reason}")
            elif reason := why_set_aside(variant):
                yield _set_aside(row, variant, reason)
            else:
                yield row


def why_set_aside(variant: CaseVariant) -> str:
    """Say why a variant is listed and not assessed, empty where it is assessed."""
    if variant.pathogenicity in BENIGN:
        return f"classified as {variant.pathogenicity}"
    return "rejected as an interpretation" if variant.status == REJECTED_STATUS else ""


def named(variant: CaseVariant) -> str:
    """Return gene and change, such as ``EGFR L858R``."""
    change = variant.variation or variant.hgvs_p or variant.hgvs_c or variant.hgvs_g
    return cut_value(" ".join(filter(None, (variant.gene, change))) or variant.label or "a variant")


def _described(variant: CaseVariant, line: int, sample: str) -> DescribedRow:
    return DescribedRow(
        line=line,
        value=named(variant),
        gene=variant.gene,
        hgvs_p=variant.hgvs_p if not variant.variation else "",
        hgvs_c=variant.hgvs_c,
        variation=variant.variation,
        locus=None if variant.genome is None else _locus(variant.genome),
        samples=(sample,),
        allele_fraction=variant.allele_fraction,
        notes=tuple(_notes(variant)),
    )


def _notes(variant: CaseVariant) -> Iterator[str]:
    said = (variant.zygosity, variant.pathogenicity)
    if variant.origin is not Origin.UNKNOWN:
        yield ", ".join([variant.origin.value, *filter(None, said)])
    elif any(said):
        yield ", ".join(filter(None, said))


def _set_aside(row: LabRow, variant: CaseVariant, reason: str) -> LabRow:
    known = row.variants or (LabVariant(variant.gene, ""),)
    return LabRow(
        row.line,
        row.value,
        Outcome.NOT_ASSESSED,
        reason,
        tuple(replace(one, variation="") for one in known),
    )


def _locus(genome: GenomeRecord) -> Locus:
    return Locus(
        _BUILDS.get(genome.assembly, genome.assembly),
        genome.chrom.removeprefix("chr"),
        genome.position,
        genome.reference,
        genome.alternate,
    )
