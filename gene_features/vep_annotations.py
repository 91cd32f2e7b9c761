"""VEP's fields as annotation columns, named as in a dbNSFP table where they mean the same.

Several values of one field (``0.1&.&0.4``) become one, the most damaging: the largest
number, the smallest where small means damaging (SIFT, FATHMM, PROVEAN, LRT); the worst
prediction letter; the most severe consequence. Both columns of MutationTaster take the first
value: its score says how sure the prediction is. Any other text stays as it is.
"""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gene_features.vep_csq import CsqFormat, TranscriptConsequence
from variants.consequence import most_severe

SAME_SCORE = {
    "CADD_PHRED": "CADD_phred",  # rank among all substitutions, comparable between releases
    "GERP++_RS": "GERP.._RS",  # R's spelling of the same name
    "ExAC_AF": "ExAC_Freq",  # all populations; gnomAD's frequencies are another cohort's
    "MetaSVM_score": "RadialSVM_score",  # its name before dbNSFP 2.9
    "MetaLR_score": "LR_score",
}
"""VEP's field to dbNSFP's column of the same quantity; every other field keeps VEP's name.

Not the same, and so not renamed: CADD_RAW (incomparable between CADD's releases), Ensembl's
Conservation (GERP on another alignment), VEST4 (not VEST3), gnomAD (not ExAC), and FATHMM's
own plugin (weights unknown). Sources: CADD.pm, ExAC.pm, Conservation.pm, FATHMM.pm and
dbNSFP.pm in https://github.com/Ensembl/VEP_plugins; https://cadd.gs.washington.edu/info;
https://annovar.openbioinformatics.org/en/latest/user-guide/filter/
"""

PREDICTIONS = {
    "SIFT": {
        "deleterious": "D",
        "deleterious_low_confidence": "D",
        "tolerated": "T",
        "tolerated_low_confidence": "T",
    },
    "PolyPhen": {"probably_damaging": "D", "possibly_damaging": "P", "benign": "B"},
}
"""VEP's words to dbNSFP's letters; PolyPhen's ``unknown(0)`` is no prediction and no score."""

NO_ANNOTATION = (
    "Allele", "Gene", "Feature", "Feature_type", "SYMBOL", "SYMBOL_SOURCE", "HGNC_ID", "HGVSc",
    "HGVSp", "HGVSg", "HGVS_OFFSET", "SPDI", "cDNA_position", "CDS_position", "Protein_position",
    "Amino_acids", "Codons", "Existing_variation", "EXON", "INTRON", "STRAND", "DISTANCE", "FLAGS",
    "PICK", "CANONICAL", "MANE", "MANE_SELECT", "MANE_PLUS_CLINICAL", "TSL", "APPRIS", "CCDS",
    "ENSP", "SWISSPROT", "TREMBL", "UNIPARC", "UNIPROT_ISOFORM", "RefSeq", "REFSEQ_MATCH",
    "REFSEQ_OFFSET", "SOURCE", "GIVEN_REF", "USED_REF", "BAM_EDIT", "IND", "ZYG", "ALLELE_NUM",
    "REF_ALLELE", "UPLOADED_ALLELE", "MINIMISED", "SHIFT_LENGTH", "CHECK_REF", "PUBMED",
    "MAX_AF_POPS", "FREQS", "VAR_SYNONYMS", "NEAREST", "SV", "MOTIF_NAME", "MOTIF_POS",
    "HIGH_INF_POS", "TRANSCRIPTION_FACTORS", "CELL_TYPE", "WildtypeProtein", "DownstreamProtein",
    "genename", "aaref", "aaalt",
)  # fmt: skip
"""Fields that name the variant, the transcript or the sample, or hold a sequence."""

_MISSING = ("", ".", "-", "NaN", "nan", "NA")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_NUMERIC_NAME = re.compile(
    r".*_(score|rankscore|AF|RS|raw|phred|logOdds)|AF|MAX_AF|ExAC_Freq|REVEL|LoFtool|BLOSUM62"
    r"|am_pathogenicity|Conservation|phyloP\w*|phastCons\w*",
    re.IGNORECASE,
)
_SMALL_IS_DAMAGING = re.compile(r"(SIFT(4G)?|FATHMM|PROVEAN|LRT)_score")
_FIRST = re.compile(r"MutationTaster_(score|pred)")
_WORST_LETTERS = "AHDMPLNBTU"
"""dbNSFP's prediction letters of all tools together, the worst first.

SIFT D T, PolyPhen D P B, LRT D N U, MutationAssessor H M L N, FATHMM D T.
"""
_PREDICTED = re.compile(r"(?P<word>[A-Za-z_ ]*?)\s*(?:\((?P<in>[^()]*)\))?(?P<alone>[\d.]*)")
_FLOAT32_MAX = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class UnreadableValue:
    """A value that is no number in a column of numbers; it counts as missing.

    Parameters
    ----------
    row : int
        Position in the table.
    column, value : str
        Where it stands and what stood there.
    """

    row: int
    column: str
    value: str


