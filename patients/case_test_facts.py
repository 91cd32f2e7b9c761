"""What is known of each kind of test.

LOINC codes: https://loinc.org; the first is written, all are read. A kind without one is written
in a namespace of our own.
"""

from collections.abc import Mapping

from patients.case_kind_facts import KindFacts
from patients.case_laboratory_facts import LABORATORY_FACTS
from patients.case_marker_facts import MARKER_FACTS
from patients.case_result import TestKind

FACTS: Mapping[TestKind, KindFacts] = {**MARKER_FACTS, **LABORATORY_FACTS}
"""Facts of every kind."""
