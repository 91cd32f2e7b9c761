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
    assert [one.therapy for one in row.resistance] == ["B"]
    assert [one.therapy for one in row.sensitivity] == ["A"]


def test_the_tumour_of_the_evidence_is_kept():
    claims = [sample_therapy("A", disease="Melanoma"), sample_therapy("B")]
    [row] = actionable_rows([], [sample(therapies=claims)])
    assert [one.disease for one in row.sensitivity] == ["Melanoma", ""]


def test_what_asks_for_something_more_is_not_actionable_by_itself():
    known = variant(4, therapies=[therapy("A", holds=False), therapy("B", disease="Glioma")])
    [row] = actionable_rows([known], [])
    assert [(one.therapy, one.disease) for one in row.sensitivity] == [("B", "Glioma")]


def test_without_samples_the_variants_speak():
    known = variant(4, therapies=[therapy("A"), therapy("B", tier="III")])
    [row] = actionable_rows([known], [])
    assert row.sample is None
    assert row.number == 4
    assert [one.therapy for one in row.sensitivity] == ["A"]


def test_of_one_tier_those_without_a_conflict_stand_first():
    claims = [
        sample_therapy("Gefitinib", conflicts=["Evidence on T790M reports resistance."]),
        sample_therapy("Crizotinib", level="B"),
        sample_therapy("Osimertinib"),
        sample_therapy("Afatinib"),
    ]
    [row] = actionable_rows([], [sample(therapies=claims)])
    names = [one.therapy for one in row.sensitivity]
    assert names == ["Osimertinib", "Afatinib", "Gefitinib", "Crizotinib"]
