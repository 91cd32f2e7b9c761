"""The column names that users' files rely on."""

from variants import schema


def test_the_input_columns_are_those_of_the_msk_task():
    assert [schema.ID, schema.GENE, schema.VARIATION, schema.CLASS, schema.TEXT] == [
        "ID",
        "Gene",
        "Variation",
        "Class",
        "Text",
    ]


def test_the_regimes_are_reported_from_the_easiest_to_the_hardest():
    assert schema.REGIMES == ("random", "text", "gene")
