import pytest
from written_files import RULES, only, reader_of, recognised, rows_of

from intake.assessment import make_rules
from intake.cna_table import recognise_cna
from intake.content import read_content
from intake.lab_row import LabFileError, Outcome
from intake.variant_table import recognise_table

HEADER = "Hugo_Symbol\tEntrez_Gene_Id\tS1\tS2\tS3\n"


def matrix(*rows):
    return HEADER + "".join("\t".join(row.split(" ")) + "\n" for row in rows)


def events(row):
    return [(variant.variation, variant.samples) for variant in row.variants]


def test_a_gene_is_assessed_once_for_each_event_with_its_samples(tmp_path):
    row = only(rows_of(recognise_cna, tmp_path, matrix("ERBB2 2064 2 -2 2")))
    assert (row.outcome, row.line) == (Outcome.ASSESSED, 2)
    assert row.value == "ERBB2 Amplification and Deletion"
    assert events(row) == [("Amplification", ("S1", "S3")), ("Deletion", ("S2",))]
    assert [variant.consequence for variant in row.variants] == [
        "transcript_amplification",
        "transcript_ablation",
    ]


@pytest.mark.parametrize("calls", ["-1 0 1", "-1.5 NA ", "0.0 -1.0 1"])
def test_a_gene_without_an_event_is_not_assessed(tmp_path, calls):
    row = only(rows_of(recognise_cna, tmp_path, matrix(f"TP53 7157 {calls}")))
    assert row.outcome is Outcome.NOT_ASSESSED
    assert "no amplification or deep deletion in any sample" in row.reason
    assert row.variants[0].gene == "TP53"


def test_a_gene_without_any_call_says_so(tmp_path):
    text = matrix("TP53 7157 NA NA ", "ERBB2 2064 0 0 0")
    assert rows_of(recognise_cna, tmp_path, text)[0].reason == "no sample has a copy-number call"


@pytest.mark.parametrize("value", ["3", "0.5", "amplified?", "-1,5", "nan?"])
def test_another_value_rejects_the_row_naming_sample_and_value(tmp_path, value):
    text = matrix(f"TP53 7157 0 {value} 2", "ERBB2 2064 2 0 0")
    bad, good = rows_of(recognise_cna, tmp_path, text)
    assert (bad.outcome, bad.line, bad.value) == (Outcome.REJECTED, 2, "TP53")
    expected = f"sample S2: {value!r} is no copy-number call; expected -2, -1.5, -1, 0, 1, 2 or NA"
    assert bad.reason == expected
    assert good.outcome is Outcome.ASSESSED


def test_a_symbol_is_cut_at_the_bar(tmp_path):
    row = only(rows_of(recognise_cna, tmp_path, matrix("ERBB2|ENSG00000141736 2064 2 0 0")))
    assert row.variants[0].gene == "ERBB2"


@pytest.mark.parametrize("calls", ["2 0 0", "0 0 0"])
def test_a_symbol_turned_into_a_date_is_rejected_whatever_its_calls(tmp_path, calls):
    row = only(rows_of(recognise_cna, tmp_path, matrix(f"1-Mar 1 {calls}")))
    assert (row.outcome, row.value) == (Outcome.REJECTED, "1-Mar")


def test_a_row_without_a_gene_or_with_too_few_cells_is_rejected(tmp_path):
    text = matrix(" 1 2 0 0", "ERBB2 2064 2", "MET 4233 0 0 0")
    nameless, short, sound = rows_of(recognise_cna, tmp_path, text)
    assert nameless.reason == "no gene; expected one such as BRAF"
    assert short.reason == "3 cells; expected the header's 5"
    assert sound.outcome is Outcome.NOT_ASSESSED


def test_gistics_table_is_read(tmp_path):
    text = "Gene Symbol\tLocus ID\tCytoband\tS1\tS2\nERBB2\t2064\t17q12\t2\t1\n"
    reader = reader_of(recognise_cna, tmp_path, text)
    assert reader.format == "copy-number table of GISTIC"
    assert events(only(list(reader.rows()))) == [("Amplification", ("S1",))]


