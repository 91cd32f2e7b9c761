"""The column names that users' files rely on."""

from variants import schema


def test_the_input_columns_are_spelt_as_in_kaggles_files():
    assert [schema.ID, schema.GENE, schema.VARIATION, schema.CLASS] == [
        "ID",
        "Gene",
        "Variation",
        "Class",
    ]
    assert schema.TEXT == "Text"


def test_no_two_columns_share_a_name():
    columns = [
        schema.ID,
        schema.GENE,
        schema.VARIATION,
        schema.CLASS,
        schema.TEXT,
        schema.DOCUMENT,
    ]
    assert len(set(columns)) == len(columns)


def test_the_regimes_are_reported_from_the_easiest_to_the_hardest():
    assert schema.REGIMES == ("random", "text", "gene")
