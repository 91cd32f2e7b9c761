"""Statements on one variant, put together by what they claim."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from therapy.basis import Closeness
from therapy.conflicts import OPPOSITES, VERY, lies_in_residue, withheld_reason
from therapy.drugs import Drug
from therapy.effects import VariantEffect
from therapy.evidence_index import Entry, Part, Regimen, requirements
from therapy.evidence_item import ADVERSE_RESPONSE, Curator, Direction, EvidenceItem
from therapy.matching import Match, Variant, rest_of
from therapy.molecular_profile import Clause
from therapy.suggestion import RELATION_RANKS, Support, Withheld
from therapy.tiers import Standing, assign_tier
from therapy.tumour_types import Relation, TumourTypes
from variants.effect_class import EffectDirection

SupportCache = dict[tuple[Entry, Part, Closeness, str | None, bool], Support]
"""Statements as they bear on variants, by statement, alteration, closeness, tumour, neutrality."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What statements are put together by.

    Parameters
    ----------
    therapy : str
        Name of the regimen.
    direction : Direction
    requires : tuple of str
    by_effect : bool
        Whether only the effect, known or predicted, ties the statements to the variant.
    """

    therapy: str
    direction: Direction
    requires: tuple[str, ...]
    by_effect: bool


@dataclass(slots=True)
class Statements:
    """Statements on one claim.

    Parameters
    ----------
    regimen : Regimen
    in_context : bool
        Whether what it requires is only the fusion in which the variant is met.
    supports, opposing : list of Support
    """

    regimen: Regimen
    in_context: bool
    supports: list[Support] = field(default_factory=list)
    opposing: list[Support] = field(default_factory=list)


class Gathered:
    """What bears on one variant.

    Parameters
    ----------
    variant : Variant
    effect : VariantEffect
    known : sequence of (Variant, VariantEffect)
        The variant and the others of its sample.
    complete : bool
        Whether these are all.
    tumours : TumourTypes
    disease : str or None
    supports : dict
        What was made for other variants of the same evidence; it is added to.
    """

    def __init__(
        self,
        variant: Variant,
        effect: VariantEffect,
        known: Sequence[tuple[Variant, VariantEffect]],
        complete: bool,
        tumours: TumourTypes,
        disease: str | None,
        supports: "SupportCache",
    ) -> None:
        self.variant = variant
        self.effect = effect
        self.claims: dict[Claim, Statements] = {}
        self.warnings: list[Support] = []
        self._withheld: dict[tuple[str, str], Withheld] = {}
        self._known = known
        self._complete = complete
        self._tumours = tumours
        self._disease = disease
        self._supports = supports
        self._called = effect.called
        self._is_neutral = effect.curated_group is EffectDirection.NEUTRAL

    @property
    def withheld(self) -> tuple[Withheld, ...]:
        """Therapies that closeness alone would suggest."""
        return tuple(self._withheld.values())

    def against(self, claim: Claim) -> list[Support]:
        """Return statements that claim the opposite under the same requirements.

        What rests on effect alone speaks against nothing closer.
        """
        asked = [
            Claim(claim.therapy, OPPOSITES[claim.direction], claim.requires, by_effect)
            for by_effect in ((False, True) if claim.by_effect else (False,))
        ]
        return [s for one in asked if one in self.claims for s in self.claims[one].supports]

    @property
    def resisted(self) -> dict[Drug | str, list[Support]]:
        """Return each drug, by itself, that evidence on the very alteration reports resistance to.

        Of a drug that is known the facts, of others the name, with the statements.
        """
        found: dict[Drug | str, list[Support]] = {}
        for claim, statements in self.claims.items():
            if claim.direction is Direction.RESISTANCE and statements.in_context:
                own = [one for one in statements.supports if one.basis in VERY]
                if own and len(statements.regimen.parts) == 1:
                    drugs = statements.regimen.drugs or (claim.therapy,)
                    found.setdefault(drugs[0], []).extend(own)
        return found

    def share_tumour(self, one: Support, other: Support) -> bool:
        """Tell whether two statements speak of one tumour, or the one's includes the other's."""
        return (
            self._tumours.relation(one.item.tumour_type, other.item.tumour_type).serves
            or self._tumours.relation(other.item.tumour_type, one.item.tumour_type).serves
        )

    def opposing(self, claim: Claim) -> list[Support]:
        """Return the statements that oppose a claim; closer ones oppose one by effect too."""
        found = list(self.claims[claim].opposing)
        closer = Claim(claim.therapy, claim.direction, claim.requires, by_effect=False)
        if claim.by_effect and closer in self.claims:
            found += self.claims[closer].opposing
        return found

    def withhold(self, therapy: str, reason: str) -> None:
        """Note a therapy that is not suggested, and why."""
        self._withheld[therapy, reason] = Withheld(therapy, reason)

    def add(self, match: Match) -> None:
        """Add the statements on one alteration that bears on the variant."""
        for entry in match.part.entries:
            if entry.requires and not (match.closeness.is_member or entry.in_context):
                continue  # a sibling of one part is no part of the profile
            rest = self._rest(entry)
            if rest is not None:
                self._add_entry(match, entry, rest)

    def _rest(self, entry: Entry) -> Clause | None:
        if not entry.requires:
            return entry.rest
        return rest_of(entry.rest, self._known, complete=self._complete)

    def _add_entry(self, match: Match, entry: Entry, rest: Clause) -> None:
        direction = entry.item.direction
        if direction is None:
            if entry.item.significance == ADVERSE_RESPONSE and entry.item.supports:
                self.warnings.append(self._support(match, entry))
            return
        requires = entry.requires if rest is entry.rest else requirements(rest)
        support = None
        for regimen in entry.regimens:
            if lies_in_residue(match, direction, regimen):
                continue
            reason = withheld_reason(self.variant, self._called, match, direction, regimen)
            if reason:
                self.withhold(regimen.name, reason)
                continue
            support = support or self._support(match, entry)
            claim = Claim(regimen.name, direction, requires, match.closeness.basis.is_by_effect)
            statements = self.claims.get(claim)
            if statements is None:
                in_context = entry.in_context or not requires
                statements = self.claims[claim] = Statements(regimen, in_context)
            (statements.supports if entry.item.supports else statements.opposing).append(support)

    def _support(self, match: Match, entry: Entry) -> Support:
        """Return the statement as it bears on the variant; the same for all that are as close."""
        key = (entry, match.part, match.closeness, self._disease, self._is_neutral)
        if key not in self._supports:
            self._supports[key] = self._new_support(match, entry)
        return self._supports[key]

    def _new_support(self, match: Match, entry: Entry) -> Support:
        closeness, relation = match.closeness, None
        if self._disease is not None:
            relation = self._tumours.relation(entry.item.tumour_type, self._disease)
        standing = assign_tier(
            entry.item.level,
            closeness.basis,
            same_tumour=relation is None or relation.serves,
            is_member=closeness.is_member,
            is_label=entry.item.curator is Curator.LABEL,
            is_neutral=self._is_neutral,
        )
        return Support(
            entry,
            match.part.text,
            closeness.basis,
            closeness.is_member,
            relation,
            standing,
            _place(entry.item, match, relation, standing),
        )


def _place(
    item: EvidenceItem, match: Match, relation: Relation | None, standing: Standing
) -> tuple[object, ...]:
    return (
        standing,
        0 if relation is None else RELATION_RANKS[relation],
        match.closeness.basis.rank,
        not match.closeness.is_member,
        item.level,
        -(item.rating or 0),
        tuple(-int(part) for part in item.reviewed.split("-") if part.isdigit()),
        item.key,
        match.part.text,
    )
