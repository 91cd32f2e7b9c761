"""A case's variants as rows: read as a laboratory's, none lost."""

import pytest

from intake.assessment import AssessmentRules
from intake.lab_row import Outcome
from patients.case import Case, CaseVariant, GenomeRecord, Origin
from pipeline.case_rows import CaseReader


def rows(*variants, **changes):
    case = Case("one", variants=variants, **changes)
    return list(CaseReader(case, "case in YAML", AssessmentRules()).rows())


def test_a_variant_becomes_a_row_of_the_one_sample():
    given = CaseVariant(
        "TP53", "R273H", Origin.SOMATIC, hgvs_c="NM_000546.6:c.818G>A", allele_fraction=0.31
    )
    [row] = rows(given)
    [variant] = row.variants
    assert row.outcome is Outcome.ASSESSED
    assert (variant.gene, variant.variation, variant.hgvs_c) == ("TP53", "R273H", "c.818G>A")
    assert (variant.samples, variant.allele_fraction) == (("one",), 0.31)
    assert variant.notes == ("somatic",)


def test_origin_zygosity_and_class_are_kept_as_a_note():
    given = CaseVariant(
        "BRCA2", "S1982fs", Origin.GERMLINE, zygosity="heterozygous", pathogenicity="pathogenic"
    )
    [row] = rows(given)
    assert row.variants[0].notes == ("germline, heterozygous, pathogenic",)


def test_a_variant_that_cannot_be_read_is_rejected_and_names_its_field():
    first, second, third = rows(
        CaseVariant("EGFR", "L858R", Origin.SOMATIC),
        CaseVariant("TP53", "R273HHH", Origin.SOMATIC),
        CaseVariant("", "S1982fs", Origin.GERMLINE),
    )
    assert first.outcome is Outcome.ASSESSED
    assert (second.outcome, second.value) == (Outcome.REJECTED, "TP53 R273HHH")
    assert second.reason.startswith("variants.somatic[1]: 'R273HHH'")
    assert third.reason.startswith("variants.germline[0]: no gene")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"pathogenicity": "benign"}, "classified as benign"),
        ({"pathogenicity": "likely benign"}, "classified as likely benign"),
        ({"status": "rejected"}, "rejected as an interpretation"),
    ],
)
def test_what_was_found_not_to_matter_is_listed_and_not_assessed(changes, reason):
    [row] = rows(CaseVariant("BRCA2", "N372H", Origin.GERMLINE, **changes))
    assert (row.outcome, row.reason) == (Outcome.NOT_ASSESSED, reason)
    assert (row.variants[0].gene, row.variants[0].variation) == ("BRCA2", "")


def test_a_variant_of_unclear_significance_is_assessed():
    given = CaseVariant("BRCA2", "N372H", Origin.GERMLINE, pathogenicity="uncertain significance")
    assert rows(given)[0].outcome is Outcome.ASSESSED


def test_where_it_lies_on_the_genome_is_kept():
    at = GenomeRecord("hg38", "chr7", 55191822, "T", "G")
    [row] = rows(CaseVariant("EGFR", "L858R", genome=at))
    assert row.variants[0].locus.build == "GRCh38"
    assert row.variants[0].locus.chromosome == "7"


def test_what_the_case_file_holds_without_a_place_here_is_told():
    case = Case("one", unread=("biosamples",))
    reader = CaseReader(case, "GA4GH Phenopacket", AssessmentRules())
    assert list(reader.rows()) == []
    assert reader.notes == ["Not read, for it has no place here: biosamples"]
