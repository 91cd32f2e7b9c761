"""Numbers on many samples, known by hand."""

from lab_report_builders import effect, sample, sample_therapy, variant

from reports.alteration_group import AlterationGroup
from reports.cohort import ABSTAINED, count_cohort

VARIANTS = [
    variant(1, "BRAF", "V600E"),
    variant(2, "TP53", "R213*", consequence="stop_gained", effect=effect("class4")),
    variant(3, "TP53", "R175H", effect=effect(ABSTAINED)),
    variant(4, "KRAS", "Amplification", consequence="transcript_amplification"),
]
SAMPLES = [
    sample("A", (1, 2, 3), [sample_therapy(), sample_therapy("X", "resistance", tier="II")]),
    sample("B", (2,), [sample_therapy("Y", tier="III")]),
    sample("C", (4,), [sample_therapy("Z", "resistance", tier="II")]),
    sample("D", ()),
]


def test_a_gene_is_counted_once_a_sample():
    cohort = count_cohort(VARIANTS, SAMPLES)
    assert [(one.gene, one.samples.number, one.samples.share) for one in cohort.genes] == [
        ("TP53", 2, 0.5), ("BRAF", 1, 0.25), ("KRAS", 1, 0.25),
    ]  # fmt: skip


def test_kinds_of_a_gene_are_counted_by_sample():
    tp53 = count_cohort(VARIANTS, SAMPLES).genes[0]
    assert dict(tp53.groups) == {AlterationGroup.TRUNCATING: 2, AlterationGroup.MISSENSE: 1}


def test_a_variant_is_counted_once_in_the_mix_of_classes():
    classes = {one.name: one.number for one in count_cohort(VARIANTS, SAMPLES).classes}
    assert classes["Gain-of-function"] == 2
    assert classes["Loss-of-function"] == 1
    assert classes["no class named"] == 1
    assert sum(classes.values()) == 4
    assert len(classes) == 10


def test_samples_are_counted_by_their_best_tier():
    cohort = count_cohort(VARIANTS, SAMPLES)
    assert {one.name: one.number for one in cohort.tiers} == {
        "I": 1, "II": 1, "III": 1, "IV": 0, "none": 1,
    }  # fmt: skip
    assert cohort.actionable.number == 2
    assert cohort.actionable.share == 0.5


def test_only_tiers_one_and_two_count_for_a_direction():
    directions = count_cohort(VARIANTS, SAMPLES).directions
    assert directions["resistance"].number == 2
    assert directions["sensitivity"].number == 1


def test_the_approved_symbol_gathers_spellings_of_a_gene():
    variants = [variant(1, "MLL2", "R1*", gene_symbol="KMT2D"), variant(2, "KMT2D", "R2*")]
    [gene] = count_cohort(variants, [sample("A", (1,)), sample("B", (2,))]).genes
    assert (gene.gene, gene.samples.number) == ("KMT2D", 2)


def test_variants_are_read_once_as_a_stream():
    assert count_cohort(iter(VARIANTS), SAMPLES) == count_cohort(VARIANTS, SAMPLES)


def test_no_samples_give_shares_of_nothing():
    cohort = count_cohort([], [])
    assert cohort.genes == ()
    assert cohort.actionable.share == 0
