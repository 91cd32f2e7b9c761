"""The table of follow-up itself, and how its faults are told."""

import re
from collections import Counter
from pathlib import Path

import pytest

from patients.follow_up_table import (
    FOLLOW_UP_COLUMNS,
    FollowUpKind,
    FollowUpTableError,
    read_follow_up,
)
from patients.follow_up_trigger import TriggerError, parse_trigger
from therapy.drugs import read_drugs
from therapy.tumour_type_table import read_tumour_types
from therapy.tumour_types import TumourTypes

KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge"
DRUGS = read_drugs(KNOWLEDGE / "drugs.tsv")
TUMOURS = TumourTypes(read_tumour_types(KNOWLEDGE / "tumour_types.tsv"))
GOOD = "monitor\tdrug:olaparib\tBlood counts\tevery month\tFDA label: Lynparza\thttps://a.b"
TO_THE_PATIENT = re.compile(r"\b(?:you|your|must|should|stop taking|take your)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def facts():
    return read_follow_up(KNOWLEDGE / "follow_up.tsv", DRUGS, TUMOURS)


@pytest.fixture
def read(tmp_path):
    def read(*rows):
        path = tmp_path / "follow_up.tsv"
        path.write_text("\n".join(["\t".join(FOLLOW_UP_COLUMNS), *rows]) + "\n", encoding="utf-8")
        return read_follow_up(path, DRUGS, TUMOURS)

    return read


def test_there_are_facts_of_every_kind(facts):
    kinds = Counter(fact.kind for fact in facts)
    assert len(facts) >= 160
    assert set(kinds) == set(FollowUpKind)
    assert min(kinds.values()) >= 20


def test_nothing_reads_as_an_order_to_the_patient(facts):
    for fact in facts:
        assert not TO_THE_PATIENT.search(f"{fact.what} {fact.how_often}"), fact


def test_every_fact_names_its_source(facts):
    for fact in facts:
        labelled = re.fullmatch(r"FDA label: [^,]+, [A-Z].+", fact.source)
        published = re.search(r"(?:19|20)\d\d|^GeneReviews: ", fact.source)
        assert labelled or published, fact.source


def test_a_pubmed_number_and_its_address_agree(facts):
    for fact in facts:
        number = re.search(r"PMID (\d+)", fact.source)
        if number:
            assert fact.url == f"https://pubmed.ncbi.nlm.nih.gov/{number[1]}/"


def test_a_label_fact_is_of_a_drug_that_its_trigger_names(facts):
    for fact in facts:
        brand = re.match(r"FDA label: ([^,(]+)", fact.source)
        if brand and (named := re.search(r"drug:([^&]+)", fact.trigger)):
            drugs = [DRUGS.find(name) for name in named[1].strip().split("|")]
            names = {word.casefold() for drug in drugs for word in (drug.name, *drug.synonyms)}
            own = re.search(r"\((.+)\)", fact.source.split(", ")[0])
            label = {brand[1].strip().casefold(), *([own[1].casefold()] if own else [])}
            assert label & names or any(name in brand[1] for name in names), fact


def test_every_drug_of_the_first_rank_is_monitored(facts):
    triggers = " ".join(fact.trigger for fact in facts if fact.kind is FollowUpKind.MONITOR)
    for drug in ("osimertinib", "alectinib", "olaparib", "ribociclib", "trastuzumab", "imatinib"):
        assert drug in triggers


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("monitor", "watch", "line 2: kind 'watch', expected one of confirm, refer, monitor"),
        ("drug:olaparib", "drug:olaparip", "line 2: trigger 'olaparip', expected a name in"),
        ("drug:olaparib", "drug:Lynparza", "line 2: trigger 'Lynparza', expected a name in"),
        ("drug:olaparib", "class:PARP", "line 2: trigger 'PARP', expected a class in the table"),
        ("drug:olaparib", "failed:PARP", "line 2: trigger 'PARP', expected a name or class"),
        ("drug:olaparib", "tumour:lung canser", "line 2: trigger 'lung canser', expected the name"),
        ("drug:olaparib", "family:LUAD", "line 2: trigger 'LUAD', expected the name of a type"),
        ("drug:olaparib", "test:mfi=high", "line 2: trigger 'mfi', expected a kind of test"),
        ("drug:olaparib", "test:msi=many", "line 2: trigger 'many', expected a category"),
        ("drug:olaparib", "test:msi>4", "line 2: trigger 'msi', expected a category: high"),
        ("drug:olaparib", "untested:mfi", "line 2: trigger 'mfi', expected a kind of test"),
        ("drug:olaparib", "sex:woman", "line 2: trigger 'woman', expected a sex"),
        ("drug:olaparib", "germline:P53", "line 2: trigger 'P53', expected the approved symbol"),
        ("drug:olaparib", "variant:EGFR", "line 2: trigger 'EGFR', expected a gene and a change"),
        ("drug:olaparib", "drug:", "line 2: trigger 'drug:', expected any, second primary"),
        ("drug:olaparib", "often", "line 2: trigger 'often', expected any, second primary"),
        ("every month", "", "line 2: how_often is empty, expected text, as it is monitored"),
        ("Blood counts", "", "line 2: what '', expected text without outer spaces"),
        ("FDA label: Lynparza", " ", "line 2: source ' ', expected text without outer spaces"),
        ("https://a.b", "a.b", "line 2: url 'a.b', expected https://"),
        ("\tevery month", "", "line 2: got 5 columns"),
    ],
)
def test_a_fault_is_told_with_line_value_and_what_was_expected(read, old, new, said):
    with pytest.raises(FollowUpTableError, match=re.escape(said)) as caught:
        read(GOOD.replace(old, new))
    assert "follow_up.tsv" in str(caught.value)


def test_a_fact_given_twice_is_refused(read):
    assert len(read(GOOD)) == 1
    with pytest.raises(FollowUpTableError, match=r"line 3: .*'Blood counts' has an earlier row"):
        read(GOOD, GOOD.replace("every month", "every week"))


def test_another_header_is_refused(tmp_path):
    path = tmp_path / "follow_up.tsv"
    path.write_text("kind\twhat\n", encoding="utf-8")
    with pytest.raises(FollowUpTableError, match=r"line 1: .*expected the columns kind, trigger"):
        read_follow_up(path, DRUGS, TUMOURS)


@pytest.mark.parametrize("text", ["age=50", "age<", "test:qtc>=", "", "drug:a||b", "any&any"])
def test_a_text_that_is_no_trigger_is_refused(text):
    with pytest.raises(TriggerError, match="expected any, second primary, metastatic, not"):
        parse_trigger(text)


@pytest.mark.parametrize(
    ("text", "number", "held"),
    [
        ("age<50", 49.9, True),
        ("age<50", 50, False),
        ("age<=50", 50, True),
        ("age>50", 50, False),
        ("age>=50", 50, True),
    ],
)
def test_a_comparison_compares(text, number, held):
    [condition] = parse_trigger(text).conditions
    assert condition.compares(number) is held
