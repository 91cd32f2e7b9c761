"""What differs between two answers to one variant, without the why.

A therapy is found again by name, direction, what it requires and its basis, as far as these are the
same; so one that now stands elsewhere is one change, not one lost and one gained.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.lab_changes import LEAST_MOVE, Kind
from reports.lab_report import CuratedEffect, Effect, Evidence, Literature, Therapy, Variant
from reports.lab_templates import BASES, GROUPS, LABELS, standing

_DIGITS = 4

_Pair = tuple[Therapy | None, Therapy | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    Parameters
    ----------
    kind : Kind
    before, after : str, optional
        In words; None where there is nothing.
    therapies : (Therapy or None, Therapy or None)
        The therapy that it is on, then and now.
    gained, lost : tuple of str
        Keys of statements that are there now and not then, and the reverse.
    """

    kind: Kind
    before: str | None
    after: str | None
    therapies: _Pair = (None, None)
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def find_differences(before: Variant, after: Variant) -> list[Difference]:
    """Compare two answers to one variant, what matters most first."""
    return [
        *_different("actionable", _yes(before.actionable), _yes(after.actionable)),
        *_different("best_tier", before.best_tier, after.best_tier),
        *_therapies(before.therapies, after.therapies),
        *_different("warnings", _listed(before.warnings), _listed(after.warnings)),
        *_different("contested", _listed(before.contested), _listed(after.contested)),
        *_different("withheld", _withheld(before), _withheld(after)),
        *_curated(before.curated, after.curated),
        *_different("called", _called(before), _called(after)),
        *_different("agreement", before.agreement, after.agreement),
        *_effects(before.effect, after.effect),
        *_different("literature", _read(before.literature), _read(after.literature)),
    ]


def pair_therapies(before: Sequence[Therapy], after: Sequence[Therapy]) -> list[_Pair]:
    """Find each therapy again, the closest first; what is left stands alone."""
    pairs: list[_Pair] = []
    then, now = list(before), list(after)
    for key in _KEYS:
        waiting: dict[object, list[Therapy]] = defaultdict(list)
        for one in then:
            waiting[key(one)].append(one)
        left = []
        for other in now:
            if waiting[key(other)]:
                pairs.append((waiting[key(other)].pop(0), other))
            else:
                left.append(other)
        then, now = [one for found in waiting.values() for one in found], left
    return [*pairs, *((one, None) for one in then), *((None, one) for one in now)]


def probabilities(effect: Effect) -> dict[str, float]:
    """Return the probabilities of all nine classes; of one that is not given it is 0."""
    return dict.fromkeys(LABELS, 0.0) | dict(effect.probabilities)


_KEYS: tuple[Callable[[Therapy], object], ...] = (
    lambda one: (one.therapy.casefold(), one.direction, tuple(one.requires), one.basis),
    lambda one: (one.therapy.casefold(), one.direction, tuple(one.requires)),
    lambda one: (one.therapy.casefold(), one.direction),
    lambda one: one.therapy.casefold(),
)


def _different(
    kind: Kind, before: str | None, after: str | None, therapies: _Pair = (None, None)
) -> Iterator[Difference]:
    if before != after:
        yield Difference(kind, before, after, therapies)


def _therapies(before: Sequence[Therapy], after: Sequence[Therapy]) -> Iterator[Difference]:
    for pair in pair_therapies(before, after):
        then, now = pair
        if then is None and now is not None:
            keys = tuple(one.evidence for one in now.evidence)
            yield Difference("therapy_gained", None, _in_short(now), pair, gained=keys)
        elif now is None and then is not None:
            keys = tuple(one.evidence for one in then.evidence)
            yield Difference("therapy_lost", _in_short(then), None, pair, lost=keys)
        elif then is not None and now is not None:
            yield from _of_therapy(then, now)


def _of_therapy(then: Therapy, now: Therapy) -> Iterator[Difference]:
    pair = (then, now)
    yield from _different("direction", then.direction, now.direction, pair)
    yield from _different("standing", _stands(then), _stands(now), pair)
    yield from _different("basis", _basis(then), _basis(now), pair)
    yield from _different("origin", _origin(then), _origin(now), pair)
    yield from _different("requires", _listed(then.requires), _listed(now.requires), pair)
    gained, lost = _came_and_went(then.evidence, now.evidence)
    if gained or lost:
        said = _statements(then.evidence), _statements(now.evidence)
        yield Difference("evidence", *said, pair, gained, lost)
    gained, lost = _came_and_went(then.opposing, now.opposing)
    if gained or lost or set(then.conflicts) != set(now.conflicts):
        conflicts = _sentences(then.conflicts), _sentences(now.conflicts)
        yield Difference("conflicts", *conflicts, pair, gained, lost)


