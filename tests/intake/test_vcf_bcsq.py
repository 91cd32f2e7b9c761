import pytest
from vcf_files import BCSQ, only_variant, record, vcf_rows

from intake.lab_row import Outcome
from intake.vcf_bcsq import protein_change

POSITION = "140453136"


def bcsq_rows(folder, *records):
    return vcf_rows(folder, *records, header=(BCSQ,))


def test_a_coding_change_is_assessed(tmp_path):
    info = f"BCSQ=missense|BRAF|ENST1|protein_coding|-|600V>600E|{POSITION}A>T"
    variant = only_variant(bcsq_rows(tmp_path, record(info=info)))
    assert (variant.gene, variant.variation) == ("BRAF", "V600E")
    assert (variant.consequence, variant.transcript.id) == ("missense_variant", "ENST1")


def test_entries_go_to_the_allele_whose_dna_change_they_name(tmp_path):
    start = "missense|BRAF|ENST1|protein_coding|-"
    info = f"BCSQ={start}|600V>600G|{POSITION}A>C,{start}|600V>600E|{POSITION}A>T+{POSITION}9G>C"
    rows = bcsq_rows(tmp_path, record("A", "T,C", info))
    assert [row.variants[0].variation for row in rows] == ["V600E", "V600G"]


def test_an_entry_without_a_dna_change_holds_for_all_alleles(tmp_path):
    rows = bcsq_rows(tmp_path, record("A", "T,C", "BCSQ=intron|BRAF||protein_coding"))
    assert [row.reason for row in rows] == ["intronic", "intronic"]


def test_a_record_that_points_to_another_is_not_assessed_and_says_where(tmp_path):
    (row,) = bcsq_rows(tmp_path, record(info="BCSQ=@7000"))
    assert row.outcome is Outcome.NOT_ASSESSED
    assert row.reason == "its consequence stands on the record at position 7000"


def test_an_entry_with_too_few_fields_is_rejected(tmp_path):
    (row,) = bcsq_rows(tmp_path, record(info="BCSQ=missense|BRAF"))
    assert row.outcome is Outcome.REJECTED
    assert "expected at least 4" in row.reason


@pytest.mark.parametrize(
    ("change", "terms", "expected"),
    [
        ("600V>600E", ("missense_variant",), "p.V600E"),
        ("12GG>12DV", ("missense_variant",), "p.G12_G13delinsDV"),
        ("746ELREA>746E", ("inframe_deletion",), "p.L747_A750del"),
        ("769V>769VASV", ("inframe_insertion",), "p.V769delinsVASV"),
        ("30QK>30*", ("stop_gained",), "p.Q30*"),
        ("30QKL>30Q*", ("stop_gained", "frameshift_variant"), "p.K31*"),
        ("30QKLM>30QRS*", ("frameshift_variant",), "p.K31fs"),
        ("25E..329>25G..94", ("frameshift_variant",), "p.E25fs"),
        ("600V", ("synonymous_variant",), ""),
        ("600V>600V", ("missense_variant",), ""),
        ("400*>400QK..", ("stop_lost",), ""),
        ("400*>400Q", ("stop_lost",), "p.*400Qext*?"),
        ("400*>400*", ("stop_retained_variant",), ""),
    ],
)
def test_changes_of_amino_acids_are_written_as_hgvs(change, terms, expected):
    assert protein_change(change, terms) == expected


def test_a_consequence_behind_a_stop_of_the_same_haplotype_is_not_assessed(tmp_path):
    line = record(info="BCSQ=*missense|BRAF|ENST1|protein_coding|-|600V>600E|1A>T")
    (row,) = bcsq_rows(tmp_path, line)
    assert row.outcome is Outcome.NOT_ASSESSED
    assert row.reason == "it lies behind a stop that another record puts in"
