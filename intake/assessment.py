"""Which rows are assessed: by consequence and filter, as options say.

Consequence columns outrank the protein string: ``p.K960R`` at a splice site is a splice variant,
``*1586*`` in an intron is intronic. A row is looked at in this order: filter, consequence, gene,
protein change.
"""

from dataclasses import dataclass

from variants.consequence import MEANINGS, SEVERITY, most_severe

ASSESSED_TERMS = frozenset(
    {
        "transcript_ablation", "gene_fusion", "splice_acceptor_variant", "splice_donor_variant",
        "splice_site_variant", "stop_gained", "frameshift_variant", "stop_lost", "start_lost",
        "initiator_codon_variant", "transcript_amplification", "inframe_insertion",
        "inframe_deletion", "missense_variant", "protein_altering_variant",
    }
)  # fmt: skip
"""Consequences that are assessed unless options say otherwise."""

PASSING_FILTERS = frozenset({"", ".", "PASS"})
"""FILTER values of a variant that its caller believes in."""


class AssessmentRuleError(ValueError):
    """An option names no consequence of the Sequence Ontology."""


@dataclass(frozen=True)
class AssessmentRules:
    """What decides whether a row is assessed.

    Parameters
    ----------
    terms : frozenset of str
        Sequence Ontology terms that are assessed.
    any_filter : bool
        Assess rows whose FILTER is not PASS, too.
    """

    terms: frozenset[str] = ASSESSED_TERMS
    any_filter: bool = False

    def not_assessed(self, consequences: tuple[str, ...], filter_value: str = "") -> str:
        """Return why a row is not assessed, empty where it is.

        Parameters
        ----------
        consequences : tuple of str
            Sequence Ontology terms of the row; empty where the file does not say.
        filter_value : str
            The FILTER column.
        """
        values = [value.strip() for value in filter_value.replace(";", ",").split(",")]
        if not self.any_filter and not PASSING_FILTERS.issuperset(values):
            return f"FILTER is {filter_value}"
        if not consequences or self.terms.intersection(consequences):
            return ""
        worst = most_severe(term for term in consequences if term in MEANINGS)
        return MEANINGS[worst] if worst else f"consequence {most_severe(consequences)}"


def make_rules(
    assess: tuple[str, ...] = (), skip: tuple[str, ...] = (), *, any_filter: bool = False
) -> AssessmentRules:
    """Make rules from options: consequences to assess besides the usual ones, and not to.

    Raises
    ------
    AssessmentRuleError
        A name is no Sequence Ontology term that is known.
    """
    for term in (*assess, *skip):
        if term not in SEVERITY:
            raise AssessmentRuleError(
                f"{term!r} is no consequence; expected a Sequence Ontology term such as "
                "synonymous_variant or splice_region_variant"
            )
    return AssessmentRules((ASSESSED_TERMS | set(assess)) - set(skip), any_filter)
