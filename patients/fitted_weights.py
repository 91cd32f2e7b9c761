"""The weights in use, see :mod:`patients.diagnosis_weights`."""

from collections.abc import Mapping

from patients.diagnosis_weights import AbsenceReading, Weights

FITTED: Mapping[AbsenceReading, Weights] = {
    AbsenceReading.ASKED: Weights(
        exact=0.55,
        similar=0.084,
        unexplained=-0.399,
        extent=-0.229,
        absent=0.138,
        looked_for=0.0,
        never_met=0.0,
        patients=0.544,
        references=0.429,
        expected=0.191,
        unlisted=9.429,
        unlisted_information=0.091,
        unlisted_findings=-0.326,
    ),
    AbsenceReading.RECORDED: Weights(
        exact=0.625,
        similar=0.346,
        unexplained=-0.026,
        extent=-0.254,
        absent=0.156,
        looked_for=0.46,
        never_met=0.742,
        patients=0.314,
        references=0.295,
        expected=0.186,
        unlisted=9.113,
        unlisted_information=0.143,
        unlisted_findings=-0.112,
    ),
}
"""Fitted to ``cases_dev`` (2,600 cases) and the annotations of 2025-01-16."""
