"""Opening what a case's report is made from besides model and evidence: embedded tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from patients.cautions import Cautions, read_cautions
from patients.diagnosis import Diagnoser, open_diagnoser
from patients.finding_words import FindingFinder
from patients.follow_up import FollowUps, read_follow_up
from patients.ontology import Ontology, read_ontology
from patients.tumour_syndromes import TumourSyndrome, read_tumour_syndromes
from pipeline.advisor import Knowledge
from pipeline.settings import knowledge_folder
from therapy.drugs import Drugs
from therapy.tumour_types import TumourTypes

CAUTION_TABLE = "cautions.tsv"
FOLLOW_UP_TABLE = "follow_up.tsv"
SYNDROME_TABLE = "tumour_syndromes.tsv"


@dataclass(frozen=True)
class PatientSources:
    """What is known that a patient's case is read against.

    Parameters
    ----------
    ontology : Ontology
    drugs : Drugs
    tumours : TumourTypes
    cautions : Cautions
    follow_ups : FollowUps
    syndromes : mapping of TumourSyndrome
        By disease.
    """

    ontology: Ontology
    drugs: Drugs
    tumours: TumourTypes
    cautions: Cautions
    follow_ups: FollowUps
    syndromes: Mapping[str, TumourSyndrome]

    @cached_property
    def finder(self) -> FindingFinder:
        """Reads findings from text; made when it is first asked for."""
        return FindingFinder(self.ontology)

    @cached_property
    def diagnoser(self) -> Diagnoser:
        """Ranks diseases; opened when it is first asked for."""
        return open_diagnoser()


def open_patient_sources(knowledge: Knowledge) -> PatientSources:
    """Read the embedded tables on patients.

    Parameters
    ----------
    knowledge : Knowledge
        Of the therapies: its drugs and tumour types hold here, too.
    """
    folder = knowledge_folder()
    drugs, tumours = knowledge.advisor.index.drugs, knowledge.advisor.tumours
    return PatientSources(
        read_ontology(),
        drugs,
        tumours,
        Cautions(read_cautions(folder / CAUTION_TABLE, drugs)),
        FollowUps(read_follow_up(folder / FOLLOW_UP_TABLE, drugs, tumours), drugs),
        read_tumour_syndromes(folder / SYNDROME_TABLE),
    )
