import csv
import re
from itertools import pairwise
from pathlib import Path

import pytest

from variants.exons import CODING_EXONS, EXON_RESIDUES, PAPER_NUMBERS, exon_residues
from variants.gene_symbols import comparable_symbol

SHARED = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="module")
def shared():
    if not SHARED.exists():
        pytest.skip("the real data is not in ../shared/data")
    return SHARED


@pytest.mark.parametrize(
    ("gene", "residue", "exon"),
    [
        ("ALK", 1174, 23),
        ("ALK", 1275, 25),
        ("AR", 878, 8),
        ("ASXL1", 646, 12),
        ("BRAF", 469, 11),
        ("BRAF", 600, 15),
        ("BTK", 481, 15),
        ("CALR", 367, 9),
        ("CALR", 385, 9),
        ("CSF3R", 618, 14),
        ("CTNNB1", 45, 3),
        ("EGFR", 719, 18),
        ("EGFR", 746, 19),
        ("EGFR", 750, 19),
        ("EGFR", 790, 20),
        ("EGFR", 858, 21),
        ("ERBB2", 310, 8),
        ("ERBB2", 755, 19),
        ("ERBB2", 777, 20),
        ("ERBB2", 842, 21),
        ("ESR1", 537, 8),
        ("EZH2", 646, 16),
        ("FLT3", 599, 14),
        ("FLT3", 835, 20),
        ("GNA11", 209, 5),
        ("GNAQ", 183, 4),
        ("HRAS", 61, 3),
        ("IDH1", 132, 4),
        ("IDH2", 172, 4),
        ("JAK2", 539, 12),
        ("JAK2", 617, 14),
        ("KIT", 418, 8),
        ("KIT", 502, 9),
        ("KIT", 559, 11),
        ("KIT", 642, 13),
        ("KIT", 670, 14),
        ("KIT", 816, 17),
        ("KRAS", 12, 2),
        ("KRAS", 61, 3),
        ("KRAS", 146, 4),
        ("MAP2K1", 57, 2),
        ("MET", 1010, 14),
        ("MPL", 515, 10),
        ("MYD88", 265, 5),
        ("NPM1", 288, 11),
        ("NPM1", 288, 12),
        ("NRAS", 61, 3),
        ("PDGFRA", 561, 12),
        ("PDGFRA", 659, 14),
        ("PDGFRA", 842, 18),
        ("PIK3CA", 545, 9),
        ("PIK3CA", 545, 10),
        ("PIK3CA", 1047, 20),
        ("PIK3CA", 1047, 21),
        ("POLE", 286, 9),
        ("POLE", 411, 13),
        ("PTPN11", 76, 3),
        ("RET", 634, 11),
        ("RET", 804, 14),
        ("RET", 918, 16),
        ("SETBP1", 868, 4),
        ("SF3B1", 700, 15),
        ("SRSF2", 95, 1),
        ("TP53", 175, 5),
        ("TP53", 248, 7),
        ("TP53", 273, 8),
        ("U2AF1", 34, 2),
        ("U2AF1", 157, 6),
        ("WT1", 434, 8),
        ("WT1", 462, 9),
    ],
)
def test_known_residues_lie_in_the_exon_that_papers_name(gene, residue, exon):
    first, last = exon_residues(gene, exon)
    assert first <= residue <= last


@pytest.mark.parametrize(
    ("gene", "first_exon", "last_exon", "residues"),
    [("EGFR", 18, 21, (688, 875)), ("VHL", 1, 3, (1, 213)), ("EGFR", 19, 19, (729, 761))],
)
def test_exons_from_one_to_another_are_one_stretch(gene, first_exon, last_exon, residues):
    assert exon_residues(gene, first_exon, last_exon) == residues


@pytest.mark.parametrize(
    "asked",
    [("EGFR", 29), ("KRAS", 1), ("KRAS", 2, 9), ("EGFR", 21, 18), ("FGFR3", 7), ("EPCAM", 9)],
)
def test_an_exon_that_is_not_certain_has_no_residues(asked):
    assert exon_residues(*asked) is None


def test_any_symbol_of_a_gene_will_do():
    assert exon_residues("her2", 20) == exon_residues("ERBB2", 20) is not None


