"""VEP's CSQ: the header, the entries, the choice of the transcript."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gene_features.vep_csq import (
    CsqError,
    CsqFormat,
    parse_csq,
    parse_csq_format,
    preferred_transcripts,
)

DESCRIPTION = "Consequence annotations from Ensembl VEP. Format: Allele|Consequence|SYMBOL"
HEADER = f'##INFO=<ID=CSQ,Number=.,Type=String,Description="{DESCRIPTION}">'
FIELDS = (
    "Allele", "Consequence", "SYMBOL", "Feature", "HGVSp", "CANONICAL", "MANE_SELECT", "PICK",
)  # fmt: skip
CSQ = CsqFormat("CSQ", FIELDS)


def entry(**values):
    given = {"Allele": "T", "Consequence": "missense_variant", "SYMBOL": "BRAF", **values}
    return "|".join(given.get(name, "") for name in FIELDS)


def chosen(*entries):
    found = preferred_transcripts(parse_csq(",".join(entries), CSQ))
    return [one.values[FIELDS.index("Feature")] for one in found]


def test_the_header_names_the_fields():
    assert parse_csq_format(HEADER) == CsqFormat("CSQ", ("Allele", "Consequence", "SYMBOL"))


def test_annotation_under_another_key_is_known_by_its_description():
    assert parse_csq_format(HEADER.replace("ID=CSQ", "ID=vep")).tag == "vep"


def test_an_old_release_describes_itself_otherwise():
    old = HEADER.replace("Consequence annotations from Ensembl VEP", "Consequence type by VEP")
    assert parse_csq_format(old).fields == ("Allele", "Consequence", "SYMBOL")


@pytest.mark.parametrize(
    "line",
    [
        "##fileformat=VCFv4.2",
        '##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">',
        "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | x'\">",
        "#CHROM\tPOS",
        "",
    ],
)
def test_other_header_lines_are_none(line):
    assert parse_csq_format(line) is None


def test_a_csq_header_without_fields_is_refused():
    with pytest.raises(CsqError, match=r"expected 'Format: Allele\|Consequence\|…' in the CSQ"):
        parse_csq_format('##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP">')


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        (("SYMBOL", "HGVSp"), ()),
        (("SYMBOL", "Amino_acids", "Protein_position"), ()),
        (("SYMBOL", "Amino_acids"), ("HGVSp",)),
        (("Gene",), ("SYMBOL", "HGVSp")),
    ],
)
def test_fields_without_which_nothing_can_be_matched_are_named(fields, missing):
    assert CsqFormat("CSQ", fields).missing == missing


def test_each_transcript_is_an_entry():
    found = parse_csq(f"{entry(Feature='ENST1')},{entry(Feature='ENST2')}", CSQ)
    assert [one.values[3] for one in found] == ["ENST1", "ENST2"]
    assert found[0].gene_symbol == "BRAF"


def test_an_entry_with_too_few_fields_is_refused():
    with pytest.raises(CsqError, match="2 fields in a CSQ entry; expected the header's 8"):
        parse_csq(f"{entry()},T|missense_variant", CSQ)


@pytest.mark.parametrize(
    ("hgvs_p", "change"),
    [
        ("ENSP00000288602.6:p.Val600Glu", "p.Val600Glu"),
        ("ENSP00000288602.6:p.(Val600Glu)", "p.(Val600Glu)"),
        ("ENSP1.1:p.Asp306%3D", "p.Asp306="),
        ("ENST1.3:c.918C>T(p.%3D)", ""),
        ("", ""),
    ],
)
def test_the_protein_change_comes_from_hgvs_without_its_sequence(hgvs_p, change):
    assert parse_csq(entry(HGVSp=hgvs_p), CSQ)[0].protein_change == change


@pytest.mark.parametrize(
    ("amino_acids", "position", "change"),
    [
        ("V/E", "600", "V600E"),
        ("R/*", "213/393", "R213*"),
        ("V/E", "600-601", ""),
        ("V", "600", ""),
        ("-/L", "", ""),
    ],
)
def test_without_hgvs_a_substitution_comes_from_residues_and_position(
    amino_acids, position, change
):
    csq = CsqFormat("CSQ", ("SYMBOL", "Amino_acids", "Protein_position"))
    assert parse_csq(f"BRAF|{amino_acids}|{position}", csq)[0].protein_change == change


def test_percent_encoding_is_decoded_after_the_split():
    csq = CsqFormat("CSQ", ("SYMBOL", "NOTE"))
    assert parse_csq("BRAF|a%3Bb%2Cc%7Cd", csq)[0].values == ("BRAF", "a;b,c|d")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"MANE_SELECT": "NM_1.1"}, {"CANONICAL": "YES", "PICK": "1"}),
        ({"CANONICAL": "YES"}, {"PICK": "1", "Consequence": "stop_gained"}),
        ({"PICK": "1"}, {"Consequence": "stop_gained"}),
        ({"Consequence": "stop_gained"}, {"Consequence": "missense_variant"}),
        ({"Consequence": "intron_variant&splice_donor_variant"}, {}),
    ],
)
def test_the_transcript_is_chosen_in_the_stated_order(first, second):
    better, worse = entry(Feature="better", **first), entry(Feature="worse", **second)
    assert chosen(better, worse) == chosen(worse, better) == ["better"]


def test_of_equals_the_first_in_the_record_is_chosen():
    assert chosen(entry(Feature="a"), entry(Feature="b")) == ["a"]


def test_each_allele_and_gene_has_its_own_transcript():
    entries = (
        entry(Feature="a"),
        entry(Feature="b", SYMBOL="KIT"),
        entry(Feature="c", Allele="G"),
        entry(Feature="d", SYMBOL=""),
    )
    assert chosen(*entries) == ["a", "b", "c"]


def test_a_mane_column_of_kinds_is_understood():
    csq = CsqFormat("CSQ", ("SYMBOL", "Feature", "MANE"))
    found = preferred_transcripts(parse_csq("BRAF|a|MANE_Plus_Clinical,BRAF|b|MANE_Select", csq))
    assert [one.values[1] for one in found] == ["b"]


def test_the_first_of_two_fields_of_one_name_counts():
    csq = CsqFormat("CSQ", ("SYMBOL", "SYMBOL"))
    assert parse_csq("BRAF|KIT", csq)[0].gene_symbol == "BRAF"


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="|,"), max_size=40))
def test_any_text_in_a_field_is_an_entry(text):
    assert len(parse_csq(entry(HGVSp=text), CSQ)) == 1
