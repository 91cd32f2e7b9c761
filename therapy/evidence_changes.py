"""What changed between two releases of an evidence base: suggestions that come, go, change level.

A suggestion is a molecular profile, a regimen, a direction and a tumour type, at its best level;
what statements contest stands apart from what they support. Spellings are no changes: profiles
are compared by the alterations they name, tumour types by the newer release's number for the
name, regimens without the order of a combination.

A suggestion that vanishes while its statements live on was restated: its statements now speak
of another profile, drug, tumour type or direction. It is said with what they now say.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from therapy.evidence_item import Direction, EvidenceItem, Interaction, Level
from therapy.molecular_profile import GeneAlteration, MolecularProfileError, parse_profile

_ANY_PARTNER = re.compile(r"^v::|::v(?= |$)")
_IN_BRACKETS = re.compile(r"\s+\([^()]*\)$")

_Key = tuple[str, tuple[str, ...], Interaction, Direction, str, bool]


@dataclass(frozen=True, slots=True)
class CuratedClaim:
    """A suggestion as a release makes it, in the words of its best statement.

    Parameters
    ----------
    profile : str
    therapies : tuple of str
        What is given together, or one after the other.
    interaction : Interaction
        ``Sequential`` where one is given after the other.
    direction : Direction
    tumour_type : str
        Empty where none is named.
    supports : bool
        False where the statements contest it.
    level : Level
        The best.
    statements : tuple of str
        Keys, such as ``EID1409``.
    """

    profile: str
    therapies: tuple[str, ...]
    interaction: Interaction
    direction: Direction
    tumour_type: str
    supports: bool
    level: Level
    statements: tuple[str, ...]

    def __str__(self) -> str:
        joint = " then " if self.interaction is Interaction.SEQUENTIAL else " + "
        parts = (
            self.profile,
            joint.join(self.therapies),
            f"{'' if self.supports else 'no '}{self.direction}",
            self.tumour_type or "any tumour",
        )
        return " | ".join(parts)


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """One difference.

    Parameters
    ----------
    before, after : CuratedClaim or None
        None where it appears or vanishes.
    elsewhere : tuple of CuratedClaim
        What its statements say in the release that lacks it, the most alike first; empty where
        they are not there.
    """

    before: CuratedClaim | None
    after: CuratedClaim | None
    elsewhere: tuple[CuratedClaim, ...] = ()

    @property
    def claim(self) -> CuratedClaim:
        """The later one, or the one there is."""
        claim = self.after or self.before
        if claim is None:
            raise ValueError("expected a suggestion before or after")
        return claim


@dataclass(frozen=True, slots=True)
class EvidenceChanges:
    """All differences, supported before contested, best level first.

    Parameters
    ----------
    appeared, vanished, level_changed : tuple of ClaimChange
    unchanged : int
        Suggestions that are in both at the same level.
    statements_added, statements_gone, statements_kept : int
        Of all evidence types.
    """

    appeared: tuple[ClaimChange, ...]
    vanished: tuple[ClaimChange, ...]
    level_changed: tuple[ClaimChange, ...]
    unchanged: int
    statements_added: int
    statements_gone: int
    statements_kept: int


def without_synonym(name: str) -> str:
    """Put a drug's name in a form to compare: no synonym in brackets behind it, one case.

    Examples
    --------
    >>> without_synonym("Palbociclib (PD0332991)")
    'palbociclib'
    """
    return _IN_BRACKETS.sub("", name.strip()).casefold()


def compare_evidence(
    old: Sequence[EvidenceItem],
    new: Sequence[EvidenceItem],
    drug_name: Callable[[str], str] = without_synonym,
) -> EvidenceChanges:
    """Compare two releases.

    Parameters
    ----------
    old, new : sequence of EvidenceItem
    drug_name : callable
        Gives names of one drug the same form.
    """
    doids = _doids(new)
    before = _claims(_with_interactions(old, new, drug_name), doids, drug_name)
    after = _claims(_with_interactions(new, old, drug_name), doids, drug_name)
    both = before.keys() & after.keys()
    changed = [ClaimChange(before[key], after[key]) for key in both]
    old_keys, new_keys = {item.key for item in old}, {item.key for item in new}
    was, now = _by_statement(before.values()), _by_statement(after.values())
    return EvidenceChanges(
        appeared=_ordered(
            ClaimChange(None, after[key], _elsewhere(after[key], was))
            for key in after.keys() - both
        ),
        vanished=_ordered(
            ClaimChange(before[key], None, _elsewhere(before[key], now))
            for key in before.keys() - both
        ),
        level_changed=_ordered(change for change in changed if _levels_differ(change)),
        unchanged=sum(not _levels_differ(change) for change in changed),
        statements_added=len(new_keys - old_keys),
        statements_gone=len(old_keys - new_keys),
        statements_kept=len(old_keys & new_keys),
    )


def comparable_profile(text: str) -> str:
    """Put a molecular profile in a form to compare.

    Order, case and spelling do not count, nor on which side a fusion's unnamed partner stands.

    Examples
    --------
    >>> comparable_profile("ALK G1202R AND v::ALK Fusion")
    'alk fusion and alk g1202r'
    """
    try:
        profile = parse_profile(text)
    except MolecularProfileError:
        return text.casefold()
    clauses = [
        " and ".join(
            sorted(map(_alteration, clause.present))
            + sorted(f"not {_alteration(part)}" for part in clause.absent)
        )
        for clause in profile.clauses
    ]
    return " or ".join(sorted(clauses))


def _alteration(alteration: GeneAlteration) -> str:
    name = alteration.variation.name
    if alteration.variation.fusion and alteration.variation.fusion.partners:
        return _ANY_PARTNER.sub("", name).casefold()
    return f"{alteration.gene} {name}".casefold()


def _claims(
    items: Iterable[EvidenceItem], doids: Mapping[str, str], drug_name: Callable[[str], str]
) -> dict[_Key, CuratedClaim]:
    claims: dict[_Key, CuratedClaim] = {}
    for item in items:
        if item.direction is None:
            continue
        name = item.tumour_type.casefold()
        tumour = doids.get(name, item.doid) or name
        in_turn = item.interaction is Interaction.SEQUENTIAL
        how = Interaction.SEQUENTIAL if in_turn else Interaction.NONE
        for regimen in item.regimens:
            names = [drug_name(name) for name in regimen]
            key = (
                comparable_profile(item.profile),
                tuple(names if in_turn else sorted(names)),
                how, item.direction, tumour, item.supports,
            )  # fmt: skip
            claim = CuratedClaim(
                item.profile, regimen, how, item.direction, item.tumour_type, item.supports,
                item.level, (item.key,),
            )  # fmt: skip
            claims[key] = _joined(claims[key], claim) if key in claims else claim
    return claims


def _joined(one: CuratedClaim, other: CuratedClaim) -> CuratedClaim:
    best = min(one, other, key=lambda claim: claim.level)
    return replace(best, statements=tuple(dict.fromkeys((*one.statements, *other.statements))))


def _doids(items: Sequence[EvidenceItem]) -> dict[str, str]:
    """Find the number of each tumour type's name, where all items agree."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for item in items:
        numbers[item.tumour_type.casefold()].add(item.doid)
    return {name: next(iter(found)) for name, found in numbers.items() if len(found) == 1}