def test_exons_of_a_gene_are_in_order_and_share_one_codon_at_most():
    for one, other in pairwise(CODING_EXONS):
        if one.gene != other.gene:
            assert one.gene < other.gene
            continue
        assert one.exon < other.exon
        assert one.transcript == other.transcript
        assert one.residues[1] <= other.residues[0]
        if one.exon + 1 == other.exon:
            assert other.first == one.last + 1


def test_every_exon_has_residues_and_its_gene_is_written_as_it_is_compared():
    for exon in CODING_EXONS:
        assert 1 <= exon.first < exon.last
        assert exon.residues[0] <= exon.residues[1]
        assert comparable_symbol(exon.gene) == exon.gene
        assert re.fullmatch(r"NM_[0-9]{6,9}", exon.transcript)


@pytest.mark.parametrize(("papers", "reference"), PAPER_NUMBERS.items())
def test_an_exon_has_the_number_of_papers_too(papers, reference):
    assert EXON_RESIDUES[papers] == EXON_RESIDUES[papers[0], reference]


def read_table(path):
    with path.open(encoding="utf-8") as lines:
        yield from csv.DictReader((line for line in lines if line[0] != "#"), delimiter="\t")


@pytest.mark.slow
def test_deletions_of_whole_exons_in_civic_end_where_the_exons_end(shared):
    bounds = {(exon.gene, exon.exon): exon for exon in CODING_EXONS}
    checked = 0
    for row in read_table(shared / "civic/civic_VariantSummaries_2025-05.tsv"):
        named = re.search(r"Exon (\d+)(?:[-–](\d+))? Deletion", row["variant"], re.IGNORECASE)
        deleted = re.search(r":c\.(\d+)_(\d+)del", row["hgvs_descriptions"])
        if named and deleted:
            first, last = int(named[1]), int(named[2] or named[1])
            found = bounds[row["gene"], first].first, bounds[row["gene"], last].last
            assert found == (int(deleted[1]), int(deleted[2])), row["variant"]
            checked += 1
    assert checked >= 4


@pytest.mark.slow
def test_the_exons_that_a_laboratory_file_gives_are_those_of_the_table(shared):
    known = {exon.gene for exon in CODING_EXONS}
    checked = 0
    for row in read_table(shared / "lab_files/tcga_brca_A18P.maf"):
        change = re.fullmatch(r"p\.[A-Z](\d+).*", row["HGVSp_Short"])
        number = row["EXON"].partition("/")[0]
        if row["Hugo_Symbol"] in known and change and number.isdigit():
            first, last = EXON_RESIDUES[row["Hugo_Symbol"], int(number)]
            assert first <= int(change[1]) <= last, row["Hugo_Symbol"]
            checked += 1
    assert checked >= 2


def whole_codons(exon):
    return range((exon.first + 1) // 3 + 1, exon.last // 3 + 1)


def read_substitutions(path):
    """Return sorted pairs of residue and genomic position, by gene."""
    columns = ("chromosome", "position", "ref", "alt", "gene", "consequence", "change", "sift")
    places = {}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, columns, delimiter="\t"):
            change = re.fullmatch(r"[A-Z](\d+)[A-Z*]", row["change"])
            if change and len(row["ref"]) == len(row["alt"]) == 1 and "-" not in row["ref"]:
                place = (int(change[1]), int(row["position"]))
                places.setdefault(row["gene"], set()).add(place)
    return {gene: sorted(found) for gene, found in places.items()}


@pytest.mark.slow
def test_introns_lie_between_the_exons_and_only_there(shared):
    """Neighbouring substitutions are three bases a residue apart, unless in two exons."""
    substitutions = read_substitutions(shared / "hotspots/cancerhotspots_v2_GRCh37.tsv")
    checked = {True: 0, False: 0}
    for gene in {exon.gene for exon in CODING_EXONS}:
        exons = {
            residue: exon.exon
            for exon in CODING_EXONS
            if exon.gene == gene
            for residue in whole_codons(exon)
        }
        placed = [place for place in substitutions.get(gene, ()) if place[0] in exons]
        for (residue, base), (other, other_base) in pairwise(placed):
            extra = abs(abs(other_base - base) - 3 * (other - residue))
            same = exons[residue] == exons[other]
            assert (extra <= 2) == same, (gene, residue, other)
            checked[same] += 1
    assert checked[True] > 400
    assert checked[False] >= 50
