"""What a screen suggests for a tumour: the answer of `response.ranker.DrugRanker`."""

from dataclasses import dataclass

from response.drug import ScreenedDrug


@dataclass(frozen=True, slots=True)
class Push:
    """How far one thing known of the tumour moved the predicted response.

    Attributes
    ----------
    feature : str
        Words for a reader: ``BRAF mutated``, ``tissue skin``.
    change : float
        Predicted response less that without the feature, in standard deviations of the drug's
        measured responses; below 0 is towards sensitive.
    """

    feature: str
    change: float


@dataclass(frozen=True, slots=True)
class NearLine:
    """A profile of the screen that is like the tumour.

    Attributes
    ----------
    profile_id, name, tissue : str
    similarity : float
        0 to 1.
    shared : tuple of str
        What both have, in words for a reader.
    percentile : float or None
        Of its measured response to one drug among the screen's profiles, 0 (most sensitive) to 100;
        None where it was not measured or no drug is meant.
    """

    profile_id: str
    name: str
    tissue: str
    similarity: float
    shared: tuple[str, ...]
    percentile: float | None = None


@dataclass(frozen=True, slots=True)
class DrugAnswer:
    """What is predicted for one drug.

    Attributes
    ----------
    drug : ScreenedDrug
    response : float
        Predicted, in the screen's unit.
    percentile : float
        Expected percentile of the tumour among the screen's measured profiles on this drug, 0 (the
        most sensitive) to 100: the mean over what the response may be.
    low, high : float
        Ends of the interval of the response as percentiles.
    pushes : tuple of Push
        Largest first.
    lines : tuple of NearLine
        The nearest profiles on which this drug was measured.
    told : bool
        The percentile is what was told of this very tumour, nothing is predicted.
    """

    drug: ScreenedDrug
    response: float
    percentile: float
    low: float
    high: float
    pushes: tuple[Push, ...] = ()
    lines: tuple[NearLine, ...] = ()
    told: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """Drugs for a tumour, lowest percentile first.

    Attributes
    ----------
    drugs : tuple of DrugAnswer
        One per substance asked for; explained (pushes and lines) where that was asked for.
    nearest : tuple of NearLine
        The profiles most like the tumour.
    used : tuple of str
        What of the tumour the screen has features for, in words.
    unused : tuple of str
        What of the tumour the screen has no feature for, in words.
    coverage : float
        Share of intervals that hold the measured response, on profiles held out.
    """

    drugs: tuple[DrugAnswer, ...]
    nearest: tuple[NearLine, ...]
    used: tuple[str, ...]
    unused: tuple[str, ...]
    coverage: float
