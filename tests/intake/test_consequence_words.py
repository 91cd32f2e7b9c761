"""Words for consequences in tables of other programs."""

import pytest
from written_files import reader_of

from intake.lab_row import Outcome
from intake.variant_table import recognise_table

TABLE = "Gene\tConsequence\tProtein_Change\tcDNA_Change\n"
KNOWN = "KRAS\tmissense_variant\tp.G12D\t\n"


def judged(folder, word, protein="p.R175H", coding="c.375+1G>A"):
    text = f"{TABLE}TP53\t{word}\t{protein}\t{coding}\n{KNOWN}"
    reader = reader_of(recognise_table, folder, text)
    return next(iter(list(reader.rows()))), reader


@pytest.mark.parametrize(
    ("word", "protein", "variation"),
    [
        ("nonsynonymous", "p.R175H", "R175H"),
        ("Non-Synonymous SNV", "p.R175H", "R175H"),
        ("Splice donor", "", "X125_splice"),
        ("splice_acceptor", "p.?", "X125_splice"),
        ("frameshiftDeletion", "p.R110fs", "R110fs"),
        ("In-frame indel", "p.E746_A750delinsQP", "E746_A750delinsQP"),
        ("Stop gain", "p.R213X", "R213*"),
    ],
)
def test_words_of_other_programs_are_known(tmp_path, word, protein, variation):
    row, _ = judged(tmp_path, word, protein)
    assert row.variants[0].variation == variation


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("5' UTR", "in the 5' untranslated region"),
        ("intergenic region", "intergenic"),
        ("synonymous SNV", "synonymous"),
        ("odd_variant", "consequence odd_variant"),
    ],
)
def test_words_for_what_is_not_assessed_are_known(tmp_path, word, reason):
    row, _ = judged(tmp_path, word)
    assert (row.outcome, row.reason) == (Outcome.NOT_ASSESSED, reason)


@pytest.mark.parametrize("word", ["SNV", "deletion", "Likely pathogenic"])
def test_beside_a_word_that_is_no_consequence_the_protein_change_decides(tmp_path, word):
    row, reader = judged(tmp_path, word)
    assert row.variants[0].variation == "R175H"
    assert (
        f"Words that are no consequence: 1, the first on line 2: {word}. There the protein change "
        "decides." in reader.notes
    )
