"""The rows of a stored report, as far as it holds them, in the form of a file that has been read.

A report keeps the first rows of each variant and every sample's variants, so that is enough to
answer them anew. Counts, and why rows were not assessed, stay those of the report.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from intake.lab_row import LabRow, LabVariant, Locus, Outcome, Transcript
from pipeline.lab_intake import LabContent, SampleRows, take_in
from pipeline.spool import Spool
from reports.lab_report import Counts, Occurrence, Report, Sample, Variant


def stored_content(report: Report, spool: Spool[LabRow]) -> LabContent:
    """Make what describing variants asks for.

    Variants are in the order of the file, by their first row.

    Parameters
    ----------
    report : Report
    spool : Spool of LabRow
        Where the rows are kept: one for each row that the report names of a variant.
    """
    variants = sorted(report.variants, key=lambda one: (one.occurrences[0].line, one.number))
    content = take_in(_rows(variants, report.file.build), spool)
    content.counts = _counts(report.counts)
    places = {one.number: content.place(_lab_variant(one)) for one in variants}
    content.samples[:] = [_sample(one, places) for one in report.samples]
    for distinct in content.variants:
        distinct.n_rows = distinct.n_samples = 0
    for variant in variants:  # several of a place where what were two genes is one now
        content.variants[places[variant.number]].n_rows += variant.rows
    for sample in content.samples:
        for place in sample.variants:
            content.variants[place].n_samples += 1
    return content


def _rows(variants: Iterable[Variant], build: str) -> Iterator[LabRow]:
    for variant in variants:
        given = _lab_variant(variant)
        for at in variant.occurrences:
            row = replace(
                given,
                hgvs_c=at.hgvs_c,
                transcript=Transcript(at.transcript, at.transcript_rule) if at.transcript else None,
                locus=_locus(at, build),
                samples=tuple(at.samples),
                allele_fraction=at.allele_fraction,
            )
            value = f"{variant.gene} {variant.variation}"
            yield LabRow(at.line, value, Outcome.ASSESSED, variants=(row,))


def _lab_variant(variant: Variant) -> LabVariant:
    return LabVariant(
        gene=variant.gene,
        variation=variant.variation,
        consequence=variant.consequence,
        hgvs_p=variant.hgvs_p or "",
        annotations=tuple(variant.annotations.items()),
        notes=tuple(variant.notes),
    )


def _locus(at: Occurrence, build: str) -> Locus | None:
    if at.position is None:
        return None
    return Locus(build, at.chromosome, at.position, at.reference, at.alternate)


def _sample(sample: Sample, places: dict[int, int]) -> SampleRows:
    rejected = max(sample.rows - sample.assessed - sample.not_assessed, 0)
    return SampleRows(
        sample.name,
        {
            Outcome.ASSESSED: sample.assessed,
            Outcome.NOT_ASSESSED: sample.not_assessed,
            Outcome.REJECTED: rejected,
        },
        dict.fromkeys(sorted(places[number] for number in sample.variants)),
    )


def _counts(counts: Counts) -> dict[Outcome, int]:
    return {
        Outcome.ASSESSED: counts.assessed,
        Outcome.NOT_ASSESSED: counts.not_assessed,
        Outcome.REJECTED: counts.rejected,
    }