@dataclass(frozen=True, eq=False)
class VepAnnotations:
    """Annotation columns of shape (n_entries, n_columns), float64 or object, NaN for missing."""

    table: pd.DataFrame
    unreadable: tuple[UnreadableValue, ...]


def annotation_columns(
    entries: Sequence[TranscriptConsequence],
    csq: CsqFormat,
    humdiv: bool = False,
    numbers: Collection[str] | None = None,
) -> VepAnnotations:
    """Make the annotation columns of these entries, one row an entry.

    Where two fields give one column, the one that already bears its name counts in every entry that
    fills it.

    Parameters
    ----------
    entries : sequence of TranscriptConsequence
        Of the same file.
    csq : CsqFormat
        That file's fields.
    humdiv : bool
        VEP ran with ``--humdiv``; its default is PolyPhen's HumVar model.
    numbers : collection of str, optional
        Columns of numbers; all others are text. By default columns whose name says so, and those
        in which nothing but numbers stands: then a column depends on all entries.
    """
    named: dict[str, list[str]] = {}
    columns: dict[str, list[str]] = {}
    for name, at in csq.position.items():
        texts = [entry.values[at] for entry in entries]
        if name in PREDICTIONS:
            columns |= _split_prediction(name, texts, humdiv)
        elif name in SAME_SCORE:
            columns[SAME_SCORE[name]] = texts
        elif name not in NO_ANNOTATION:
            named[name] = texts
    for name, texts in named.items():
        others = columns.get(name, texts)
        columns[name] = [text or other for text, other in zip(texts, others, strict=True)]
    unreadable: list[UnreadableValue] = []
    values = {
        name: _column_values(name, texts, numbers, unreadable) for name, texts in columns.items()
    }
    return VepAnnotations(
        pd.DataFrame(values, index=pd.RangeIndex(len(entries))), tuple(unreadable)
    )


def _split_prediction(field: str, texts: list[str], humdiv: bool) -> dict[str, list[str]]:
    """Split ``deleterious(0.02)``; VEP may also give only the word or only the score."""
    stem = field if field == "SIFT" else f"Polyphen2_{'HDIV' if humdiv else 'HVAR'}"
    letters, scores = [], []
    for text in texts:
        pairs = [_prediction(field, part) for part in text.split("&")]
        letters.append("&".join(letter for letter, _ in pairs))
        scores.append("&".join(score for _, score in pairs))
    return {f"{stem}_score": scores, f"{stem}_pred": letters}


def _prediction(field: str, text: str) -> tuple[str, str]:
    match = _PREDICTED.fullmatch(text)
    if match is None:
        return "", text
    word = match["word"].lower().replace(" ", "_")
    if word == "unknown":
        return "", ""
    return PREDICTIONS[field].get(word, word), match["in"] or match["alone"] or ""


def _column_values(
    name: str,
    texts: list[str],
    numbers: Collection[str] | None,
    unreadable: list[UnreadableValue],
) -> list[float] | list[str | float]:
    parts = [[part for part in text.split("&") if part not in _MISSING] for text in texts]
    numeric = _look_like_numbers(name, parts) if numbers is None else name in numbers
    if not numeric:
        return [_one_text(name, row) for row in parts]
    values = []
    for row, found in enumerate(parts):
        unreadable.extend(UnreadableValue(row, name, p) for p in found if not _is_number(p))
        values.append(_one_number(name, [float(p) for p in found if _is_number(p)]))
    return values


def _look_like_numbers(name: str, parts: list[list[str]]) -> bool:
    if _NUMERIC_NAME.fullmatch(name):
        return True
    return any(parts) and all(_is_number(part) for row in parts for part in row)


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and abs(float(text)) <= _FLOAT32_MAX


def _one_number(name: str, numbers: list[float]) -> float:
    if not numbers:
        return math.nan
    if _FIRST.fullmatch(name):
        return numbers[0]
    return min(numbers) if _SMALL_IS_DAMAGING.fullmatch(name) else max(numbers)


def _one_text(name: str, parts: list[str]) -> str | float:
    if not parts:
        return math.nan
    if name == "Consequence":
        return most_severe("&".join(parts).split("&"))
    if _FIRST.fullmatch(name):
        return parts[0]
    if name.endswith("_pred") and all(part in _WORST_LETTERS for part in parts):
        return min(parts, key=_WORST_LETTERS.index)
    return "&".join(parts)
