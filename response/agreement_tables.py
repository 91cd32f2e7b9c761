"""Markdown tables of curated facts against a screen and its model."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from response.fact_agreement import Contrast, FactAgreement, Verdict
from response.known_facts import KnownFact, Untested

BOTH_WAYS = "†"
"""Marks a fact whose opposite is curated for the same feature and drug."""

_HEAD = (
    "feature → drug", "CIViC", "lines", "measured", "lower", "q", "predicted", "lower", "q",
    "place", "in tissue",
)  # fmt: skip
_SHORT_HEAD = ("feature → drug", "CIViC", "lines", "measured lower", "predicted lower", "place")
_MOST_NAMED = 3
_DASH = "–"


def summary_table(groups: Mapping[str, Sequence[FactAgreement]]) -> list[str]:
    """Count the verdicts, a group of facts a line."""
    lines = [_row("Facts", *Verdict, "in all"), _rule(len(Verdict) + 2)]
    for name, group in groups.items():
        counts = Counter(one.verdict for one in group)
        lines.append(_row(name, *(str(counts[verdict]) for verdict in Verdict), str(len(group))))
    return lines


def fact_table(
    agreements: Sequence[FactAgreement],
    both_ways: Collection[tuple[str, str]] = (),
    *,
    short: bool = False,
) -> list[str]:
    """Give a line to each fact with enough lines, under its verdict.

    Parameters
    ----------
    agreements : sequence of FactAgreement
    both_ways : collection of (str, str)
        Feature and substance of the facts to mark.
    short : bool
        Leave out percentiles, q-values and pairs within tissues; these also go where each fact is
        one of a tissue.
    """
    of_tissues = any(one.tissue for one in agreements)
    head = _SHORT_HEAD if short else _HEAD[: -1 if of_tissues else None]
    lines = [_row(*head), _rule(len(head))]
    for verdict in Verdict:
        group = [one for one in agreements if one.verdict is verdict and one.screen and one.model]
        if group:
            lines.append(_row(f"**{verdict}**", *[""] * (len(head) - 1)))
        lines += [_fact_row(one, both_ways, short) for one in group]
    return lines


def too_few(agreements: Sequence[FactAgreement]) -> str:
    """Name the facts with too few lines, each with the number of lines with its feature."""
    named = (
        f"{one.fact.feature} → {one.fact.drug} ({one.n_with})"
        for one in agreements
        if one.verdict is Verdict.TOO_FEW
    )
    return "; ".join(named) or "none"


def untested_table(untested: Sequence[Untested]) -> list[str]:
    """Count what cannot be tested by its reason, with the most frequent examples."""
    lines = [_row("Why it cannot be tested", "drugs of statements", "most frequent"), _rule(3)]
    for reason, count in Counter(one.reason for one in untested).most_common():
        pairs = Counter(f"{o.profile} → {o.therapy}" for o in untested if o.reason == reason)
        examples = "; ".join(pair for pair, _ in pairs.most_common(_MOST_NAMED))
        lines.append(_row(reason, str(count), examples))
    return lines


def stand_in_table(facts: Sequence[KnownFact]) -> list[str]:
    """Say which screened substance stands in for which drug, and why."""
    reasons = sorted({(fact.stands_in, fact.drug) for fact in facts if fact.stands_in})
    lines = [_row("Curated drug", "screened", "why it stands in"), _rule(3)]
    for reason, screened in reasons:
        drug, _, why = reason.partition(": ")
        lines.append(_row(drug, screened, why))
    return lines


def _fact_row(one: FactAgreement, both_ways: Collection[tuple[str, str]], short: bool) -> str:
    fact = one.fact
    mark = BOTH_WAYS if (fact.feature, fact.substance) in both_ways else ""
    where = f", {one.tissue}" if one.tissue else ""
    standing = f" ({fact.stands_in.partition(':')[0]})" if fact.stands_in else ""
    sides = [side for side in (one.screen, one.model) if side]
    cells = [cell for side in sides for cell in _cells(side, short)]
    place = f"{sides[-1].place_with:.0f} / {sides[-1].place_without:.0f} of {one.drugs:.0f}"
    within = " / ".join(_share(side.lower_in_tissue) for side in sides)
    return _row(
        f"{fact.feature} → {fact.drug}{standing}{where}{mark}",
        _curated(fact),
        f"{one.n_with} / {one.n_without}",
        *cells,
        place,
        *([] if short or one.tissue else [within]),
    )


def _curated(fact: KnownFact) -> str:
    """Name the level, the number of statements and the alterations that they are about."""
    named = [alteration.partition(" ")[2] for alteration in fact.alterations[:_MOST_NAMED]]
    more = len(fact.alterations) - len(named)
    others = f" and {more} more" if more else ""
    return f"{fact.level}, {len(fact.keys)}: {', '.join(named)}{others}"


def _cells(contrast: Contrast, short: bool) -> list[str]:
    lower = f"{contrast.lower:.2f} ({contrast.low:.2f}–{contrast.high:.2f})"
    if short:
        return [lower]
    q = "< 0.001" if contrast.q < 0.001 else f"{contrast.q:.2g}"
    return [f"{contrast.percentile_with:.0f} / {contrast.percentile_without:.0f}", lower, q]


def _share(value: float) -> str:
    return _DASH if np.isnan(value) else f"{value:.2f}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return f"|{'---|' * columns}"
