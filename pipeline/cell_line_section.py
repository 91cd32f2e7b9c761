"""The section "What cell lines suggest", made from a ranking and the report's curated therapies.

The first five are those of all drugs that the screen names: a compound without a name helps no
reader, so those above the fifth are only counted. Tool compounds stay, for they show what the
screen found, and are marked; the first licensed drugs are told besides. Where a screen names no
drug at all, the first five are of all.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.cell_line_agreement import CuratedTherapies, drug_keys, standing_of, table_drug
from pipeline.cell_line_source import CellLineSource, Ranker
from pipeline.lab_standing import PatientView
from pipeline.screened_profile import (
    screened_profile,
    stored_profile,
    unseen_variants,
    used_profile,
    with_unused,
)
from pipeline.tumour_profile import Contribution, profile_tumour
from reports.cell_lines_report import (
    MOST_SHOWN,
    FeaturePush,
    NearCellLine,
    RankedDrug,
    SuggestedDrug,
    TumourCellLines,
    UsedProfile,
)
from reports.lab_report import SampleTherapy
from response.answer import DrugAnswer, NearLine, Ranking
from response.profile import KnownResponse, TumourProfile
from therapy.drugs import Drug, Drugs
from therapy.evidence_index import Regimen
from therapy.tumour_types import TumourTypes

MOST_LISTED = 20
"""Drugs of a tumour that are listed."""

NOTHING_KNOWN = "nothing is known of this tumour that the screen has a feature for"

_RANKINGS_KEPT = 256
_DIGITS = 1


class CellLineSuggester:
    """Says what cell lines suggest for the tumours of a report; equal profiles are ranked once.

    Parameters
    ----------
    ranker : Ranker
    source : CellLineSource
        Of the ranker.
    drugs : Drugs
    tumours : TumourTypes
    disease : str, optional
        Tumour type of all tumours.
    patient : PatientView, optional
        Where the tumour is one patient's.
    """

    def __init__(
        self,
        ranker: Ranker,
        source: CellLineSource,
        drugs: Drugs,
        tumours: TumourTypes,
        disease: str | None,
        patient: PatientView | None = None,
    ) -> None:
        self._ranker, self._drugs, self._patient = ranker, drugs, patient
        self._tissue = source.tissues.find(disease, tumours, ranker.tissues)
        self._known = source.known
        self._rankings: dict[tuple[TumourProfile, bool], _Ranked] = {}

    def suggest(
        self,
        sample: str,
        contributions: Iterable[Contribution],
        therapies: Sequence[SampleTherapy],
        n_not_assessed: int = 0,
    ) -> TumourCellLines:
        """Say what cell lines suggest for one tumour.

        Parameters
        ----------
        sample : str
        contributions : iterable of Contribution
            Of all its variants.
        therapies : sequence of SampleTherapy
            As they are curated for it in the same report.
        n_not_assessed : int
            Rows of it that the report does not assess.
        """
        patient = self._patient
        tumour = profile_tumour(
            [*contributions, *(patient.contributions if patient else ())],
            self._tissue.tissue,
            patient.microsatellites if patient else (None, ""),
        )
        asked = screened_profile(tumour.profile, self._ranker)
        profile = used_profile(tumour, asked, self._tissue, n_not_assessed)
        return self.suggest_again(sample, profile, therapies)

    def suggest_again(
        self, sample: str, profile: UsedProfile, therapies: Sequence[SampleTherapy]
    ) -> TumourCellLines:
        """Say what cell lines suggest for a tumour whose profile is known already.

        Parameters
        ----------
        sample : str
        profile : UsedProfile
            Of a stored report, or of a tumour that is asked about by itself.
        therapies : sequence of SampleTherapy
            As of :meth:`suggest`.
        """
        if not profile.used:
            return _not_ranked(sample, f"{NOTHING_KNOWN}; {profile.tissue_ground}", profile)
        ranked = self._rank(stored_profile(profile))
        used = with_unused(profile, ranked.ranking.unused)
        return self._suggested(sample, used, ranked, therapies)

    def ranking(self, profile: UsedProfile) -> Ranking:
        """Return the ranking that :meth:`suggest_again` tells of; it is not made twice."""
        return self._rank(stored_profile(profile)).ranking

    def _rank(self, asked: TumourProfile) -> "_Ranked":
        """Rank, once for all profiles that the screen cannot tell from one another."""
        key = screened_profile(asked, self._ranker), bool(asked.mutated or asked.fused)
        if key not in self._rankings:
            if len(self._rankings) >= _RANKINGS_KEPT:
                del self._rankings[next(iter(self._rankings))]
            ranking = rank_named(self._ranker, asked, self._known)
            self._rankings[key] = _Ranked(ranking, self._drugs)
        return self._rankings[key]

    def _suggested(
        self,
        sample: str,
        profile: UsedProfile,
        ranked: "_Ranked",
        therapies: Sequence[SampleTherapy],
    ) -> TumourCellLines:
        curated = CuratedTherapies(therapies, self._drugs)
        named = ranked.named[:MOST_LISTED]
        shown = named[:MOST_SHOWN]
        known = {
            key: self._place(place, ranked.answers[place - 1], curated)
            for key, place in ranked.place_by_key.items()
            if key in curated.suggested
        }
        return TumourCellLines(
            sample=sample,
            reason="",
            profile=profile,
            unseen=unseen_variants(profile, therapies),
            nearest=[_line(one) for one in ranked.ranking.nearest],
            drugs=[self._drug(place, ranked.answers[place - 1], curated) for place in named],
            n_unnamed_above=max(shown, default=0) - len(shown),
            licensed=[
                self._place(place, ranked.answers[place - 1], curated)
                for place in ranked.licensed[:MOST_SHOWN]
            ],
            curated=curated.places(known),
        )

    def _place(self, place: int, answer: DrugAnswer, curated: CuratedTherapies) -> RankedDrug:
        return RankedDrug(**self._place_fields(place, answer, curated))

    def _place_fields(
        self, place: int, answer: DrugAnswer, curated: CuratedTherapies
    ) -> dict[str, Any]:
        known, patient = table_drug(answer.drug, self._drugs), self._patient
        regimen = _regimen(answer, known)
        return {
            "place": place,
            "drug": answer.drug.shown_name,
            "drug_id": answer.drug.drug_id,
            "known_as": known.name if known else "",
            "standing": standing_of(known),
            "percentile": _percentile(answer.percentile),
            "low": _percentile(answer.low),
            "high": _percentile(answer.high),
            "told": answer.told,
            "licensed_for": known.approved_biomarker if known else "",
            "against": curated.against(answer.drug),
            "flags": patient.regimen_flags(regimen) if patient else [],
            "given": patient.given(regimen) if patient else [],
        }

    def _drug(self, place: int, answer: DrugAnswer, curated: CuratedTherapies) -> SuggestedDrug:
        drug, patient = answer.drug, self._patient
        known = table_drug(drug, self._drugs)
        regimen = _regimen(answer, known)
        return SuggestedDrug(
            **self._place_fields(place, answer, curated),
            drug_class=known.drug_class if known else "",
            targets=list(drug.targets),
            pathway=drug.pathway,
            response=round(answer.response, 3),
            pushes=[
                FeaturePush(feature=one.feature, change=round(one.change, 2))
                for one in answer.pushes
            ],
            lines=[_line(one) for one in answer.lines],
            curated=curated.claims(drug),
            no_cautions_on_file=patient.is_regimen_unread(regimen) if patient else False,
        )


class _Ranked:
    """A ranking with the places of what is looked for in it."""

    def __init__(self, ranking: Ranking, drugs: Drugs) -> None:
        self.ranking = ranking
        self.answers = ranking.drugs
        places = range(1, len(ranking.drugs) + 1)
        is_named = [bool(one.drug.name.strip()) for one in ranking.drugs]
        self.named = [place for place in places if is_named[place - 1] or not any(is_named)]
        self.licensed = [
            place
            for place in places
            if standing_of(table_drug(self.answers[place - 1].drug, drugs)) == "licensed"
        ]
        self.place_by_key: dict[str, int] = {}
        for place in places:
            for key in drug_keys(self.answers[place - 1].drug, drugs):
                self.place_by_key.setdefault(key, place)


def rank_named(
    ranker: Ranker, asked: TumourProfile, known: Sequence[KnownResponse] = ()
) -> Ranking:
    """Rank, with the first five drugs explained that the screen names.

    Parameters
    ----------
    ranker : Ranker
    asked : TumourProfile
    known : sequence of KnownResponse
    """
    ranking = ranker.rank(asked, known, explained=MOST_SHOWN)
    named = [at for at, one in enumerate(ranking.drugs, start=1) if one.drug.name.strip()]
    last = max(named[:MOST_SHOWN], default=0)
    return ranker.rank(asked, known, explained=last) if last > MOST_SHOWN else ranking


def _not_ranked(sample: str, reason: str, profile: UsedProfile | None) -> TumourCellLines:
    return TumourCellLines(
        sample=sample, reason=reason, profile=profile, nearest=[], drugs=[], n_unnamed_above=0,
        licensed=[], curated=[],
    )  # fmt: skip


def _regimen(answer: DrugAnswer, known: Drug | None) -> Regimen:
    name = known.name if known else answer.drug.shown_name
    return Regimen(name, (name,), (known,) if known else ())


def _line(line: NearLine) -> NearCellLine:
    return NearCellLine(
        name=line.name,
        tissue=line.tissue,
        similarity=round(line.similarity, 2),
        shared=list(line.shared),
        percentile=None if line.percentile is None else _percentile(line.percentile),
    )


def _percentile(value: float) -> float:
    return round(min(max(value, 0.0), 100.0), _DIGITS)
