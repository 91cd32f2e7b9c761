import pytest
from vcf_files import VEP, entry, open_vcf, record, vcf_rows, vcf_text

from intake.lab_row import Outcome

INFO = f"CSQ={entry('T')},{entry('C')}"


def first(rows):
    return rows[0].variants[0].samples, rows[0].variants[0].allele_fraction


def test_an_allele_belongs_to_the_samples_whose_genotype_holds_it(tmp_path):
    samples = ("GT:DP", "0/1:9", "1|2:9", "./.:0", "2:3")
    rows = vcf_rows(tmp_path, record("A", "T,C", INFO, samples), samples=("a", "b", "c", "d"))
    assert [row.variants[0].samples for row in rows] == [("a", "b"), ("b", "d")]


def test_an_allele_that_no_sample_carries_is_not_assessed(tmp_path):
    line = record(info=INFO, samples=("GT", "0/0", "0"))
    (row,) = vcf_rows(tmp_path, line, samples=("a", "b"))
    assert (row.outcome, row.reason) == (Outcome.NOT_ASSESSED, "no sample carries this allele")


def test_an_allele_whose_carriers_are_not_known_is_assessed_without_samples(tmp_path):
    line = record(info=INFO, samples=("GT", "0/0", "./."))
    (row,) = vcf_rows(tmp_path, line, samples=("a", "b"))
    assert (row.outcome, row.variants[0].samples) == (Outcome.ASSESSED, ())


def test_without_genotypes_all_samples_but_the_normal_one_carry_the_allele(tmp_path):
    line = record(info=INFO, samples=("DP:AU", "3:1,2", "4:5,6"))
    assert first(vcf_rows(tmp_path, line, samples=("NORMAL", "TUMOR"))) == (("TUMOR",), None)


@pytest.mark.parametrize(
    "line",
    [
        "##normal_sample=blood",
        "##SAMPLE=<ID=blood,Description=\"Wild type\",Type=Normal>",
        "##PEDIGREE=<Derived=tissue,Original=blood>",
    ],
)  # fmt: skip
def test_the_header_names_the_normal_sample(tmp_path, line):
    samples = ("GT", "0/1", "0/1")
    text = vcf_text(
        record(info=INFO, samples=samples), header=(VEP, line), samples=("blood", "tissue")
    )
    reader = open_vcf(tmp_path, text)
    assert first(list(reader.rows()))[0] == ("tissue",)
    assert reader.notes[0].startswith("blood: normal tissue")


@pytest.mark.parametrize("name", ["NORMAL", "Normal", "NormalSample", "P1_normal", "normal-2"])
def test_a_sample_may_be_normal_by_its_name(tmp_path, name):
    line = record(info=INFO, samples=("GT", "0/1", "0/1"))
    assert first(vcf_rows(tmp_path, line, samples=(name, "x")))[0] == ("x",)


@pytest.mark.parametrize("name", ["abnormal", "normalised_tumour", "T1"])
def test_other_names_are_not_those_of_normal_samples(tmp_path, name):
    line = record(info=INFO, samples=("GT", "0/1", "0/1"))
    assert first(vcf_rows(tmp_path, line, samples=(name, "x")))[0] == (name, "x")


def test_the_normal_sample_is_listed_where_only_it_carries_the_allele(tmp_path):
    line = record(info=INFO, samples=("GT", "0/1", "0/0"))
    assert first(vcf_rows(tmp_path, line, samples=("NORMAL", "x")))[0] == ("NORMAL",)


def test_the_only_sample_is_a_carrier_even_by_a_normal_name(tmp_path):
    line = record(info=INFO, samples=("DP", "9"))
    assert first(vcf_rows(tmp_path, line, samples=("NORMAL",)))[0] == ("NORMAL",)


@pytest.mark.parametrize(
    ("keys", "values", "fraction"),
    [
        ("GT:AF", "0/1:0.25", 0.25),
        ("GT:FA", "0/1:0.017", 0.017),
        ("GT:VAF:AD", "0/1:0.5:9,1", 0.5),
        ("GT:FREQ", "0/1:12.5%", 0.125),
        ("GT:AD", "0/1:30,10", 0.25),
        ("GT:RD:AD", "0/1:30:10", 0.25),  # VarScan
        ("GT:DP:RO:AO", "0/1:40:30:10", 0.25),  # FreeBayes
        ("GT:AU:TU", "0/1:30,31:10,19", 0.25),  # Strelka, the first of two tiers
        ("GT:TAR:TIR", "0/1:30,31:10,19", 0.25),
        ("GT:RO", "0/1:30", None),
        ("GT:AD", f"0/1:{'9' * 5000},1", None),
        ("GT:AF:AD", "0/1:.:15,5", 0.25),
        ("GT:AF", "0/1:0.1,0.2", None),
        ("GT:AF", "0/1:1.5", None),
        ("GT:AF", "0/1:nan", None),
        ("GT:AD", "0/1:0,0", None),
        ("GT:AD", "0/1:.,.", None),
        ("GT:AD:DP", "0/1", None),
    ],
)
def test_the_allele_fraction_is_that_of_the_first_carrier(tmp_path, keys, values, fraction):
    line = record(info=INFO, samples=(keys, "0/0", values))
    assert first(vcf_rows(tmp_path, line, samples=("a", "b"))) == (("b",), fraction)


def test_of_several_alleles_each_has_its_own_fraction(tmp_path):
    line = record("A", "T,C", INFO, ("GT:AF", "1/2:0.3,0.6"))
    rows = vcf_rows(tmp_path, line, samples=("a",))
    assert [row.variants[0].allele_fraction for row in rows] == [0.3, 0.6]
    line = record("A", "T,C", INFO, ("GT:AD", "1/2:1,2,5"))
    rows = vcf_rows(tmp_path, line, samples=("a",))
    assert [row.variants[0].allele_fraction for row in rows] == [0.25, 0.625]


def test_a_file_without_samples_has_no_fraction_even_with_a_frequency_in_info(tmp_path):
    (row,) = vcf_rows(tmp_path, record(info=f"AF=0.3;{INFO}"))
    assert (row.variants[0].samples, row.variants[0].allele_fraction) == ((), None)
