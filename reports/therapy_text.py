"""Advice on a variant as plain text for a terminal: resistance first, then sensitivity."""

from collections.abc import Iterable, Sequence

from reports.therapy_record import DETAILED, agreement_words
from therapy.basis import Origin
from therapy.drugs import Drug
from therapy.effects import VariantEffect
from therapy.evidence_item import Direction
from therapy.suggestion import GROUP_WORDS, RESEARCH_USE, Advice, Suggestion

SHOWN = 10
"""Suggestions of a direction that are shown."""

HEADINGS = {
    Direction.RESISTANCE: "RESISTANCE: evidence against",
    Direction.SENSITIVITY: "SENSITIVITY: evidence for",
}
"""Over each direction, in the order of the page."""

_COLUMNS = ("tier", "therapy", "origin", "basis", "evidence on", "in", "CIViC", "source")
_WIDEST = 44
"""Characters of a cell; what is longer ends in an ellipsis."""


def advice_text(advice: Advice, *, every: bool = False) -> str:
    """Write advice as text.

    Parameters
    ----------
    advice : Advice
    every : bool
        Show all suggestions, not only the first :data:`SHOWN` of each direction.
    """
    where = f" in {advice.disease}" if advice.disease else ""
    beside = "" if not advice.beside else f", beside {', '.join(advice.beside)}"
    lines = [f"{advice.gene} {advice.variation}{where}{beside}", *_effect_lines(advice.effect)]
    if not advice.suggestions:
        lines.append("No therapy suggestion: the evidence base has no statement that fits.")
    elif advice.disease is None:
        lines.append("No tumour type given (--disease): tiers are those in the tumour named.")
    for direction, heading in HEADINGS.items():
        found = [one for one in advice.suggestions if one.direction is direction]
        if found:
            lines += ["", heading, *_direction_lines(found, every=every)]
    lines += _drug_lines(advice)
    lines += _other_lines(advice)
    return "\n".join([*lines, "", RESEARCH_USE])


def _effect_lines(effect: VariantEffect) -> list[str]:
    lines = []
    predicted = effect.predicted
    if predicted is None:
        lines.append("Effect: not predicted, no model is registered (make run).")
    elif predicted.group is None:
        why = "the model abstains" if predicted.abstains else "no group is probable enough"
        lines.append(
            f"Effect: {why}; most probable is {predicted.effect_class.label}, "
            f"{predicted.class_probability:.2f} (predicted, no text)"
        )
    else:
        lines.append(
            f"Effect: {predicted.effect_class.label}, probability "
            f"{predicted.class_probability:.2f}; {GROUP_WORDS[predicted.group]} "
            f"{predicted.probability:.2f} (predicted, no text)"
        )
    for one in effect.curated:
        verb = "" if one.item.supports else "does not support "
        lines.append(
            f"Curated function: {verb}{one.item.significance} ({one.item.key}, level "
            f"{one.item.level}, reviewed {one.item.reviewed or 'unknown'})"
        )
    words = agreement_words(effect)
    return [*lines, words] if words else lines


def _direction_lines(suggestions: Sequence[Suggestion], *, every: bool) -> list[str]:
    """Write those that hold as things are, then those that ask for another variant too."""
    alone = [one for one in suggestions if one.in_context]
    beside = [one for one in suggestions if not one.in_context]
    lines = _table(alone if every else alone[:SHOWN]) if alone else []
    if len(alone) > SHOWN and not every:
        lines.append(f"… and {len(alone) - SHOWN} more (--all)")
    if beside:
        lines.append("Only if the sample has another variant too:")
        lines += _beside_lines(beside if every else beside[:SHOWN])
        if len(beside) > SHOWN and not every:
            lines.append(f"… and {len(beside) - SHOWN} more (--all)")
    return lines


def _beside_lines(suggestions: Sequence[Suggestion]) -> list[str]:
    """Write one line for each therapy and standing, with what each asks for."""
    found: dict[tuple[str, str, str], list[Suggestion]] = {}
    for one in suggestions:
        found.setdefault((str(one.standing), one.therapy, one.origin.value), []).append(one)
    lines = []
    for (standing, therapy, origin), group in found.items():
        asked = "; ".join(f"{' and '.join(o.requires)} ({o.best.item.key})" for o in group)
        lines.append(f"{standing:<5} {therapy}, {origin}, requires {asked}")
    return lines


def _table(suggestions: Sequence[Suggestion]) -> list[str]:
    rows = [_COLUMNS, *(_row(one) for one in suggestions)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    lines = []
    for number, row in enumerate(rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join(cells).rstrip())
        if number:
            lines += [f"       {note}" for note in _notes(suggestions[number - 1])]
    return lines


def _row(suggestion: Suggestion) -> tuple[str, ...]:
    best = suggestion.best
    origin = suggestion.origin.value
    if suggestion.origin is Origin.PREDICTED:
        origin = f"PREDICTED {suggestion.probability:.2f}"
    more = len(suggestion.supports) - 1
    return (
        str(suggestion.standing),
        _short(suggestion.therapy),
        origin,
        suggestion.basis.value.replace("_", " ") + ("" if best.is_member else " (sibling)"),
        _short(best.curated_for),
        _short(best.item.tumour_type or "-"),
        best.item.level.value,
        _source(suggestion) + (f" +{more}" if more else ""),
    )


def _source(suggestion: Suggestion) -> str:
    citation, key = suggestion.best.item.citation, suggestion.best.item.key
    if citation.source == suggestion.best.item.curator.value:
        return f"{citation.source}: {citation.id}"
    return f"{key}, {citation.source} {citation.id}"


def _notes(suggestion: Suggestion) -> Iterable[str]:
    if suggestion.requires:
        yield f"requires {' and '.join(suggestion.requires)}"
    if suggestion.disease_match is False:
        yield "evidence from another tumour"
    if suggestion.is_germline:
        yield "evidence on an inherited (germline) variant"
    for conflict in suggestion.conflicts:
        yield f"AGAINST: {conflict}"


def _drug_lines(advice: Advice) -> list[str]:
    suggested = [one for one in advice.suggestions if one.direction is Direction.SENSITIVITY]
    drugs = {drug.name: drug for one in suggested[:DETAILED] for drug in one.regimen.drugs}
    if not drugs:
        return []
    return ["", f"Drugs of the first {DETAILED} suggestions", *map(_drug_line, drugs.values())]


def _drug_line(drug: Drug) -> str:
    facts = [drug.drug_class, drug.route]
    facts += [f"monitor: {drug.monitoring}"] if drug.monitoring else []
    facts += [f"warnings: {drug.warnings}"] if drug.warnings else []
    return f"{drug.name}: " + "; ".join(fact for fact in facts if fact)


def _other_lines(advice: Advice) -> list[str]:
    lines = []
    if advice.warnings:
        lines += ["", "WARNINGS: adverse responses reported"]
        for one in advice.warnings:
            therapies = ", ".join(one.item.therapies)
            origin = f" ({one.item.variant_origin})" if one.item.is_germline else ""
            lines.append(f"- {therapies}: {one.curated_for}{origin}, {one.item.key}")
    if advice.contested:
        lines += ["", "CONTESTED: claims that evidence does not support"]
        for claim in advice.contested:
            keys = ", ".join(dict.fromkeys(one.item.key for one in claim.opposing))
            lines.append(f"- {claim.direction.value} to {claim.regimen.name}: {keys}")
    if advice.withheld:
        lines += ["", "WITHHELD: close evidence that does not carry over"]
        lines += [f"- {one.therapy}: {one.reason}" for one in advice.withheld]
    return lines


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
