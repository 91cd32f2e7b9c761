"""Follow-up by the embedded tables."""

import pytest
from follow_up_records import DRUGS, KNOWLEDGE, TUMOURS

from patients.follow_up import FollowUps, read_follow_up
from patients.tumour_syndromes import read_tumour_syndromes


@pytest.fixture(scope="session")
def syndromes():
    return read_tumour_syndromes(KNOWLEDGE / "tumour_syndromes.tsv")


@pytest.fixture(scope="session")
def advise(syndromes):
    facts = read_follow_up(KNOWLEDGE / "follow_up.tsv", DRUGS, TUMOURS)
    follow_ups = FollowUps(facts, DRUGS)

    def advise(case, *names):
        return follow_ups.advise(case, [DRUGS.find(name) for name in names], TUMOURS, syndromes)

    return advise
