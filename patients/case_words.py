"""The words that a case's fields take, and other words for them.

Karnofsky becomes ECOG by the table of ECOG-ACRIN
(https://ecog-acrin.org/resources/ecog-performance-status/): 90 and 100 are 0, 70 and 80 are 1,
50 and 60 are 2, 30 and 40 are 3, 10 and 20 are 4. ECOG itself: Oken et al., PMID 7165009.

Examples
--------
>>> parse_response("PD").value, parse_stopped_for("disease progression"), ecog_of("80 %")
('progressive disease', 'progression', 1)
"""

import re

from patients.case import Response, Sex
from patients.case_faults import FieldError, shown
from patients.case_fields import one_of

STOPPED_FOR = ("progression", "toxicity", "completed", "other")
"""Why a therapy ended."""

PATHOGENICITY = (
    "pathogenic",
    "likely pathogenic",
    "uncertain significance",
    "likely benign",
    "benign",
)
"""Classes of ACMG and AMP. Source: Richards et al., PMID 25741868."""

ZYGOSITY = {
    "heterozygous": "GENO:0000135",
    "homozygous": "GENO:0000136",
    "hemizygous": "GENO:0000134",
    "homoplasmic": "GENO:0000602",
    "heteroplasmic": "GENO:0000603",
}
"""States of an allele, with their ids in the Genotype Ontology."""

DISEASE_CATALOGUES = ("OMIM", "ORPHA", "Orphanet", "DECIPHER")
"""Namespaces of diseases that are diagnoses of their own, not history."""

VITAL_STATUS = ("alive", "deceased")

PROGRESS = ("solved", "unsolved", "in progress", "completed")
"""Of an interpretation, in the words of GA4GH."""

STATUS = ("causative", "contributory", "candidate", "rejected")
"""Of a variant in an interpretation, in the words of GA4GH."""

parse_stopped_for = one_of(
    STOPPED_FOR,
    {
        **dict.fromkeys(("progressive disease", "disease progression", "pd"), "progression"),
        **dict.fromkeys(("adverse event", "side effects", "intolerance"), "toxicity"),
        **dict.fromkeys(("completion", "end of treatment", "finished"), "completed"),
    },
)
parse_pathogenicity = one_of(
    PATHOGENICITY, {"vus": "uncertain significance", "unknown significance": PATHOGENICITY[2]}
)
parse_vital_status = one_of(VITAL_STATUS, {"dead": "deceased", "living": "alive"})
parse_progress = one_of(PROGRESS)
parse_status = one_of(STATUS)

_sex = one_of(tuple(Sex), {"f": "female", "m": "male", "woman": "female", "man": "male"})
_response = one_of(
    tuple(Response),
    {
        **dict.fromkeys(("cr", "complete remission"), "complete response"),
        **dict.fromkeys(("pr", "partial remission", "response"), "partial response"),
        **dict.fromkeys(("sd", "stable"), "stable disease"),
        **dict.fromkeys(("pd", "progression", "progressive"), "progressive disease"),
        **dict.fromkeys(("ne", "not evaluable", "not known"), "unknown"),
    },
)
_flag = one_of(("true", "false"), {"yes": "true", "no": "false"})
_zygosity = one_of(tuple(ZYGOSITY), {"het": "heterozygous", "hom": "homozygous"})

_ECOG = re.compile(r"(?:ecog\s*(?:ps)?\s*:?\s*)?(?P<score>[0-4])", re.IGNORECASE)
_KARNOFSKY = re.compile(r"(?:kps\s*)?(?P<score>[1-9]0|100)\s*%?", re.IGNORECASE)
_LINE = re.compile(r"(?P<number>[1-9]\d?)(?:st|nd|rd|th)?(?:[ -]line)?", re.IGNORECASE)
_FRACTION = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<percent>%?)")
_STAGE = re.compile(r"^stage\s+(?=\S)", re.IGNORECASE)


def parse_sex(text: str) -> Sex:
    """Read a sex."""
    return Sex(_sex(text))


def parse_response(text: str) -> Response:
    """Read a best response, in words or in the letters of RECIST."""
    return Response(_response(text))


def parse_flag(text: str) -> bool:
    """Read yes or no."""
    return _flag(text) == "true"


def parse_zygosity(text: str) -> str:
    """Read a zygosity: one of :data:`ZYGOSITY`, or an id of the Genotype Ontology with a name."""
    return text if text.startswith("GENO:") else _zygosity(text)


def parse_ecog(text: str) -> int:
    """Read a performance status of ECOG."""
    if match := _ECOG.fullmatch(text):
        return int(match["score"])
    raise FieldError(f"{shown(text)}, expected ECOG 0 to 4; give a Karnofsky score as karnofsky")


def ecog_of(text: str) -> int:
    """Read a Karnofsky score as a performance status of ECOG."""
    match = _KARNOFSKY.fullmatch(text)
    if match is None:
        raise FieldError(f"{shown(text)}, expected a tenfold from 10 to 100")
    return (100 - int(match["score"])) // 20


def parse_line(text: str) -> int:
    """Read a line of therapy."""
    if match := _LINE.fullmatch(text):
        return int(match["number"])
    raise FieldError(f"{shown(text)}, expected a line of therapy such as 1")


def parse_fraction(text: str) -> float:
    """Read a fraction of reads, also in per cent."""
    match = _FRACTION.fullmatch(text)
    value = float(match["number"]) / (100 if match["percent"] else 1) if match else -1.0
    if not 0 <= value <= 1:
        raise FieldError(f"{shown(text)}, expected a fraction from 0 to 1, or per cent with %")
    return value


def plain_stage(text: str) -> str:
    """Return a stage without the word: ``IVB`` of ``Stage IVB``."""
    return _STAGE.sub("", text)
