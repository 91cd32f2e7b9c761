from lab_report_builders import sample, sample_therapy, therapy, variant

from reports.actionable import actionable_rows


def test_rows_stand_by_sample_then_tier_then_number():
    claims = [
        sample_therapy("A", number=1, tier="II"),
        sample_therapy("B", number=3, tier="I"),
        sample_therapy("C", number=2, tier="II"),
    ]
    rows = actionable_rows(
        [], [sample("P", (), [sample_therapy("D", number=9)]), sample("Q", (), claims)]
    )
    assert [(row.sample, row.number) for row in rows] == [(0, 9), (1, 3), (1, 1), (1, 2)]


def test_only_tiers_one_and_two_are_actionable():
    claims = [sample_therapy(tier="III", level=None), sample_therapy(tier="IV", level=None)]
    assert actionable_rows([], [sample(therapies=claims)]) == []


def test_directions_are_parted():
    claims = [sample_therapy("A"), sample_therapy("B", "resistance")]
    [row] = actionable_rows([], [sample(therapies=claims)])
    assert [one.therapy.therapy for one in row.resistance] == ["B"]
    assert [one.therapy.therapy for one in row.sensitivity] == ["A"]


def test_the_tumour_is_that_of_the_same_claim_on_the_variant():
    known = variant(1, therapies=[therapy("A", disease="Melanoma"), therapy("B", disease="Glioma")])
    claims = [sample_therapy("A"), sample_therapy("B", tier="II"), sample_therapy("C")]
    [row] = actionable_rows([known], [sample(therapies=claims)])
    assert [one.disease for one in row.sensitivity] == ["Melanoma", "", ""]


def test_without_samples_the_variants_speak():
    known = variant(4, therapies=[therapy("A"), therapy("B", tier="III")])
    [row] = actionable_rows([known], [])
    assert row.sample is None
    assert row.number == 4
    assert [one.therapy.therapy for one in row.sensitivity] == ["A"]