def test_a_table_without_ids_and_with_one_sample_is_read(tmp_path):
    rows = rows_of(recognise_cna, tmp_path, "Gene\tTumour 1\nERBB2\t2\nTP53\t-2\n")
    assert [events(row) for row in rows] == [
        [("Amplification", ("Tumour 1",))],
        [("Deletion", ("Tumour 1",))],
    ]


@pytest.mark.parametrize(
    ("amplified", "deleted", "gained"), [("2", "-2", "1"), ("AMP", "HOMDEL", "GAIN")]
)
@pytest.mark.parametrize("name", ["value", "Alteration", "Copy_Number_Alteration"])
def test_the_long_form_is_read(tmp_path, name, amplified, deleted, gained):
    text = f"Sample,Gene,{name}\nS1,ERBB2,{amplified}\nS2,PTEN,{deleted}\nS3,KRAS,{gained}\n"
    rows = rows_of(recognise_cna, tmp_path, text)
    assert [row.outcome.value for row in rows] == ["assessed", "assessed", "not_assessed"]
    assert [events(row) for row in rows[:2]] == [
        [("Amplification", ("S1",))],
        [("Deletion", ("S2",))],
    ]
    assert rows[2].variants[0].samples == ("S3",)


def test_a_bad_call_in_the_long_form_is_rejected(tmp_path):
    text = "Sample,Gene,CNA\nS1,ERBB2,2\nS1,MYC,2\nS2,PTEN,7\n"
    row = rows_of(recognise_cna, tmp_path, text)[-1]
    assert (row.outcome, row.line, row.value) == (Outcome.REJECTED, 4, "PTEN")
    assert row.reason.startswith("'7' is no copy-number call")


def test_options_may_leave_amplification_out(tmp_path):
    path = tmp_path / "cna.txt"
    path.write_text(matrix("ERBB2 2064 2 -2 0", "MET 4233 2 0 0"))
    rules = make_rules(skip=("transcript_amplification",))
    both, amplified = recognise_cna(read_content(path), rules).rows()
    assert events(both) == [("Deletion", ("S2",))]
    assert amplified.outcome is Outcome.NOT_ASSESSED


def test_log_ratios_are_refused_with_what_was_expected(tmp_path):
    with pytest.raises(LabFileError, match=r"no discrete copy-number calls; expected -2, -1\.5"):
        recognised(recognise_cna, tmp_path, matrix("ERBB2 2064 2.13 0.2 -0.01"))


@pytest.mark.parametrize(
    "text",
    [
        "Sample,Gene,Alteration\nS1,BRAF,V600E\nS2,ERBB2,Amplification\n",
        "Sample,Gene,Copy_Number\nS1,BRAF,2\nS2,ERBB2,12\n",
        "Gene,Class\nBRAF,7\nTP53,4\n",
        "Gene,Comment\nBRAF,seen\n",
        "Gene,Variation\nBRAF,V600E\n",
        "one,two\n1,2\n",
    ],
)
def test_other_tables_are_left_to_other_readers(tmp_path, text):
    assert recognised(recognise_cna, tmp_path, text) is None


def test_a_wide_table_names_the_samples_of_its_events(tmp_path):
    samples = [f"S{number}" for number in range(500)]
    calls = ["2" if number % 100 == 0 else "0" for number in range(500)]
    path = tmp_path / "cna.txt"
    path.write_text("\t".join(["Hugo_Symbol", *samples]) + "\n" + "\t".join(["MYC", *calls]) + "\n")
    row = only(list(recognise_cna(read_content(path), RULES).rows()))
    assert events(row) == [("Amplification", ("S0", "S100", "S200", "S300", "S400"))]


def test_calls_among_other_alterations_are_variants_of_a_table(tmp_path):
    text = "Sample,Gene,Alteration\nS1,ERBB2,AMP\nS1,CDKN2A,HOMDEL\nS1,BRAF,V600E\n"
    assert recognised(recognise_cna, tmp_path, text) is None
    rows = rows_of(recognise_table, tmp_path, text)
    assert [row.variants[0].variation for row in rows] == ["Amplification", "Deletion", "V600E"]