def _curated(
    before: Sequence[CuratedEffect], after: Sequence[CuratedEffect]
) -> Iterator[Difference]:
    then = {_curated_words(one): one.evidence for one in before}
    now = {_curated_words(one): one.evidence for one in after}
    for words, key in then.items():
        if words not in now:
            yield Difference("curated_effect_lost", words, None, lost=(key,))
    for words, key in now.items():
        if words not in then:
            yield Difference("curated_effect_gained", None, words, gained=(key,))


def _effects(before: Effect, after: Effect) -> Iterator[Difference]:
    if before.answer != after.answer:
        yield Difference("answer", _answer(before), _answer(after))
    yield from _different(
        "most_probable", LABELS[before.most_probable], LABELS[after.most_probable]
    )
    yield from _different(
        "group", before.group and GROUPS[before.group], after.group and GROUPS[after.group]
    )
    yield from _probability(before, after)
    if set(before.prediction_set) != set(after.prediction_set):
        yield Difference("prediction_set", _set(before), _set(after))


def _probability(before: Effect, after: Effect) -> Iterator[Difference]:
    """Tell the class whose probability moved the most, where it moved enough."""
    then, now = probabilities(before), probabilities(after)
    moves = {name: round(abs(now[name] - then[name]), _DIGITS) for name in LABELS}
    name = max(moves, key=moves.__getitem__)
    if moves[name] > LEAST_MOVE:
        label = LABELS[name]
        yield Difference("probability", f"{label} {then[name]:.2f}", f"{label} {now[name]:.2f}")


def _answer(effect: Effect) -> str:
    given = probabilities(effect)
    if effect.answer == "abstain":
        most = effect.most_probable
        return f"no class named (most probable {LABELS[most]} {given[most]:.2f})"
    return f"{LABELS[effect.answer]} {given[effect.answer]:.2f}"


def _set(effect: Effect) -> str:
    return ", ".join(LABELS[name] for name in sorted(effect.prediction_set)) or "empty"


def _in_short(therapy: Therapy) -> str:
    said = f"{_stands(therapy)}, {_origin(therapy)}, {_basis(therapy)}"
    if therapy.disease:
        said += f", {therapy.disease}"
    return f"{said}, requires {_listed(therapy.requires)}" if therapy.requires else said


def _stands(therapy: Therapy) -> str:
    return standing(therapy.tier, therapy.level)


def _origin(therapy: Therapy) -> str:
    return "PREDICTED" if therapy.origin == "predicted" else therapy.origin


def _basis(therapy: Therapy) -> str:
    return BASES.get(therapy.basis, therapy.basis)


def _called(variant: Variant) -> str | None:
    called = variant.called
    return None if called is None else f"{GROUPS[called.group]} ({called.by})"


def _curated_words(effect: CuratedEffect) -> str:
    verb = "" if effect.supports else "not "
    return f"{verb}{effect.significance} ({effect.evidence})"


def _withheld(variant: Variant) -> str | None:
    return _listed(f"{one.get('therapy', '')}: {one.get('reason', '')}" for one in variant.withheld)


def _read(literature: Literature) -> str:
    if not literature.passages:
        return "no passage found"
    return "passages found, read by the model" if literature.used else "passages found, not read"


def _came_and_went(
    before: Iterable[Evidence], after: Iterable[Evidence]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    then = dict.fromkeys(one.evidence for one in before)
    now = dict.fromkeys(one.evidence for one in after)
    return tuple(key for key in now if key not in then), tuple(k for k in then if k not in now)


def _statements(given: Sequence[Evidence]) -> str:
    return f"{len(given)} statement{'' if len(given) == 1 else 's'}"


def _listed(words: Iterable[str]) -> str | None:
    return "; ".join(sorted(words)) or None


def _sentences(given: Iterable[str]) -> str | None:
    return " ".join(given) or None


def _yes(value: bool) -> str:
    return "yes" if value else "no"
