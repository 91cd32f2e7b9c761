"""A report compared with its re-analysis: what changed, of which variant, and why."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.cell_line_changes import cell_line_changes, screen_words
from reports.cell_lines_report import TumourCellLines
from reports.change_causes import (
    THERAPY_KINDS,
    Compared,
    assign_causes,
    find_causes,
    merge_causes,
    sample_causes,
)
from reports.lab_changes import (
    KINDS,
    LEAST_MOVE,
    CauseName,
    Change,
    Changes,
    Kind,
    SampleChange,
    Side,
    VariantChanges,
)
from reports.lab_report import Report, ReportHead, Sample, Variant
from reports.variant_differences import Difference, find_differences
from variants.gene_symbols import comparable_symbol

MOST_NAMES = 10
"""Samples that are named of a variant."""

_Key = tuple[str, str]


@dataclass(frozen=True)
class EarlierReport:
    """The report that was analysed again.

    Parameters
    ----------
    report : Report
    sha256 : str
        Of its file.
    """

    report: Report
    sha256: str


def compare_reports(
    earlier: EarlierReport,
    head: ReportHead,
    variants: Iterable[Variant],
    samples: Sequence[Sample],
    notes: Sequence[str] = (),
    tumours: Iterable[TumourCellLines] = (),
) -> Changes:
    """Compare a report with its re-analysis.

    Parameters
    ----------
    earlier : EarlierReport
    head : ReportHead
        Of the re-analysis.
    variants : iterable of Variant
        All of the re-analysis; read once, so a stream will do.
    samples : sequence of Sample
        Of the re-analysis.
    notes : sequence of str
        What a reader of the comparison should know.
    tumours : iterable of TumourCellLines
        Of the re-analysis; read once.
    """
    old = earlier.report
    causes = find_causes(old, head)
    differing = [cause.name for cause in causes]
    then = _by_key(old.variants)
    found: list[Compared] = []
    only_after = []
    met: set[_Key] = set()
    for variant in variants:
        key = _key(variant)
        met.add(key)
        found.extend(_compared(then.get(key, ()), variant))
        if key not in then:
            only_after.append(_name(variant))
    changed = sorted(_all_changes(found, differing), key=_place)
    return Changes(
        notice=head.notice,
        file=head.file.name,
        before=_side(old, earlier.sha256),
        after=_side(head, ""),
        causes=causes,
        notes=list(notes),
        least_move=LEAST_MOVE,
        n_variants=len(old.variants),
        n_unchanged=sum(len(then[key]) for key in then.keys() & met) - len(changed),
        counts=_counts(changed),
        variants=changed,
        samples=list(_sample_changes(old.samples, samples, changed, differing)),
        only_before=[_name(one) for one in old.variants if _key(one) not in met],
        only_after=only_after,
        cell_lines=list(cell_line_changes(old.tumours, tumours, differing)),
    )


def _compared(before: Iterable[Variant], after: Variant) -> Iterator[Compared]:
    for one in before:
        differences = find_differences(one, after)
        if differences:
            yield Compared(one, after, differences)


def _all_changes(
    found: Sequence[Compared], differing: Collection[CauseName]
) -> Iterator[VariantChanges]:
    moved = {_name(one.after) for one in found if one.has("group")}
    for one in found:
        after = one.after
        names = dict.fromkeys(name for row in after.occurrences for name in row.samples if name)
        causes = assign_causes(one, differing, moved)
        yield VariantChanges(
            number=after.number,
            number_before=one.before.number,
            gene=after.gene,
            variation=after.variation,
            samples=list(names)[:MOST_NAMES],
            n_samples=after.samples,
            changes=[
                _change(difference, why)
                for difference, why in zip(one.differences, causes, strict=True)
            ],
        )


def _change(difference: Difference, causes: list[CauseName]) -> Change:
    then, now = difference.therapies
    therapy = now or then
    return Change(
        kind=difference.kind,
        therapy=therapy.therapy if therapy else None,
        direction=therapy.direction if therapy else None,
        before=difference.before,
        after=difference.after,
        evidence_gained=list(difference.gained),
        evidence_lost=list(difference.lost),
        causes=causes,
    )


def _place(variant: VariantChanges) -> tuple[int, int]:
    """Sort key: what matters most first, then the order of the re-analysis."""
    return min(KINDS.index(change.kind) for change in variant.changes), variant.number


def _sample_changes(
    before: Iterable[Sample],
    after: Iterable[Sample],
    changed: Sequence[VariantChanges],
    differing: Collection[CauseName],
) -> Iterator[SampleChange]:
    then = {sample.name: sample for sample in before}
    of_therapies = _causes_by_variant(changed, THERAPY_KINDS)
    of_predictions = _causes_by_variant(changed, frozenset({"group"}))
    for sample in after:
        old = then.get(sample.name)
        if old is not None and old.best_tier != sample.best_tier:
            numbers = [number for number in sample.variants if number in of_therapies]
            predicted = merge_causes(of_predictions.get(number, ()) for number in sample.variants)
            yield SampleChange(
                name=sample.name,
                before=old.best_tier,
                after=sample.best_tier,
                variants=numbers,
                causes=merge_causes(of_therapies[number] for number in numbers)
                or sample_causes(differing, predicted),
            )


def _causes_by_variant(
    changed: Iterable[VariantChanges], kinds: Collection[Kind]
) -> dict[int, list[CauseName]]:
    """Return the causes of changes of some kinds, of the variants that have any, by number."""
    found = {
        one.number: merge_causes(change.causes for change in one.changes if change.kind in kinds)
        for one in changed
    }
    return {number: causes for number, causes in found.items() if causes}


def _counts(changed: Iterable[VariantChanges]) -> dict[Kind, int]:
    counts: Counter[Kind] = Counter(
        kind for one in changed for kind in {change.kind for change in one.changes}
    )
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _side(head: ReportHead, sha256: str) -> Side:
    return Side(
        created=head.created,
        sha256=sha256,
        disease=head.disease,
        versions=head.versions,
        screen=screen_words(head.cell_lines),
    )


def _by_key(variants: Iterable[Variant]) -> Mapping[_Key, list[Variant]]:
    found: dict[_Key, list[Variant]] = defaultdict(list)
    for variant in variants:
        found[_key(variant)].append(variant)
    return dict(found)


def _key(variant: Variant) -> _Key:
    return comparable_symbol(variant.gene), variant.variation


def _name(variant: Variant) -> str:
    return f"{variant.gene} {variant.variation}"
