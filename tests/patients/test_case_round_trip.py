"""Any case is the same after both formats; what is written is a phenopacket by the schema."""

import json

import pytest
from case_records import full_case, lung_case, ontology
from google.protobuf.json_format import ParseDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from phenopackets.schema.v2 import Family, Phenopacket

from patients.case import (
    Age,
    Case,
    CaseVariant,
    Diagnosis,
    Finding,
    GenomeRecord,
    HistoryEntry,
    Origin,
    PreviousTherapy,
    Relative,
    Response,
    Sex,
    TestKind,
    Tumour,
)
from patients.case_file import case_phenopacket, case_yaml, parse_case
from patients.test_kinds import FACTS, read_result

FINDINGS = [
    (id, ontology().terms[id].name)
    for id in ("HP:0002094", "HP:0012735", "HP:0001945", "HP:0001250", "HP:0000957")
]
GENES = ["EGFR", "BRCA2", "NKX2-1", "C10orf54", "HLA-A"]
DISEASES = ["OMIM:162200", "OMIM:151623", "ORPHA:144", "MONDO:0011450", "NCIT:C4872"]

TURNING = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Marks that turn the direction of text: refused."""

words = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters=TURNING
    ),
    min_size=1,
).map(lambda text: " ".join(text.split()))
word = words.filter(bool)
name = word.filter(lambda text: ":" not in text and "+" not in text)
text = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=["Cs", "Cc", "Cn", "Co"],
        include_characters="\t\n\r\x85",
        exclude_characters=TURNING,
    )
).map(str.strip)
maybe = st.just("") | word
ages = st.builds(Age, st.integers(0, 120), st.integers(0, 30), st.integers(0, 40))
stages = st.sampled_from(
    ["", "P10Y/P12Y", "HP:0003577 Congenital onset", "gestation 20 weeks 3 days"]
)
onsets = stages | st.just("P3Y6M")


@st.composite
def findings(draw):
    drawn = draw(st.lists(st.sampled_from(FINDINGS), unique=True))
    excluded = sorted(draw(st.lists(st.booleans(), min_size=len(drawn), max_size=len(drawn))))
    return tuple(
        Finding(id, label, absent, draw(onsets), draw(maybe))
        for (id, label), absent in zip(drawn, excluded, strict=True)
    )


@st.composite
def family(draw):
    places = [("mother", "maternal"), ("aunt", "paternal"), ("aunt", ""), ("sister", "")]
    places += [("half-brother", "maternal"), ("daughter", ""), ("cousin", "maternal")]
    places += [("grandfather", "paternal"), ("great-grandmother", ""), ("relative", "")]
    return tuple(
        Relative(
            relation,
            tuple(draw(st.lists(word, min_size=1, max_size=3))),
            draw(st.sampled_from(Sex)),
            draw(st.none() | ages),
            side,
        )
        for relation, side in draw(st.lists(st.sampled_from(places), max_size=4))
    )


@st.composite
def diagnoses(draw):
    ids = draw(st.lists(st.sampled_from(DISEASES), unique=True, max_size=3))
    suspected = sorted(draw(st.lists(st.booleans(), min_size=len(ids), max_size=len(ids))))
    return tuple(
        Diagnosis(
            id,
            draw(word),
            "" if only else draw(onsets),
            False if only else draw(st.booleans()),
            draw(st.sampled_from(["", "solved", "unsolved", "in progress", "completed"])),
            only,
        )
        for id, only in zip(ids, suspected, strict=True)
    )


@st.composite
def variants(draw, known):
    ids = ["", *(diagnosis.id for diagnosis in known)]
    keys = draw(st.lists(st.tuples(st.sampled_from(Origin), st.sampled_from(ids)), max_size=5))
    order = {origin: rank for rank, origin in enumerate(Origin)}
    keys.sort(key=lambda key: (order[key[0]], ids.index(key[1])))
    return tuple(
        CaseVariant(
            gene=draw(st.sampled_from(GENES)),
            variation=draw(word),
            origin=origin,
            hgvs_c=draw(st.sampled_from(["", "c.818G>A", "NM_000546.6:c.818G>A"])),
            hgvs_p=draw(st.sampled_from(["", "p.Arg273His", "NP_000537.3:p.(Arg273His)", "p.?"])),
            hgvs_g=draw(st.sampled_from(["", "NC_000017.11:g.7673802C>T"])),
            zygosity=draw(
                st.sampled_from(["", "heterozygous", "GENO:0000402 compound heterozygous"])
            ),
            pathogenicity=draw(
                st.sampled_from(["", "likely pathogenic", "uncertain significance"])
            ),
            allele_fraction=draw(st.none() | st.floats(0.001, 1)),
            gene_id=draw(st.sampled_from(["", "HGNC:11998"])),
            genome=draw(st.none() | st.just(GenomeRecord("GRCh38", "chr17", 7673802, "C", "T"))),
            structural_type=draw(st.sampled_from(["", "SO:1000029 chromosomal_deletion"])),
            id=draw(st.sampled_from(["", "v1"])),
            label=draw(maybe),
            expressions=tuple(draw(st.lists(st.just("spdi NC_000017.11:7673801:C:T"), max_size=1))),
            diagnosis=diagnosis,
            status=draw(st.sampled_from(["", "causative", "rejected"])),
        )
        for origin, diagnosis in keys
    )


@st.composite
def results(draw):
    found = []
    for kind in draw(st.lists(st.sampled_from(TestKind), unique=True, max_size=6)):
        facts = FACTS[kind]
        if facts.scale and (not facts.categories or draw(st.booleans())):
            number = draw(st.floats(facts.scale.low, facts.scale.high))
            found.append(read_result(kind, f"{number!r} {facts.scale.unit}"))
        else:
            found.append(read_result(kind, draw(st.sampled_from(facts.categories))))
    return tuple(found)


therapies = st.builds(
    PreviousTherapy,
    st.lists(name, min_size=1, max_size=3).map(tuple),
    st.sampled_from(Response),
    st.none() | st.integers(1, 99),
    st.sampled_from(["", "progression", "toxicity", "completed", "other"]),
    text,
)
tumours = st.builds(
    Tumour,
    name,
    st.sampled_from(["", "DOID:3910", "ONCOTREE:LUAD"]),
    st.sampled_from(["", "IVB", "3"]),
    st.sampled_from(["", "cT2aN2M1c"]),
    st.lists(word, max_size=3).map(tuple),
)
history = st.builds(
    HistoryEntry, name, st.sampled_from(["", "DOID:8778", "HP:0001250"]), st.booleans(), text
)


@st.composite
def cases(draw):
    known = draw(diagnoses())
    id, age = draw(word), draw(st.none() | ages)
    return Case(
        id=id,
        sex=draw(st.sampled_from(Sex)),
        age=age,
        tumour=draw(st.none() | tumours),
        ecog=draw(st.none() | st.integers(0, 4)),
        findings=draw(findings()),
        history=tuple(draw(st.lists(history, max_size=3))),
        family=draw(family()),
        therapies=tuple(draw(st.lists(therapies, max_size=3))),
        medications=tuple(draw(st.lists(word, max_size=3))),
        tests=draw(results()),
        variants=draw(variants(known)),
        diagnoses=known,
        text=draw(text),
        note=draw(text),
        subject=draw(maybe.filter(lambda subject: subject != id)),
        life_stage="" if age else draw(stages),
        vital_status=draw(st.sampled_from(["", "alive", "deceased"])),
    )


def checked(text: str) -> None:
    """Parse by the schema's own classes, which refuse unknown fields."""
    packet = json.loads(text)
    ParseDict(packet, Family() if "proband" in packet else Phenopacket())


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_every_case_is_the_same_after_both_formats(case):
    packet = case_phenopacket(case)

    checked(packet)
    assert parse_case(packet.encode(), "case.json", ontology()) == case
    assert parse_case(case_yaml(case).encode(), "case.yaml", ontology()) == case


@pytest.mark.parametrize("case", [lung_case(), full_case(), Case("a")], ids=["lung", "full", "a"])
def test_a_case_with_every_field_is_the_same_after_both_formats(case):
    packet = case_phenopacket(case)

    checked(packet)
    assert parse_case(packet.encode(), "case.json", ontology()) == case
    assert parse_case(case_yaml(case).encode(), "case.yaml", ontology()) == case
    assert case_phenopacket(case) == packet


def test_the_full_case_leaves_no_field_empty():
    case = full_case()

    empty = {field for field in case.__slots__ if getattr(case, field) in ("", (), None)}

    assert empty == {"life_stage", "unread"}
