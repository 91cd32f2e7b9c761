"""The spelling of a variant that is classified, from consequence and protein string.

The consequence outranks the protein string: a ``Splice_Site`` row with ``p.K960R`` is
``X960_splice``, as MSK-IMPACT and vcf2maf write it, codon of the first coding base
(https://github.com/mskcc/vcf2maf). Where they contradict each other the row is rejected.

Examples
--------
>>> spell_text("c.375+1G>A p.?").variation, spell_text("p.Ter394Lysfs*9").variation
('X125_splice', '*394ext*?')
"""

import re
from dataclasses import dataclass, replace

from variants.consequence import MEANINGS, most_severe
from variants.variation import Variation
from variants.variation_grammar import VariationError, parse_variation
from variants.variation_type import VariationType

SPLICE_TERMS = frozenset({"splice_acceptor_variant", "splice_donor_variant", "splice_site_variant"})

_INFRAME = frozenset(
    {
        VariationType.DELETION,
        VariationType.INSERTION,
        VariationType.DELINS,
        VariationType.DUPLICATION,
        VariationType.SUBSTITUTION,
        VariationType.NONSENSE,
    }
)

NEAR_SPLICE_SITES = frozenset(
    {
        "splice_region_variant",
        "splice_donor_5th_base_variant",
        "splice_donor_region_variant",
        "splice_polypyrimidine_tract_variant",
    }
)

FITTING = {
    "missense_variant": frozenset(
        {VariationType.SUBSTITUTION, VariationType.DELINS, VariationType.START_LOST}
    ),
    "protein_altering_variant": _INFRAME | {VariationType.FRAMESHIFT, VariationType.EXTENSION},
    "inframe_insertion": _INFRAME,
    "inframe_deletion": _INFRAME,
    "stop_gained": _INFRAME - {VariationType.SUBSTITUTION} | {VariationType.FRAMESHIFT},
    "frameshift_variant": frozenset(
        {
            VariationType.FRAMESHIFT,
            VariationType.NONSENSE,
            VariationType.EXTENSION,
            VariationType.DELINS,
        }
    ),
    "stop_lost": frozenset(
        {VariationType.EXTENSION, VariationType.FRAMESHIFT, VariationType.DELETION}
    ),
}
"""Sorts of protein string that a consequence goes with."""

WHOLE_GENE = {
    "transcript_ablation": "Deletion",
    "transcript_amplification": "Amplification",
}
"""Consequences that name the variant by themselves."""

TRUNCATING = "Truncating Mutations"
"""Spelling of a frameshift or a gained stop of which no position is known."""

_WITH_PROTEIN = (
    frozenset({"synonymous_variant", "start_retained_variant", "stop_retained_variant"})
    | NEAR_SPLICE_SITES
)
"""Terms that are not assessed by default and yet go with a protein string."""

CALLS = {"amp": "Amplification", "homdel": "Deletion"}
"""What cBioPortal and OncoKB's annotator call a change of copy number."""

_CODING_POSITION = re.compile(r"c\.(\d+)")
_STOP_FRAMESHIFT = re.compile(r"(?:p\.)?\(?(?:\*|Ter)(\d+)(?:[A-Z][a-z]{2}|[A-Z])?fs\S*")
"""A frameshift that begins at the stop: the protein is longer, as of a lost stop."""

