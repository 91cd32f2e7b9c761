"""Why something changed: of what differs between two reports, all that may be the cause.

No cause is invented. What reads no text is not changed by literature, nor a curated statement by a
model; where nothing that differs can be the cause, none is known.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.cell_line_changes import screen_words
from reports.lab_changes import CAUSE_WORDS, Cause, CauseName, Kind
from reports.lab_report import ReportHead, Therapy, Variant, Versions
from reports.variant_differences import Difference
from therapy.basis import Basis

THERAPY_KINDS: frozenset[Kind] = frozenset(
    {
        "therapy_gained", "therapy_lost", "direction", "standing", "basis", "origin", "requires",
        "evidence", "conflicts", "warnings", "contested", "withheld",
    }
)  # fmt: skip
"""What is said of therapies."""

SUMMARY_KINDS: frozenset[Kind] = frozenset({"actionable", "best_tier"})
"""What therapies make of a variant."""

_OF_TUMOUR: frozenset[Kind] = frozenset({"standing", "basis", "origin", "conflicts"})
_OF_EFFECT: frozenset[Kind] = frozenset({"conflicts", "warnings", "withheld"})
_CURATED: frozenset[Kind] = frozenset({"curated_effect_gained", "curated_effect_lost"})
_BY_EFFECT = frozenset(basis.value for basis in Basis if basis.is_by_effect)

_OF_MODEL: tuple[CauseName, ...] = ("model", "literature")
_DERIVED: frozenset[CauseName] = frozenset({"prediction", "neighbour"})


@dataclass(frozen=True, slots=True)
class Compared:
    """A variant of which something differs.

    Parameters
    ----------
    before, after : Variant
    differences : list of Difference
    """

    before: Variant
    after: Variant
    differences: list[Difference]

    def has(self, *kinds: Kind) -> bool:
        """Tell whether there is a difference of one of these kinds."""
        return any(one.kind in kinds for one in self.differences)


def find_causes(before: ReportHead, after: ReportHead) -> list[Cause]:
    """Return all that differs between two reports and may change an answer.

    Parameters
    ----------
    before, after : ReportHead
    """
    then, now = before.versions, after.versions
    found = []
    if _model(then) != _model(now):
        same = then.model_data == now.model_data
        data = "the same training data" if same else "other training data"
        found.append(_cause("model", _model_words(then), f"{_model_words(now)}; {data}"))
    if then.knowledge != now.knowledge:
        found.append(_cause("evidence", then.knowledge, now.knowledge))
    if _content(then.literature) != _content(now.literature):
        found.append(_cause("literature", then.literature, now.literature))
    if before.disease != after.disease:
        given = [one.disease or "none given" for one in (before, after)]
        found.append(_cause("disease", *given))
    screens = [screen_words(one.cell_lines) for one in (before, after)]
    if screens[0] != screens[1]:
        found.append(_cause("screen", *screens))
    if then.oncolit != now.oncolit:
        found.append(_cause("oncolit", then.oncolit, now.oncolit))
    return found


def assign_causes(
    compared: Compared, differing: Collection[CauseName], moved: Collection[str]
) -> list[list[CauseName]]:
    """Return of each difference of a variant what may have caused it.

    Parameters
    ----------
    compared : Compared
    differing : collection of CauseName
        All that differs between the reports.
    moved : collection of str
        Gene and variation of all variants whose predicted direction of effect changed.
    """
    why = _Why(compared, frozenset(differing), frozenset(moved))
    causes = [why.causes_of(one) for one in compared.differences]
    of_therapies = merge_causes(
        names
        for one, names in zip(compared.differences, causes, strict=True)
        if one.kind in THERAPY_KINDS
    )
    return [
        of_therapies if one.kind in SUMMARY_KINDS and of_therapies else names
        for one, names in zip(compared.differences, causes, strict=True)
    ]


def merge_causes(given: Iterable[Sequence[CauseName]]) -> list[CauseName]:
    """Join the causes of several differences, each once; a known one outweighs the unknown."""
    found = list(dict.fromkeys(name for names in given for name in names))
    known: list[CauseName] = [name for name in found if name != "unknown"]
    return known or found


def sample_causes(
    differing: Collection[CauseName], of_predictions: Sequence[CauseName] = ()
) -> list[CauseName]:
    """Return what may change the therapies of a sample where those of no variant did.

    Parameters
    ----------
    differing : collection of CauseName
        All that differs between the reports.
    of_predictions : sequence of CauseName
        Why predicted directions of effect of its variants changed, empty where none did.
    """
    names: tuple[CauseName, ...] = ("evidence", "disease", "oncolit")
    found = [name for name in names if name in differing]
    if of_predictions:
        found += ["prediction", *(name for name in of_predictions if name not in found)]
    return found or ["unknown"]


def cause_words(causes: Sequence[CauseName]) -> str:
    """Say what may have caused a change.

    Examples
    --------
    >>> cause_words(["evidence"])
    'another evidence base'
    >>> cause_words(["evidence", "prediction", "model"])
    'another evidence base or the changed prediction (another model)'
    """
    derived = not _DERIVED.isdisjoint(causes)
    behind = [CAUSE_WORDS[name] for name in causes if derived and name in (*_OF_MODEL, "unknown")]
    parts = []
    for name in causes:
        if name in _DERIVED and behind:
            parts.append(f"{CAUSE_WORDS[name]} ({' or '.join(behind)})")
        elif not (derived and name in (*_OF_MODEL, "unknown")):
            parts.append(CAUSE_WORDS[name])
    return " or ".join(parts)


@dataclass(frozen=True, slots=True)
class _Why:
    """What may have changed one variant."""

    compared: Compared
    differing: frozenset[CauseName]
    moved: frozenset[str]

    def causes_of(self, difference: Difference) -> list[CauseName]:
        """Return what may have caused one difference, each once."""
        found = list(dict.fromkeys(self._found(difference)))
        if not found and difference.kind in THERAPY_KINDS and self.moved & self._beside():
            found = ["neighbour", *self._behind_prediction()]
        return found or ["unknown"]

    def _found(self, difference: Difference) -> Iterator[CauseName]:
        kind = difference.kind
        if kind in THERAPY_KINDS or kind in SUMMARY_KINDS:
            yield from self._of_therapy(difference)
        elif kind in _CURATED:
            yield from self._differing("evidence", "oncolit")
        elif kind in ("called", "agreement"):
            if self.compared.has(*_CURATED):
                yield from ("curated_effect", *self._differing("evidence"))
            yield from self._prediction()
            yield from self._differing("oncolit")
        elif kind == "literature":
            yield from self._differing(self._of_literature(), "oncolit")
        else:
            yield from self._of_answer()

    def _of_therapy(self, difference: Difference) -> Iterator[CauseName]:
        kind, is_whole = difference.kind, difference.kind in SUMMARY_KINDS
        yield from self._differing("evidence")
        if is_whole or kind in _OF_TUMOUR:
            yield from self._differing("disease")
        yield from self._differing("oncolit")
        if is_whole or kind in _OF_EFFECT or any(map(_is_by_effect, difference.therapies)):
            if self.compared.has(*_CURATED):
                yield "curated_effect"
            yield from self._prediction()

    def _prediction(self) -> Iterator[CauseName]:
        if self.compared.has("group"):
            yield from ("prediction", *self._behind_prediction())

    def _behind_prediction(self) -> list[CauseName]:
        return list(self._of_answer()) or ["unknown"]

    def _of_answer(self) -> Iterator[CauseName]:
        """Yield what an answer is made from; literature only where a text was read."""
        yield from self._differing("model")
        if self.compared.before.literature.used or self.compared.after.literature.used:
            yield from self._differing("literature")
        yield from self._differing("oncolit")

    def _of_literature(self) -> CauseName:
        """Return what decides: a model reads texts or none, a store holds passages or none."""
        then, now = self.compared.before.literature, self.compared.after.literature
        return "model" if bool(then.passages) == bool(now.passages) else "literature"

    def _beside(self) -> set[str]:
        return {*(self.compared.before.beside or ()), *(self.compared.after.beside or ())}

    def _differing(self, *names: CauseName) -> Iterator[CauseName]:
        return (name for name in names if name in self.differing)


def _is_by_effect(therapy: Therapy | None) -> bool:
    return therapy is not None and therapy.basis in _BY_EFFECT


def _cause(name: CauseName, then: str, now: str) -> Cause:
    return Cause(name=name, words=f"then {then}; now {now}")


def _model(versions: Versions) -> tuple[object, ...]:
    return (
        versions.model,
        versions.model_made,
        versions.model_sha256,
        versions.model_data,
        versions.model_variants,
    )


def _model_words(versions: Versions) -> str:
    return f"{versions.model}, made {versions.model_made} from {versions.model_variants} variants"


def _content(literature: str) -> str:
    """Return what names a store's content; the day of import is none of it."""
    return literature.rpartition(", content ")[2]
