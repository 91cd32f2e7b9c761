"""The oncoprint: who stands where, and that nothing is drawn outside or left out unsaid."""

from hypothesis import given
from hypothesis import strategies as st
from lab_report_builders import sample, variant

from reports.alteration_group import AlterationGroup
from reports.cohort import count_cohort
from reports.oncoprint import LABEL_WIDTH, SIGNS, draw_oncoprint, sorted_samples

MISSENSE, TRUNCATING = AlterationGroup.MISSENSE, AlterationGroup.TRUNCATING
ROWS = st.lists(
    st.dictionaries(
        st.integers(0, 20), st.frozensets(st.sampled_from(AlterationGroup), min_size=1)
    ),
    max_size=5,
)


def drawn(*carried, **changes):
    """An oncoprint of samples that carry these variants, of genes A, B, …"""
    numbers = {
        name: n for n, name in enumerate(sorted({v for one in carried for v in one}), start=1)
    }
    variants = [variant(n, *name.split(maxsplit=1), consequence="") for name, n in numbers.items()]
    samples = [
        sample(f"S{n}", tuple(numbers[name] for name in names)) for n, names in enumerate(carried)
    ]
    return draw_oncoprint(count_cohort(variants, samples), **changes)


def test_samples_stand_by_the_first_gene_then_the_second():
    rows = [{0: {MISSENSE}, 2: {MISSENSE}}, {1: {MISSENSE}, 2: {MISSENSE}}, {3: {MISSENSE}}]
    assert sorted_samples(rows) == [2, 0, 1, 3]


def test_the_worst_change_of_a_gene_comes_first():
    assert sorted_samples([{0: {MISSENSE}, 1: {MISSENSE, TRUNCATING}}]) == [1, 0]


@given(ROWS)
def test_every_altered_sample_stands_once(rows):
    assert sorted(sorted_samples(rows)) == sorted({place for row in rows for place in row})


@given(ROWS)
def test_samples_with_the_first_gene_altered_stand_before_the_others(rows):
    order = sorted_samples(rows)
    altered = [place in rows[0] for place in order] if rows else []
    assert altered == sorted(altered, reverse=True)


def test_genes_stand_by_how_often_they_are_affected():
    picture = drawn(["A V1E", "B V1E"], ["B V1E"], [])
    assert [gene.gene for gene in picture.genes] == ["B", "A"]
    assert picture.places == (0, 1)
    assert picture.n_unaltered == 1


def test_every_cell_lies_in_the_drawing_and_says_what_it_shows():
    picture = drawn(["A V1E", "A R2*"], ["B V1E"])
    assert len(picture.cells) == 2
    for cell in picture.cells:
        assert cell.x >= LABEL_WIDTH
        assert cell.x + picture.cell_width <= picture.width
        assert cell.y >= 0
        assert cell.y + picture.cell_height <= picture.height
    assert picture.cells[0].words == "S0: A truncating, missense"


def test_copies_and_fusions_are_drawn_beside_one_small_change():
    picture = drawn(["A Amplification", "A V1E", "A R2*", "A EML4-A Fusion"])
    [cell] = picture.cells
    assert cell.signs == (AlterationGroup.AMPLIFICATION, AlterationGroup.FUSION, TRUNCATING)
    assert "missense" in cell.words


def test_samples_that_are_too_many_are_counted():
    picture = drawn(["A V1E"], ["A V1E"], ["A V1E"], ["B V1E"], most_samples=3)
    assert len(picture.places) == 3
    assert picture.n_left_out == 1


def test_genes_that_are_too_many_are_not_drawn():
    picture = drawn(["A V1E"], ["A V1E"], ["B V1E"], most_genes=1)
    assert [gene.gene for gene in picture.genes] == ["A"]
    assert picture.n_unaltered == 1


def test_the_legend_has_the_groups_that_are_drawn():
    assert drawn(["A V1E"], ["B R2*"]).drawn == (TRUNCATING, MISSENSE)


def test_no_two_groups_share_a_shape():
    assert len(set(SIGNS.values())) == len(SIGNS) == len(AlterationGroup)
