"""How alike drugs are, against sets compared by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from screens import DRUGS

from response.drug import ScreenedDrug
from response.drug_similarity import drug_similarities, target_neighbours

GENES = ("BRAF", "ARAF", "EGFR", "ERBB2", "MAP2K1", "MAP2K2", "CDK4", "CDK6", "TP53")

made_drugs = st.lists(
    st.builds(
        ScreenedDrug,
        drug_id=st.uuids().map(str),
        name=st.sampled_from(["", "Alpha", "Beta", "alpha", "Alpha (2 uM)", "Gamma"]),
        targets=st.lists(st.sampled_from(["BRAF", "other", "DNA crosslinker", ""])).map(tuple),
        target_genes=st.lists(st.sampled_from(GENES), max_size=4).map(tuple),
        pathway=st.sampled_from(["", "Other", "Cell cycle", "RTK signaling"]),
    ),
    max_size=12,
)


def likeness(one, other):
    return drug_similarities([one], [other]).item()


def drug(number, *genes, name="", pathway="", targets=()):
    return ScreenedDrug(str(number), name or f"drug {number}", (), targets or genes, genes, pathway)


@settings(max_examples=60, deadline=None)
@given(drugs=made_drugs)
def test_similarities_are_positive_semidefinite(drugs):
    found = drug_similarities(drugs, drugs)
    assert found.shape == (len(drugs), len(drugs))
    assert found == pytest.approx(found.T)
    if drugs:
        assert np.linalg.eigvalsh(found).min() > -1e-9
        assert found.min() >= 0
        assert found.max() <= 3 + 1e-12
        assert (found <= np.sqrt(np.outer(np.diag(found), np.diag(found))) + 1e-12).all()


@settings(max_examples=40, deadline=None)
@given(left=st.sets(st.sampled_from(GENES)), right=st.sets(st.sampled_from(GENES)))
def test_shared_targets_count_by_their_share_of_all_targets(left, right):
    families = {"BRAF": "BRAF", "ARAF": "ARAF", "EGFR": "EGFR", "ERBB2": "ERBB", "TP53": "TP",
                "MAP2K1": "MAP2K", "MAP2K2": "MAP2K", "CDK4": "CDK", "CDK6": "CDK"}  # fmt: skip

    def share(one, other):
        return len(one & other) / len(one | other) if one | other else 0.0

    expected = share(left, right) + 0.5 * share(
        {families[gene] for gene in left}, {families[gene] for gene in right}
    )
    found = likeness(drug(1, *sorted(left)), drug(2, *sorted(right)))
    assert found == pytest.approx(expected)


def test_two_ids_of_one_substance_are_fully_alike():
    afatinibs = [d for d in DRUGS if d.name == "Afatinib"]
    assert drug_similarities(afatinibs, afatinibs) == pytest.approx(np.full((2, 2), 3.0))
    doses = [ScreenedDrug("1", "Bleomycin"), ScreenedDrug("2", "bleomycin (50 uM)")]
    assert likeness(*doses) == 1


def test_drugs_of_which_only_the_ids_are_known_have_nothing_in_common():
    assert likeness(ScreenedDrug("1"), ScreenedDrug("2")) == 0
    assert likeness(ScreenedDrug("1"), ScreenedDrug("1")) == 1


def test_a_pathway_counts_unless_it_is_vague():
    assert likeness(drug(1, pathway="Cell cycle"), drug(2, pathway="cell cycle ")) == 0.5
    for vague in ("", "other", "Other, kinases", "Unclassified"):
        assert likeness(drug(1, pathway=vague), drug(2, pathway=vague)) == 0


def test_words_for_what_is_no_gene_are_compared_whatever_their_writing():
    one = drug(1, targets=("Microtubule stabiliser",))
    assert likeness(one, drug(2, targets=("microtubule-stabiliser",))) == 1.5
    assert likeness(one, drug(2, targets=("Microtubule destabiliser",))) < 1


def test_a_target_that_nobody_knows_is_not_shared():
    assert likeness(drug(1, targets=("not defined",)), drug(2, targets=("Not defined",))) == 0


def test_each_pair_is_compared_as_if_there_were_no_others():
    found = drug_similarities(DRUGS[:7], DRUGS)
    assert found.shape == (7, 20)
    for place, one in enumerate(DRUGS[:7]):
        assert found[place] == pytest.approx([likeness(one, other) for other in DRUGS])


def test_neighbours_share_a_target_and_are_other_substances():
    neighbours = target_neighbours({one.drug_id: one for one in DRUGS})
    assert set(neighbours["101"]) == {"114"}
    assert set(neighbours["105"]) == {"103", "104", "113"}  # not the other afatinib
    assert neighbours["119"] == neighbours["120"] == ()
    for one, others in neighbours.items():
        assert all(one in neighbours[other] for other in others)


def test_no_drugs_have_no_neighbours():
    assert target_neighbours({}) == {}
    assert drug_similarities([], DRUGS).shape == (0, 20)
