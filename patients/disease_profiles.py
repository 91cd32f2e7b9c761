"""How often each finding is met in each disease, with what lies above the annotated findings.

A disease that shows *focal seizure* shows *seizure*: the frequency of a term is that of at least
one of the annotated terms below it, taken as independent. Frequencies of single findings are
smoothed, (present + 1/2) / (examined + 1); where no frequency is said it is
:data:`UNSAID_FREQUENCY`.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from patients.disease_annotations import DiseaseAnnotations
from patients.ontology import PHENOTYPIC_ABNORMALITY, Ontology

UNSAID_FREQUENCY = 0.65
"""Of an annotated finding whose frequency is not said: it was thought worth naming."""

MOST_FREQUENT = 0.99
"""No finding is taken to be certain."""

_UNSEEN = 0.1
"""Diseases with a finding that no annotation names, for its frequency over all diseases."""


class TermPlaces:
    """The ontology's findings as the columns of a matrix.

    Parameters
    ----------
    ontology : Ontology
    """

    def __init__(self, ontology: Ontology) -> None:
        self.terms = tuple(sorted(ontology.descendants(PHENOTYPIC_ABNORMALITY)))
        self._places = {term: place for place, term in enumerate(self.terms)}
        self.above = tuple(
            np.array(sorted(self._places[a] for a in ontology.ancestors(t) if a in self._places))
            for t in self.terms
        )
        """Of each term the columns of itself and all that contain it."""

    def __contains__(self, term: str) -> bool:
        return term in self._places

    def __getitem__(self, term: str) -> int:
        return self._places[term]

    @cached_property
    def containment(self) -> sparse.csr_matrix:
        """Ones where the column's term is the row's or contains it, shape (n_terms, n_terms)."""
        lengths = [len(above) for above in self.above]
        rows = np.repeat(np.arange(len(self.terms)), lengths)
        ones = np.ones(len(rows), dtype=np.float32)
        columns = np.concatenate(self.above)
        shape = (len(self.terms), len(self.terms))
        return sparse.csr_matrix((ones, (rows, columns)), shape=shape)


@dataclass(frozen=True)
class DiseaseProfiles:
    """Findings of some diseases, one a row.

    Parameters
    ----------
    shown : csc_matrix
        Frequency of each term or anything below it, shape (n_diseases, n_terms).
    named : csc_matrix
        Frequency of the terms that annotations name as met, same shape.
    denied : csc_matrix
        Ones where annotations name a term that no examined patient had, same shape.
    guessed : csc_matrix
        Ones where a frequency in ``shown`` rests on an annotation that says none, same shape.
    patients : ndarray
        Most patients examined for one finding, shape (n_diseases,).
    references : ndarray
        Publications that the annotations rest on, same shape.
    """

    shown: sparse.csc_matrix
    named: sparse.csc_matrix
    denied: sparse.csc_matrix
    guessed: sparse.csc_matrix
    patients: np.ndarray
    references: np.ndarray

    @cached_property
    def extent(self) -> np.ndarray:
        """Findings that a patient is expected to show, with those above, shape (n_diseases,)."""
        return np.asarray(self.shown.sum(axis=1)).ravel()

    @cached_property
    def expected(self) -> np.ndarray:
        """Annotated findings that a patient is expected to show, shape (n_diseases,)."""
        return np.asarray(self.named.sum(axis=1)).ravel()

    @cached_property
    def shown_by_disease(self) -> sparse.csr_matrix:
        """:attr:`shown`, quick to read a row of."""
        return self.shown.tocsr()

    @cached_property
    def named_by_disease(self) -> sparse.csr_matrix:
        """:attr:`named`, quick to read a row of."""
        return self.named.tocsr()

    @cached_property
    def guessed_by_disease(self) -> sparse.csr_matrix:
        """:attr:`guessed`, quick to read a row of."""
        return self.guessed.tocsr()

    @cached_property
    def denied_by_disease(self) -> sparse.csr_matrix:
        """:attr:`denied`, quick to read a row of."""
        return self.denied.tocsr()

    def background(self) -> np.ndarray:
        """Return the frequency of each term over all diseases alike, shape (n_terms,)."""
        n_diseases = self.shown.shape[0]
        counts = np.asarray(self.shown.sum(axis=0)).ravel()
        return (counts + _UNSEEN) / (n_diseases + _UNSEEN)


def make_profiles(rows: pd.DataFrame, n_diseases: int, places: TermPlaces) -> DiseaseProfiles:
    """Make profiles from annotations.

    Parameters
    ----------
    rows : DataFrame
        As :class:`patients.disease_annotations.DiseaseAnnotations` holds them.
    n_diseases : int
        Rows of the matrices; a disease without annotations has an empty one.
    places : TermPlaces
    """
    rows = rows[rows["term"].isin(places.terms)]
    keyed = rows.assign(term=[places[term] for term in rows["term"]])
    pooled = keyed.groupby(["disease", "term"], sort=True)[["present", "examined"]]
    counts = pooled.sum(min_count=1).reset_index()
    present, examined = counts["present"].to_numpy(), counts["examined"].to_numpy()
    said = ~np.isnan(examined)
    frequency = np.where(said, (present + 0.5) / (examined + 1.0), UNSAID_FREQUENCY)
    frequency = np.minimum(frequency, MOST_FREQUENT)
    met = ~(said & (present == 0))
    shape = (n_diseases, len(places.terms))
    at = counts["disease"].to_numpy(), counts["term"].to_numpy()
    none_shown = _matrix(np.log1p(-frequency[met]), (at[0][met], at[1][met]), shape).tocsr()
    shown = (none_shown @ places.containment).tocsc()
    shown.data = -np.expm1(shown.data)
    unsaid = _matrix(np.ones((~said).sum()), (at[0][~said], at[1][~said]), shape).tocsr()
    by_disease = keyed.groupby("disease")
    return DiseaseProfiles(
        shown=shown,
        named=_matrix(frequency[met], (at[0][met], at[1][met]), shape),
        denied=_matrix(np.ones((~met).sum()), (at[0][~met], at[1][~met]), shape),
        guessed=(unsaid @ places.containment).tocsc(),
        patients=_filled(by_disease["examined"].max(), n_diseases),
        references=_filled(by_disease["reference"].nunique(), n_diseases),
    )


def profiles_of(annotations: DiseaseAnnotations, places: TermPlaces, sex: str) -> DiseaseProfiles:
    """Make the profiles of all diseases, without what holds for the other sex only.

    Parameters
    ----------
    annotations : DiseaseAnnotations
    places : TermPlaces
    sex : str
        ``male``, ``female``, or anything else where it is not known.
    """
    rows = annotations.rows
    if sex in ("male", "female"):
        rows = rows[rows["sex"].isin(["", sex])]
    return make_profiles(rows, len(annotations.diseases), places)


def _matrix(
    values: np.ndarray, at: tuple[np.ndarray, np.ndarray], shape: tuple[int, int]
) -> sparse.csc_matrix:
    return sparse.csc_matrix((values.astype(np.float32), at), shape=shape)


def _filled(counts: "pd.Series[float]", n_diseases: int) -> np.ndarray:
    return counts.reindex(range(n_diseases)).fillna(0.0).to_numpy(dtype=np.float64)
