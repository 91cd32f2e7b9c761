"""What a laboratory told of its tumours, as interactions for a ranker of drugs.

Only what counts enters, and only a laboratory's own: another's feedback is nobody else's to see. A
word of the very sample that is asked about counts as its own, one of another tumour moves it as far
as the two are alike, see :class:`response.profile.KnownResponse`.

Where no test gave a percentile the outcome stands for one. ``responded`` and ``sensitive`` are the
middle of the tenth of cell lines that are most sensitive to the drug; ``refractory`` and
``resistant`` are the middle of the half that is least so: in GDSC's release 17 the median drug has
its IC50 above 10 µM in 55 % of the lines.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from response.drug import ScreenedDrug
from response.profile import KnownResponse
from webapp.caller import Caller
from webapp.database import Database
from webapp.feedback import GivenFeedback, Outcome
from webapp.feedback_store import FeedbackStore

MOST_TOLD = 300
"""Words of a laboratory that are read, the newest."""

SENSITIVE_PERCENTILE = 5.0
RESISTANT_PERCENTILE = 75.0

PERCENTILES: Mapping[Outcome, float] = {
    Outcome.RESPONDED: SENSITIVE_PERCENTILE,
    Outcome.SENSITIVE: SENSITIVE_PERCENTILE,
    Outcome.REFRACTORY: RESISTANT_PERCENTILE,
    Outcome.RESISTANT: RESISTANT_PERCENTILE,
}
"""What an outcome stands for among the screen's profiles: 0 is the most sensitive."""


TOLD_WORDS: Mapping[Outcome, str] = {
    Outcome.RESPONDED: "Told of this tumour: it responded.",
    Outcome.REFRACTORY: "Told of this tumour: it did not respond.",
    Outcome.SENSITIVE: "Told of this tumour: a model of it was sensitive.",
    Outcome.RESISTANT: "Told of this tumour: a model of it was resistant.",
}
"""What stands by a drug that the very tumour was given, or tested with."""


class DrugNames:
    """Finds a screen's drugs by what readers call them.

    Parameters
    ----------
    drugs : sequence of ScreenedDrug

    Examples
    --------
    >>> names = DrugNames([ScreenedDrug("1036", "PLX4720", ("PLX-4720",)), ScreenedDrug("9")])
    >>> names.find("plx-4720").shown_name, names.find("drug 9").drug_id, names.find("aspirin")
    ('PLX4720', '9', None)
    """

    def __init__(self, drugs: Sequence[ScreenedDrug]) -> None:
        self._found: dict[str, ScreenedDrug] = {}
        for drug in drugs:
            self._found.setdefault(_key(drug.shown_name), drug)
        for drug in drugs:
            for name in (*drug.synonyms, drug.drug_id):
                # one substance under two ids is the one of its name
                self._found.setdefault(_key(name), self._found[_key(drug.shown_name)])

    def find(self, text: str) -> ScreenedDrug | None:
        """Return the drug of a name, a synonym or an id."""
        return self._found.get(_key(text))


@dataclass(frozen=True)
class Interaction:
    """One word that enters a ranking.

    Parameters
    ----------
    drug : ScreenedDrug
    known : KnownResponse
    outcome : Outcome or None
        None where only a percentile was given.
    measured : bool
        Whether a test gave the percentile.
    feedback : str
        Its id; empty where it came with the question.
    given : datetime, optional
    """

    drug: ScreenedDrug
    known: KnownResponse
    outcome: Outcome | None
    measured: bool
    feedback: str = ""
    given: datetime | None = None


@dataclass(frozen=True)
class Told:
    """What a laboratory told, for one tumour that is asked about.

    Parameters
    ----------
    entered : tuple of Interaction
        The newest first.
    left_out : tuple of GivenFeedback
        On drugs that the screen does not have.
    """

    entered: tuple[Interaction, ...] = ()
    left_out: tuple[GivenFeedback, ...] = ()

    @property
    def known(self) -> tuple[KnownResponse, ...]:
        """For the ranker."""
        return tuple(one.known for one in self.entered)


def read_told(database: Database, caller: Caller) -> tuple[GivenFeedback, ...]:
    """Return what counts of what the laboratory said of responses, the newest first."""
    words = FeedbackStore(database).responses(caller, MOST_TOLD)
    return tuple(one for one in words if one.counts)


def interactions_of(
    words: Iterable[GivenFeedback],
    drugs: DrugNames,
    submission_id: str | None = None,
    sample: str | None = None,
) -> Told:
    """Make interactions for a tumour.

    Parameters
    ----------
    words : iterable of GivenFeedback
        As of :func:`read_told`.
    drugs : DrugNames
        Of the ranker's screen.
    submission_id, sample : str, optional
        Of the report on the tumour; without them it is a tumour of which nothing was told.
    """
    entered, left_out = [], []
    for one in words:
        drug = drugs.find(one.subject)
        if drug is None or one.profile is None:
            left_out.append(one)
            continue
        is_same = submission_id is not None and (one.submission_id, one.sample or "") == (
            submission_id,
            sample or "",
        )
        known = KnownResponse(
            drug.drug_id, percentile_of(one.verdict, one.percentile), one.profile.profile, is_same
        )
        measured = one.percentile is not None
        entered.append(
            Interaction(drug, known, Outcome(one.verdict), measured, one.id, one.created)
        )
    return Told(tuple(entered), tuple(left_out))


def percentile_of(outcome: str | None, measured: float | None) -> float:
    """Return the percentile that was measured, or that an outcome stands for.

    Raises
    ------
    ValueError
        There is neither.

    Examples
    --------
    >>> percentile_of("refractory", None), percentile_of("resistant", 91.5)
    (75.0, 91.5)
    """
    if measured is not None:
        return measured
    if outcome is None:
        raise ValueError("neither an outcome nor a percentile")
    return PERCENTILES[Outcome(outcome)]


def _key(text: str) -> str:
    return text.strip().casefold()