_RESIDUE = re.compile(r"p\.\(?(?:[A-Za-z]{1,3}|\*)?(\d+)|^[A-Z*]?(\d+)")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a variant is spelt for the classifier.

    Parameters
    ----------
    variation : str
        Empty where there is none.
    missing : str
        What the row lacks for it, empty where it lacks nothing.
    fault : str
        What is wrong with the row; empty where nothing is.
    read : Variation or None
        The protein string as the grammar reads it.
    """

    variation: str = ""
    missing: str = ""
    fault: str = ""
    read: Variation | None = None


def spell_change(consequences: tuple[str, ...], hgvs_p: str, hgvs_c: str) -> Spelling:
    """Spell a variant whose consequence is known.

    Parameters
    ----------
    consequences : tuple of str
        Those that are assessed.
    hgvs_p, hgvs_c : str
        Columns as they stand.
    """
    worst = most_severe(consequences)
    if worst in WHOLE_GENE:
        return Spelling(WHOLE_GENE[worst])
    if worst in SPLICE_TERMS:
        return _splice(hgvs_p, hgvs_c)
    if worst in ("start_lost", "initiator_codon_variant"):
        return Spelling("M1?")
    if worst in NEAR_SPLICE_SITES and "synonymous_variant" not in consequences:
        return _splice(hgvs_p, hgvs_c)
    if not hgvs_p.strip() or worst in MEANINGS.keys() - _WITH_PROTEIN:
        return _without_protein(worst)
    return _protein(worst, consequences, hgvs_p)


def spell_text(text: str) -> Spelling:
    """Spell a variant that is known by its protein string or name alone.

    A splice site is known by its coding change, too, where ``p.?`` stands for the protein's.
    """
    bare = CALLS.get(text.strip().casefold(), text.strip())
    stop = _STOP_FRAMESHIFT.fullmatch(bare)
    try:
        read = parse_variation(f"*{stop[1]}ext*?" if stop else bare)
    except VariationError as error:
        return Spelling(fault=str(error))
    if read.parts:
        return Spelling(fault=f"names {len(read.parts)} variants; expected one a row")
    if read.type is VariationType.UNKNOWN_EFFECT and read.coding:
        coding = spell_text(read.coding)
        return coding if is_splice_site(coding) else Spelling(bare, read=read)
    if read.consequence in SPLICE_TERMS and _CODING_POSITION.match(bare.rpartition(":")[2]):
        return replace(_splice("", bare), read=read)
    differs_by_capitals = read.name.casefold() == bare.casefold()
    return Spelling(read.short or (read.name if differs_by_capitals else bare), read=read)


def is_splice_site(spelt: Spelling) -> bool:
    """Tell whether what was read is a change of a splice site."""
    return spelt.read is not None and spelt.read.consequence in SPLICE_TERMS


def _protein(worst: str, consequences: tuple[str, ...], hgvs_p: str) -> Spelling:
    spelt = spell_text(hgvs_p)
    if spelt.read is None and worst == "stop_gained" and hgvs_p.rstrip().endswith("X"):
        spelt = spell_text(f"{hgvs_p.rstrip()[:-1]}*")  # the consequence says what X is
    if spelt.read is None:
        return _without_protein(worst) if _says_nothing(hgvs_p) else spelt
    if spelt.read.type is VariationType.UNKNOWN_EFFECT:
        return _without_protein(worst)
    fitting = [FITTING[term] for term in consequences if term in FITTING]
    if fitting and spelt.read.type not in frozenset[VariationType]().union(*fitting):
        return _contradiction(worst, hgvs_p, spelt.read)
    return spelt


def _contradiction(worst: str, hgvs_p: str, read: Variation) -> Spelling:
    """Spell by the consequence where that says all but the residue, else reject."""
    first = read.protein.first if read.protein else ""
    if read.start and first and first != "*":
        if worst == "frameshift_variant":
            return Spelling(f"{first}{read.start}fs", read=read)
        if worst == "stop_gained":
            return Spelling(f"{first}{read.start}*", read=read)
    return Spelling(
        fault=f"the consequence is {worst}, but the protein change {hgvs_p.strip()} is "
        f"{read.type.value.replace('_', ' ')}; expected one that fits the other"
    )


def _splice(hgvs_p: str, hgvs_c: str) -> Spelling:
    coding = _CODING_POSITION.search(hgvs_c)
    if coding and int(coding[1]):
        return Spelling(f"X{-(-int(coding[1]) // 3)}_splice")
    residue = _RESIDUE.search(hgvs_p.strip())
    if residue:
        return Spelling(f"X{residue[1] or residue[2]}_splice")
    return Spelling("Splice Site Mutation")


def _without_protein(worst: str) -> Spelling:
    if worst in ("stop_gained", "frameshift_variant"):
        return Spelling(TRUNCATING)
    return Spelling(missing="no protein change is named")


def _says_nothing(hgvs_p: str) -> bool:
    return hgvs_p.strip().casefold() in ("", ".", "-", "na", "n/a", "nan", "none", "null", "p.")
