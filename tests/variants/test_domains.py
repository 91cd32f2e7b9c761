import pytest

from variants.domains import KINASE_DOMAINS, OTHER_DOMAINS, domain_residues
from variants.gene_symbols import comparable_symbol
from variants.variation_grammar import parse_variation
from variants.variation_type import VariationType


def lies_in(gene, residue, words):
    return any(first <= residue <= last for first, last in domain_residues(gene, words))


@pytest.mark.parametrize(
    ("gene", "residue", "words"),
    [
        ("ERBB2", 777, "Kinase Domain Mutation"),
        ("EGFR", 858, "Kinase Domain Mutation"),
        ("BRAF", 600, "Kinase Domain Mutation"),
        ("KIT", 816, "Kinase Domain Mutation"),
        ("MET", 1230, "Kinase Domain Mutation"),
        ("ROS1", 2032, "Kinase Domain Mutation"),
        ("NTRK3", 623, "Kinase Domain Mutation"),
        ("FLT3", 835, "TKD MUTATION"),
        ("ABL1", 315, "TKD Mutation"),
        ("ABL1", 255, "P-Loop Mutation"),
        ("ABL1", 315, "Non-P-Loop Mutation"),
        ("TP53", 175, "DNA Binding Domain Mutation"),
        ("TP53", 248, "DNA binding domain missense mutations"),
        ("TP53", 273, "CONSERVED DOMAIN MUT"),
        ("STAT3", 640, "SH2 DOMAIN MUTATION"),
        ("PML", 218, "B2 DOMAIN MUTATION"),
        ("POLE", 286, "Exonuclease domain mutation"),
    ],
)
def test_known_variants_lie_in_the_domain_that_they_are_known_for(gene, residue, words):
    assert lies_in(gene, residue, words)


@pytest.mark.parametrize(
    ("gene", "residue", "words"),
    [
        ("ERBB2", 310, "Kinase Domain Mutation"),
        ("FLT3", 599, "TKD MUTATION"),
        ("JAK2", 617, "Kinase Domain Mutation"),
        ("ABL1", 315, "P-Loop Mutation"),
        ("ABL1", 255, "Non-P-Loop Mutation"),
        ("ABL1", 600, "Non-P-Loop Mutation"),
        ("TP53", 337, "DNA Binding Domain Mutation"),
        ("TP53", 220, "CONSERVED DOMAIN MUT"),
        ("STAT3", 414, "SH2 DOMAIN MUTATION"),
    ],
)
def test_variants_elsewhere_do_not(gene, residue, words):
    assert not lies_in(gene, residue, words)


@pytest.mark.parametrize(
    "text",
    [
        "Kinase Domain Mutation",
        "TKD MUTATION",
        "P-Loop Mutation",
        "Non-P-Loop Mutation",
    ],
)
def test_the_name_that_a_variation_has_after_parsing_means_the_same(text):
    variation = parse_variation(text)
    assert variation.type is VariationType.DOMAIN_EVENT
    assert domain_residues("ABL1", variation.name) == domain_residues("ABL1", text) is not None


def test_what_befalls_the_domain_does_not_matter():
    events = ["deletions", "insertions", "missense mutations", "mutation", "alteration"]
    found = {domain_residues("TP53", f"DNA binding domain {event}") for event in events}
    assert len(found) == 1
    assert None not in found


def test_the_gene_may_be_said_twice_and_by_any_name():
    asked = domain_residues("FLT3", "TKD mutation")
    assert asked is not None
    assert domain_residues("FLK2", "Flt3 TKD mutation") == asked


def test_loop_and_rest_make_up_the_kinase_domain():
    whole = domain_residues("ABL1", "Kinase domain mutation")
    parts = (
        *domain_residues("ABL1", "P loop mutation"),
        *domain_residues("ABL1", "Non p loop mutation"),
    )
    residues = [residue for first, last in parts for residue in range(first, last + 1)]
    assert sorted(residues) == list(range(whole[0][0], whole[0][1] + 1))


@pytest.mark.parametrize(
    ("gene", "words"),
    [
        ("TP53", "Kinase domain mutation"),
        ("EGFR", "P loop mutation"),
        ("EGFR", "Non p loop mutation"),
        ("ABL1", "Non kinase domain mutation"),
        ("TP53", "Non DNA binding domain mutation"),
        ("ABL1", "Activation loop mutation"),
        ("ABL1", "V600E"),
        ("ABL1", ""),
    ],
)
def test_a_domain_that_is_not_certain_has_no_residues(gene, words):
    assert domain_residues(gene, words) is None


def test_stretches_are_in_order_and_genes_are_written_as_they_are_compared():
    stretches = [(span,) for span in KINASE_DOMAINS.values()] + list(OTHER_DOMAINS.values())
    for spans in stretches:
        ends = [end for span in spans for end in span]
        assert ends == sorted(set(ends))
    genes = {*KINASE_DOMAINS, *(gene for gene, _ in OTHER_DOMAINS)}
    assert {gene for gene in genes if comparable_symbol(gene) != gene} == set()
