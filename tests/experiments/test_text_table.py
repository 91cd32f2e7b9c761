from experiments.text_table import text_table


def test_a_table_is_aligned_and_shows_brackets_as_they_are():
    table = text_table(("name", "n"), [("[a]", "1"), ("bc", "10")], left=("name",))
    assert table.splitlines() == ["name   n", "[a]    1", "bc    10"]
