"""How much each kind of evidence counts in ranking diseases.

A disease's score is a sum of kinds of evidence, each times its weight; scores become posteriors
as in a multinomial logit, with one more outcome for diseases that the annotations lack. The
weights are the same for every disease and every finding. They were fitted to 2,600 published cases
of the Phenopacket Store by ``experiments/benchmarks/diagnosis.py --fit``, which also says how they
do on diseases that they were not fitted to.

What is recorded as absent is read in one of two ways:

- *asked*: somebody asked for the finding and it is not there. It speaks against diseases that show
  it, never for one.
- *recorded*: of all that is absent a published case names what its authors thought of, mostly
  findings of the disease that others with it have. That such a finding is named at all speaks for
  the disease, more than its absence speaks against it. This holds for case reports only.
"""

import math
from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np

RECESSIVE_IN_FEMALE = math.log(0.1)
"""Added where the disease is X-linked recessive and the patient female. About one patient in ten
of such diseases is; an assumption, not fitted."""

CAUSAL_GENE = math.log(2700.0)
"""Added where a germline variant lies in the one gene that causes the disease. About one person in
3,000 carries such a variant of a given gene, and nine patients in ten with the disease do; of a
disease with several genes each has its part. An assumption, not fitted."""

CARRIED_GENE = math.log(20.0)
"""The same for one heterozygous variant where the disease is recessive: carriers are common."""


class AbsenceReading(StrEnum):
    """How findings recorded as absent are read."""

    ASKED = "asked"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of evidence and of the outcome that no annotated disease is the one.

    Parameters
    ----------
    exact : float
        Log likelihood ratio of a finding that the disease shows, or shows more precisely.
    similar : float
        The same of a finding that is not annotated, through what lies above both.
    unexplained : float
        Findings that are not even like an annotated one.
    extent : float
        Log of all that the disease shows, once a finding: who shows much shows anything.
    absent : float
        Log probability that findings which are absent are so.
    looked_for : float
        Findings recorded as absent that an annotation names as met.
    never_met : float
        Findings recorded as absent that an annotation names as met in no patient.
    patients, references : float
        Log of the patients and publications described, which stands for how common it is.
    expected : float
        Log of the annotated findings that a patient is expected to show.
    unlisted : float
        Score of a disease that the annotations lack.
    unlisted_information : float
        Added to it once a nat of information that the findings carry.
    unlisted_findings : float
        Added to it once a finding.
    """

    exact: float
    similar: float
    unexplained: float
    extent: float
    absent: float
    looked_for: float
    never_met: float
    patients: float
    references: float
    expected: float
    unlisted: float
    unlisted_information: float
    unlisted_findings: float

    def of_evidence(self) -> np.ndarray:
        """Return the weights of :data:`EVIDENCE_KINDS`, shape (n_kinds,)."""
        return np.array([getattr(self, kind) for kind in EVIDENCE_KINDS])

    def of_unlisted(self, information: float, n_findings: int) -> float:
        """Return the score of a disease that the annotations lack.

        Parameters
        ----------
        information : float
            Of the findings, in nats.
        n_findings : int
        """
        return (
            self.unlisted
            + self.unlisted_information * information
            + self.unlisted_findings * n_findings
        )


EVIDENCE_KINDS = tuple(f.name for f in fields(Weights) if not f.name.startswith("unlisted"))
"""Kinds of evidence for a disease, in order."""
