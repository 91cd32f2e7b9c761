"""Names of files from elsewhere, whatever they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.pseudonyms import nameless_file
from webapp.safe_names import LONGEST, ascii_name, safe_name


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("tumour.maf", "tumour.maf"),
        ("my cohort (2).vcf.gz", "my cohort (2).vcf.gz"),
        ("Größe.csv", "Größe.csv"),
        ("日本.csv", "日本.csv"),
        ("../../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("C:\\data\\a.maf", "a.maf"),
        ("a/", "file"),
        ("", "file"),
        (".", "file"),
        ("..", "file"),
        ("....", "file"),
        (".htaccess", "htaccess"),
        ("a\x00b.csv", "ab.csv"),
        ("a\r\nX-Evil: 1.csv", "aX-Evil_ 1.csv"),
        ("a\u202egpj.csv", "agpj.csv"),
        ("a\u200b\ufeffb.csv", "ab.csv"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.csv", "_com1.csv"),
        ('a<b>"c|?*.csv', "a_b__c___.csv"),
        ("a.csv. . ", "a.csv"),
        ("\ud800.csv", "csv"),
        ("e\u0301.csv", "é.csv"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(sent, name):
    assert safe_name(sent) == name


@given(st.text(max_size=400))
def test_a_safe_name_is_one_part_of_a_path_on_any_system(text):
    name = safe_name(text)
    assert name
    assert len(name.encode()) <= LONGEST
    assert name.isprintable() or all(
        one.isprintable() or one == "\u3000" or one.isspace() for one in name
    )
    assert not set(name) & set('/\\:*?"<>|')
    assert name == name.strip(" .")
    assert safe_name(name) == name
    assert ascii_name(name).isascii()
    assert len(ascii_name(name)) == len(name)


@given(st.integers(1, 300), st.sampled_from([".vcf.gz", ".maf", ".csv"]))
def test_a_long_name_keeps_its_ending(length, ending):
    name = safe_name("é" * length + ending)
    assert name.endswith(ending.rpartition(".")[2])
    assert name.startswith("é")


def test_a_long_name_is_cut_between_characters(tmp_path):
    name = safe_name("日" * 300 + ".maf")
    assert name.endswith("日.maf")
    (tmp_path / name).write_text("")
    assert [one.name for one in tmp_path.iterdir()] == [name]


@given(st.text(max_size=50))
def test_of_a_nameless_file_known_endings_stay_and_nothing_else(text):
    assert nameless_file(f"{safe_name(text)}.VCF.gz") == "submission.vcf.gz"
    kept = nameless_file(text).split(".")
    assert kept[0] == "submission"
    assert set(kept[1:]) <= {
        "maf",
        "vcf",
        "csv",
        "tsv",
        "txt",
        "xlsx",
        "gz",
        "bgz",
        "tab",
        "seg",
        "list",
        "yaml",
        "yml",
        "json",
    }
    assert nameless_file(f"{text}.Miller").endswith(".Miller") is False
