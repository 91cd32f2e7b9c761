"""The weights in use, see :mod:`patients.diagnosis_weights`."""

from collections.abc import Mapping

from patients.diagnosis_weights import AbsenceReading, Weights

FITTED: Mapping[AbsenceReading, Weights] = {
    AbsenceReading.ASKED: Weights(
        exact=0.34, similar=0.0, unexplained=-0.2, extent=-0.13, absent=0.17, looked_for=0.0,
        never_met=0.0, patients=0.45, references=0.6, expected=-0.57, unlisted=5.8,
        unlisted_information=0.03, unlisted_findings=-0.2,
    ),
    AbsenceReading.RECORDED: Weights(
        exact=0.4, similar=0.1, unexplained=0.1, extent=-0.14, absent=0.1, looked_for=0.46,
        never_met=0.7, patients=0.16, references=0.45, expected=-0.5, unlisted=5.5,
        unlisted_information=0.08, unlisted_findings=0.0,
    ),
}  # fmt: skip
