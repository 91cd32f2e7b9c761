"""What is curated on the answer of drugs to alterations, as questions to a screen.

A statement becomes a fact that a screen can be asked for: lines with a feature answer a drug
better (sensitivity) or worse (resistance) than lines without. Statements are pooled by features
and substance, for a feature is coarser than a statement: ``BRAF_mut`` does not say ``V600E``.
What cannot be asked is kept with the reason.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from response.drug import ScreenedDrug
from response.drug_stand_ins import STAND_INS
from response.fact_features import FactFeatures, NotTestableError
from response.screen_feature import ScreenFeature
from therapy.drugs import Drugs
from therapy.evidence_item import Direction, EvidenceItem, Interaction, Level
from therapy.molecular_profile import parse_profile

T = TypeVar("T")

WEAKEST = Level.B
"""Statements of this level and stronger ones are facts: validated, or seen in patients."""


@dataclass(frozen=True, slots=True)
class KnownFact:
    """Lines with a feature are expected to answer a substance better, or worse.

    Attributes
    ----------
    direction : Direction
    features : tuple of str
        Names in the screen's file; a line has the alteration if it has any of them.
    feature : str
        The same in words, such as ``BRAF mutated``.
    substance : str
        See `response.drug.ScreenedDrug.substance`.
    drug : str
        The substance's name in the screen.
    curated_drugs : tuple of str
        Names in the statements, the most frequent first; so are alterations and tumour types.
    stands_in : str
        Why the screened substance stands in for the curated one; empty where they are the same.
    keys : tuple of str
        The statements, such as ``EID1409``.
    level : Level
        Of the strongest statement.
    alterations : tuple of str
        As the statements write them.
    tumour_types : tuple of (str, str)
        Name, and Disease Ontology's number in digits or nothing.
    alone : bool
        Whether a statement speaks of the drug by itself; else all speak of it together with
        others, and the effect may be owed to these.
    """

    direction: Direction
    features: tuple[str, ...]
    feature: str
    substance: str
    drug: str
    curated_drugs: tuple[str, ...]
    stands_in: str
    keys: tuple[str, ...]
    level: Level
    alterations: tuple[str, ...]
    tumour_types: tuple[tuple[str, str], ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class Untested:
    """A drug of a statement that the screen cannot be asked about.

    Attributes
    ----------
    key, profile, therapy, reason : str
    """

    key: str
    profile: str
    therapy: str
    reason: str


@dataclass(frozen=True, slots=True)
class FoundFacts:
    """Facts in the order of features and drugs, and what cannot be tested."""

    facts: tuple[KnownFact, ...]
    untested: tuple[Untested, ...]


def find_facts(
    items: Iterable[EvidenceItem],
    features: Iterable[str],
    screened: Mapping[str, ScreenedDrug],
    drugs: Drugs,
    direction: Direction = Direction.SENSITIVITY,
) -> FoundFacts:
    """Turn statements into facts that a screen can be asked for.

    Parameters
    ----------
    items : iterable of EvidenceItem
        Supporting predictive statements of level A and B in the direction count, others do not.
    features : iterable of str
        Names of the screen's features.
    screened : mapping of str to ScreenedDrug
        The screen's drugs.
    drugs : Drugs
        Knows the names of drugs.
    direction : Direction

    Returns
    -------
    FoundFacts
        A drug of a combination or a sequence is a fact of its own, see `KnownFact.alone`.
    """
    places = FactFeatures(features)
    substances = _Substances(tuple(screened.values()), drugs)
    told: dict[_Asked, list[_Told]] = defaultdict(list)
    untested: list[Untested] = []
    for item in items:
        if not (item.supports and item.direction is direction and item.level <= WEAKEST):
            continue
        for therapy in dict.fromkeys(item.therapies):
            try:
                asked = _Asked(places.find(item), *substances.find(therapy))
                told[asked].append(_Told(item, therapy))
            except NotTestableError as error:
                untested.append(Untested(item.key, item.profile, therapy, str(error)))
    facts = [_fact(direction, asked, said) for asked, said in told.items()]
    facts.sort(key=lambda fact: (fact.feature, fact.drug.casefold(), fact.stands_in))
    return FoundFacts(tuple(facts), tuple(untested))


class _Asked(NamedTuple):
    features: tuple[ScreenFeature, ...]
    drug: ScreenedDrug
    stands_in: str


class _Told(NamedTuple):
    item: EvidenceItem
    therapy: str

    @property
    def alone(self) -> bool:
        return len(self.item.therapies) == 1 or self.item.interaction is Interaction.SUBSTITUTES


def _fact(direction: Direction, asked: _Asked, told: Sequence[_Told]) -> KnownFact:
    items = [item for item, _ in told]
    alterations = (str(part) for item in items for part in parse_profile(item.profile).alterations)
    return KnownFact(
        direction=direction,
        features=tuple(feature.name for feature in asked.features),
        feature=" or ".join(feature.shown_name for feature in asked.features),
        substance=asked.drug.substance,
        drug=asked.drug.shown_name.strip(),
        curated_drugs=_frequent(therapy for _, therapy in told),
        stands_in=asked.stands_in,
        keys=tuple(dict.fromkeys(item.key for item in items)),
        level=min(item.level for item in items),
        alterations=_frequent(alterations),
        tumour_types=_frequent((item.tumour_type, item.doid) for item in items),
        alone=any(one.alone for one in told),
    )


def _frequent(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(value for value, _ in Counter(values).most_common())


class _Substances:
    """Screened substances by the names that curators use."""

    def __init__(self, screened: Sequence[ScreenedDrug], drugs: Drugs) -> None:
        self._drugs = drugs
        self._by_name: dict[str, ScreenedDrug] = {}
        named = [(drug.name, drug) for drug in screened]
        named += [(synonym, drug) for drug in screened for synonym in drug.synonyms]
        first: dict[str, ScreenedDrug] = {}  # of two ids of a substance the first stands for both
        for name, drug in named:
            if name.strip():
                one = first.setdefault(drug.substance, drug)
                self._by_name.setdefault(drugs.normal_name(name), one)

    def find(self, therapy: str) -> tuple[ScreenedDrug, str]:
        """Return the substance, and why it stands in where it is not the drug itself."""
        name = self._drugs.normal_name(therapy)
        if found := self._by_name.get(name):
            return found, ""
        if stand_in := STAND_INS.get(name):
            screened = self._drugs.normal_name(stand_in.screened)
            if found := self._by_name.get(screened):
                return found, f"{name}: {stand_in.reason}"
        raise NotTestableError("drug not screened")