def _with_interactions(
    items: Sequence[EvidenceItem],
    others: Sequence[EvidenceItem],
    drug_name: Callable[[str], str],
) -> list[EvidenceItem]:
    """Take how drugs belong together from the same statement elsewhere, where this says nothing.

    Files of 2017 do not tell a combination from substitutes.
    """
    known = {item.key: item for item in others}

    def drugs(item: EvidenceItem) -> set[str]:
        return set(map(drug_name, item.therapies))

    completed = []
    for item in items:
        other = known.get(item.key)
        unsaid = item.interaction is Interaction.NONE and len(item.therapies) > 1
        if unsaid and other is not None and drugs(item) == drugs(other):
            completed.append(replace(item, interaction=other.interaction))
        else:
            completed.append(item)
    return completed


def _by_statement(claims: Iterable[CuratedClaim]) -> dict[str, list[CuratedClaim]]:
    found: dict[str, list[CuratedClaim]] = defaultdict(list)
    for claim in claims:
        for statement in claim.statements:
            found[statement].append(claim)
    return found


def _elsewhere(
    claim: CuratedClaim, others: Mapping[str, list[CuratedClaim]]
) -> tuple[CuratedClaim, ...]:
    found = [other for statement in claim.statements for other in others.get(statement, ())]
    return tuple(sorted(dict.fromkeys(found), key=lambda other: _unlikeness(claim, other)))


def _unlikeness(one: CuratedClaim, other: CuratedClaim) -> int:
    """Count in how many respects two suggestions differ."""
    return sum(ours != theirs for ours, theirs in zip(_parts(one), _parts(other), strict=True))


def _parts(claim: CuratedClaim) -> tuple[object, ...]:
    return (
        comparable_profile(claim.profile), set(map(without_synonym, claim.therapies)),
        claim.direction, claim.tumour_type.casefold(), claim.supports,
    )  # fmt: skip


def _levels_differ(change: ClaimChange) -> bool:
    return (
        change.before is not None
        and change.after is not None
        and change.before.level != change.after.level
    )


def _ordered(changes: Iterable[ClaimChange]) -> tuple[ClaimChange, ...]:
    def rank(change: ClaimChange) -> tuple[bool, Level, str, tuple[str, ...]]:
        claim = change.claim
        return not claim.supports, claim.level, str(claim), claim.statements

    return tuple(sorted(changes, key=rank))
