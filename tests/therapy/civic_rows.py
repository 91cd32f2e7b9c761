"""Small CIViC files for the tests, of today and of 2017."""

TODAY = {
    "molecular_profile": "BRAF V600E",
    "molecular_profile_id": "12",
    "disease": "Melanoma",
    "doid": "1909",
    "phenotypes": "",
    "therapies": "Dabrafenib,Trametinib",
    "therapy_interaction_type": "Combination",
    "evidence_type": "Predictive",
    "evidence_direction": "Supports",
    "evidence_level": "A",
    "significance": "Sensitivity/Response",
    "evidence_statement": "They answer.",
    "citation_id": "25399551",
    "source_type": "PubMed",
    "asco_abstract_id": "",
    "citation": "Long et al., 2014",
    "nct_ids": "",
    "rating": "5",
    "evidence_status": "accepted",
    "evidence_id": "6940",
    "variant_origin": "Somatic",
    "last_review_date": "2023-01-09 21:46:26 UTC",
    "evidence_civic_url": "https://civicdb.org/links/evidence_items/6940",
    "molecular_profile_civic_url": "https://civicdb.org/links/molecular_profiles/12",
    "is_flagged": "false",
}
"""The columns of 2026 with a made-up statement."""

IN_2017 = {
    "gene": "ALK",
    "entrez_id": "238",
    "variant": "EML4-ALK C1156Y",
    "disease": "Non-small Cell Lung Carcinoma",
    "doid": "3908",
    "drugs": "Crizotinib",
    "evidence_type": "Predictive",
    "evidence_direction": "Supports",
    "evidence_level": "C",
    "clinical_significance": "Resistance or Non-Response",
    "evidence_statement": "It resists.",
    "pubmed_id": "20979473",
    "citation": "Choi et al., 2010, N. Engl. J. Med.",
    "rating": "3",
    "evidence_status": "accepted",
    "evidence_id": "240",
    "variant_origin": "Somatic Mutation",
    "evidence_civic_url": "https://civic.genome.wustl.edu/#/events/genes/1",
}
"""Columns of 2017 with a made-up statement."""


def table(*rows, like=TODAY, without=()):
    """Return a file's content: rows that change some fields of a sound one, numbered from 1."""
    columns = [column for column in like if column not in without]
    lines = ["\t".join(columns)]
    for number, row in enumerate(rows, start=1):
        fields = {**like, "evidence_id": str(number), **row}
        lines.append("\t".join(fields[column] for column in columns))
    return "\n".join(lines) + "\n"
