"""The kernel is one, and likens what biology likens."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gene_features import variant_kernel as kernel_module
from gene_features.annotation_scaler import AnnotationScaler
from gene_features.variant_kernel import KernelRows, kernel_rows, self_likeness, variant_kernel
from gene_features.variation_columns import variation_columns

GENES = ("BRAF", "FGFR1", "FGFR2", "FGFR3", "TP53", "KIT", "")
SHAPES = ("V{0}E", "{0}_{1}del", "K{0}fs", "R{0}*", "Amplification", "so to speak", "", "V{0}R")
ANNOTATIONS = ("role", "CADD", "SIFT")


def variants(*rows):
    return variation_columns(pd.DataFrame(rows, columns=["Gene", "Variation"], dtype=object))


def rows_of(table, annotations=()):
    scaler = AnnotationScaler(annotations).fit(table)
    return kernel_rows(table, *scaler.transform(table))


def read(rows, documents, passages):
    """Return the rows with vectors of documents and of passages."""
    vectors = (np.asarray(documents, dtype=float), np.asarray(passages, dtype=float))
    return replace(rows, documents=(vectors[0],), passages=(vectors[1],))


def random_vectors(n_rows, seed):
    """Return vectors of documents and of passages, of which every third lacks."""
    generator = np.random.default_rng(seed)
    documents, passages = generator.normal(size=(2, n_rows, 3))
    documents[generator.random(n_rows) < 1 / 3] = np.nan
    passages[generator.random(n_rows) < 1 / 3] = np.nan
    return documents, passages


def random_rows(n_rows, seed, annotated):
    generator = np.random.default_rng(seed)
    genes = generator.choice(GENES, n_rows)
    places = generator.integers(1, 200, n_rows)
    shapes = generator.choice(SHAPES, n_rows)
    table = variants(
        *[
            (gene, shape.format(place, place + 4))
            for gene, shape, place in zip(genes, shapes, places, strict=True)
        ]
    )
    table["role"] = [
        None if gene in ("", "KIT") else f"role{len(gene)} {gene[0]}" for gene in genes
    ]
    for name in ("CADD", "SIFT"):
        missing = generator.random(n_rows) < 0.4
        table[name] = np.where(missing, np.nan, generator.random(n_rows))
    rows = rows_of(table, ANNOTATIONS if annotated else ())
    return read(rows, *random_vectors(n_rows, seed)) if annotated else rows


def alike(*rows, table=None, annotations=()):
    """Return how alike the first variant is to each of the others."""
    table = variants(*rows) if table is None else table
    found = rows_of(table, annotations)
    return variant_kernel(found.take(slice(0, 1)), found)[0, 1:].tolist()


@pytest.mark.parametrize("annotated", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_it_is_symmetric_and_positive_semi_definite(seed, annotated):
    rows = random_rows(120, seed, annotated)
    kernel = variant_kernel(rows, rows)
    assert kernel.shape == (120, 120)
    assert kernel.dtype == np.float32
    assert np.isfinite(kernel).all()
    np.testing.assert_allclose(kernel, kernel.T, atol=1e-5)
    assert np.linalg.eigvalsh(kernel.astype(np.float64)).min() > -1e-4


@pytest.mark.parametrize("annotated", [False, True])
def test_two_variants_are_compared_alike_whatever_others_are(annotated):
    rows = random_rows(40, 0, annotated)
    kernel = variant_kernel(rows, rows)
    for row in range(40):
        alone = variant_kernel(rows.take(slice(row, row + 1)), rows)
        np.testing.assert_array_equal(alone[0], kernel[row])
        alone = variant_kernel(rows, rows.take(np.array([row])))
        np.testing.assert_array_equal(alone[:, 0], kernel[:, row])


def test_nothing_is_more_alike_to_a_variant_than_itself():
    rows = random_rows(120, 7, True)
    kernel = variant_kernel(rows, rows)
    assert (kernel <= np.sqrt(np.outer(np.diag(kernel), np.diag(kernel))) + 1e-4).all()


def test_near_residues_of_a_gene_are_more_alike_than_far_ones():
    found = alike(*[("BRAF", f"V{place}E") for place in (600, 600, 601, 610, 660, 100)])
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 5


def test_near_residues_of_another_gene_are_not_near():
    first, second = alike(("BRAF", "V600E"), ("TP53", "V601E"), ("TP53", "V9E"))
    assert first == second


def test_the_same_gene_is_more_alike_than_one_of_its_family_and_that_than_another():
    found = alike(("FGFR2", "V6E"), ("FGFR2", "V6E"), ("FGFR3", "V6E"), ("TP53", "V6E"))
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 3


def test_the_same_type_is_more_alike_than_one_of_the_broad_type_and_that_than_another():
    found = alike(("KIT", "V6*"), ("MET", "V6*"), ("MET", "K9fs"), ("MET", "Amplification"))
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 3


def test_like_residues_are_more_alike_than_unlike_ones():
    conservative, radical = alike(("KIT", "V6I"), ("KIT", "V6L"), ("KIT", "V6R"))
    assert conservative > radical


def test_without_a_residue_gene_and_type_are_compared():
    same, other = alike(
        ("KIT", "Amplification"), ("KIT", "Amplification"), ("MET", "Amplification")
    )
    assert same > other > 0


def annotated(**columns):
    return variants(("KIT", "V6E"), ("MET", "V6E"), ("MET", "V6E")).assign(**columns)


def test_annotations_liken_what_they_say_alike_of():
    table = annotated(CADD=[1.0, 1.1, 9.0])
    first, second = alike(table=table, annotations=("CADD",))
    assert first > second
    table = variants(("KIT", "V6E"), ("MET", "V6E"), ("RET", "V6E"))
    table["role"] = ["oncogene", "oncogene", "TSG"]
    first, second = alike(table=table.assign(Gene=["QX", "AB", "CD"]), annotations=("role",))
    assert first > second


def test_without_annotations_there_are_no_columns_to_compare():
    rows = rows_of(variants(("KIT", "V6E"), ("MET", "Amplification")))
    assert rows.facts.shape == rows.scores.shape == (2, 0)
    ignored = rows_of(annotated(CADD=[1.0, 2.0, 3.0]))
    plain = rows_of(annotated())
    np.testing.assert_array_equal(variant_kernel(ignored, ignored), variant_kernel(plain, plain))


def plain_rows(n_rows):
    return rows_of(variants(*[("KIT", "V6E")] * n_rows))


def alike_by_literature(documents, passages):
    """Return how much likeness to the first row the literature of each row adds."""
    rows = plain_rows(len(documents))
    added = variant_kernel(told := read(rows, documents, passages), told)
    return (added - variant_kernel(rows, rows))[0].tolist()


def test_the_same_paper_is_more_alike_than_the_same_field_and_that_than_another():
    nothing = np.full((4, 1), np.nan)
    found = alike_by_literature([[0.0], [0.1], [0.8], [1.5]], nothing)
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 4
    found = alike_by_literature(nothing, [[0.0], [0.1], [0.8], [1.5]])
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 4


def test_rows_that_lack_document_and_passages_are_no_more_alike_than_without_literature():
    documents, passages = np.array([[0.0], [np.nan], [0.1]]), np.array([[np.nan], [0.0], [np.nan]])
    _, other_part, same_part = alike_by_literature(documents, passages)
    assert other_part == 0
    assert same_part > 0
    assert alike_by_literature(np.full((2, 1), np.nan), np.full((2, 1), np.nan)) == [0, 0]


def test_like_passages_tell_more_of_two_variants_of_the_same_type():
    rows = rows_of(variants(("KIT", "V6E"), ("KIT", "V7E"), ("KIT", "V7*")))
    nothing, same = np.full((3, 1), np.nan), np.zeros((3, 1))
    added = variant_kernel(told := read(rows, nothing, same), told) - variant_kernel(rows, rows)
    assert added[0, 1] > added[0, 2] > 0


def test_each_source_of_vectors_adds_its_own_likeness():
    rows = plain_rows(2)
    vectors = np.array([[0.0], [0.2]])
    once = read(rows, vectors, vectors)
    twice = replace(once, documents=once.documents * 2, passages=once.passages * 2)
    none, one, two = (variant_kernel(r, r)[0, 1] for r in (rows, once, twice))
    assert two - one == pytest.approx(one - none, rel=1e-5)
    assert one > none


def test_rows_are_taken_from_every_part():
    rows = random_rows(10, 0, True)
    taken = rows.take(np.array([7, 2]))
    assert isinstance(taken, KernelRows)
    assert len(taken) == 2
    assert taken.gene.tolist() == [rows.gene[7], rows.gene[2]]
    np.testing.assert_array_equal(taken.scores, rows.scores[[7, 2]])
    np.testing.assert_array_equal(taken.documents[0], rows.documents[0][[7, 2]])
    np.testing.assert_array_equal(taken.passages[0], rows.passages[0][[7, 2]])
    assert len(rows) == 10


def test_no_rows_are_compared_with_none():
    rows = random_rows(10, 0, True)
    none = rows.take(slice(0, 0))
    assert variant_kernel(none, rows).shape == (0, 10)
    assert variant_kernel(rows, none).shape == (10, 0)
    assert variant_kernel(none, none).shape == (0, 0)
    empty = rows_of(variants())
    assert variant_kernel(empty, rows_of(variants(("KIT", "V6E")))).shape == (0, 1)


@pytest.mark.parametrize("annotated", [True, False])
@pytest.mark.parametrize("n_rows", [0, 1, 64, 150])
def test_how_like_itself_a_row_is_stands_on_the_diagonal(n_rows, annotated):
    rows = random_rows(150, 2, annotated).take(slice(0, n_rows))
    found = self_likeness(rows)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, np.diag(variant_kernel(rows, rows)))
    assert (found > 0).all()


def test_rows_that_were_compared_are_stored_as_those_that_never_were():
    rows = random_rows(20, seed=3, annotated=True)
    before = pickle.dumps(rows)
    likeness = variant_kernel(rows, rows)
    assert pickle.dumps(rows) == before
    assert (variant_kernel(rows, pickle.loads(before)) == likeness).all()


def test_likeness_by_residues_is_the_same_kept_or_not(monkeypatch):
    rows = random_rows(40, seed=3, annotated=False)
    some = rows.take(slice(2, 9))
    kept = variant_kernel(rows, rows), variant_kernel(some, rows)
    monkeypatch.setattr(kernel_module, "_MOST_KEPT", 0)
    anew = variant_kernel(rows, rows), variant_kernel(some, rows)
    for one, other in zip(kept, anew, strict=True):
        np.testing.assert_array_equal(one, other)
