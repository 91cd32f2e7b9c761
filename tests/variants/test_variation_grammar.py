"""The grammar of variations: what a spelling says, and what is refused with which reason."""

import contextlib
import re
import time
from dataclasses import FrozenInstanceError, replace
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spellings import read_golden

from variants.amino_acids import AMINO_ACIDS, ONE_LETTER
from variants.named_events import NAMED_EVENTS
from variants.variation import Variation
from variants.variation_grammar import LONGEST, VariationError, parse_variation
from variants.variation_type import CONSEQUENCES, DESCRIPTIONS, VariationType

GOLDEN = read_golden()

# Accession of each Sequence Ontology term in use.
SEQUENCE_ONTOLOGY = {
    "5_prime_UTR_premature_start_codon_gain_variant": "SO:0001988",
    "UTR_variant": "SO:0001622",
    "altered_gene_product_level": "SO:0002314",
    "alternatively_spliced_transcript": "SO:1001187",
    "copy_number_change": "SO:0001563",
    "copy_number_gain": "SO:0001742",
    "copy_number_loss": "SO:0001743",
    "decreased_gene_product_level": "SO:0002316",
    "exon_loss_variant": "SO:0001572",
    "exon_variant": "SO:0001791",
    "feature_truncation": "SO:0001906",
    "frameshift_truncation": "SO:0001910",
    "frameshift_variant": "SO:0001589",
    "gain_of_function_variant": "SO:0002053",
    "gene_fusion": "SO:0001565",
    "increased_gene_product_level": "SO:0002315",
    "inframe_deletion": "SO:0001822",
    "inframe_insertion": "SO:0001821",
    "intron_variant": "SO:0001627",
    "loss_of_function_variant": "SO:0002054",
    "loss_of_heterozygosity": "SO:0001786",
    "missense_variant": "SO:0001583",
    "mobile_element_insertion": "SO:0001837",
    "polymorphic_sequence_variant": "SO:0001025",
    "protein_altering_variant": "SO:0001818",
    "regulatory_region_variant": "SO:0001566",
    "short_tandem_repeat_variation": "SO:0002096",
    "splice_acceptor_variant": "SO:0001574",
    "splice_donor_variant": "SO:0001575",
    "splice_region_variant": "SO:0001630",
    "splice_site_variant": "SO:0001629",
    "splicing_variant": "SO:0001568",
    "start_lost": "SO:0002012",
    "stop_gained": "SO:0001587",
    "stop_lost": "SO:0001578",
    "stop_retained_variant": "SO:0001567",
    "synonymous_variant": "SO:0001819",
    "tandem_duplication": "SO:1000173",
    "transcript_ablation": "SO:0001893",
    "transcript_amplification": "SO:0001889",
    "transcript_regulatory_region_fusion": "SO:0001890",
    "wild_type": "SO:0000817",
}


def shown(variation):
    return {
        "type": variation.type.value,
        "consequence": variation.consequence or "",
        "hgvs_p": variation.hgvs_p or "",
        "short": variation.short or "",
        "start": str(variation.start or ""),
        "end": str(variation.end or ""),
        "name": variation.name,
    }


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row["input"])
def test_a_spelling_says_what_the_golden_table_says(row):
    expected = {column: value for column, value in row.items() if column != "input"}
    assert shown(parse_variation(row["input"])) == expected


@pytest.mark.parametrize("name", sorted({row["name"] for row in GOLDEN}))
def test_a_canonical_name_reads_as_itself(name):
    types = {row["type"] for row in GOLDEN if row["name"] == name}
    again = parse_variation(name)
    assert again.name == name
    assert {again.type.value} == types


@pytest.mark.parametrize("row", [r for r in GOLDEN if r["hgvs_p"]], ids=lambda row: row["input"])
def test_canonical_hgvs_reads_as_the_same_change(row):
    assert parse_variation(row["hgvs_p"]).hgvs_p == row["hgvs_p"]
    assert parse_variation(row["hgvs_p"]).type.value == row["type"]


def test_the_golden_table_covers_every_type():
    assert {row["type"] for row in GOLDEN} == {kind.value for kind in VariationType}


def test_every_type_is_described_by_an_example_of_its_own():
    assert set(DESCRIPTIONS) == set(VariationType)
    for kind, text in DESCRIPTIONS.items():
        for spelling in text.split(": ", 1)[1].split(", "):
            assert parse_variation(spelling).type is kind, spelling


def test_every_consequence_is_a_term_of_the_sequence_ontology():
    used = set(CONSEQUENCES.values()) | {row["consequence"] for row in GOLDEN} - {""}
    used |= {event.term for event in NAMED_EVENTS.values()} - {""}
    assert used <= set(SEQUENCE_ONTOLOGY), used - set(SEQUENCE_ONTOLOGY)


@pytest.mark.parametrize("event", NAMED_EVENTS.values(), ids=lambda event: event.name)
def test_a_named_event_reads_back_from_its_name(event):
    read = parse_variation(event.name)
    assert (read.type, read.name) == (VariationType.NAMED_EVENT, event.name)


REFUSED = [
    ("", "the variation is empty"),
    ("  ", "the variation is empty"),
    ("V600E\x00", "'V600E\\x00' holds a control character"),
    ("V600\nE", "'V600\\nE' holds a control character"),
    ("600", "'600' is a number without a residue or a change"),
    ("2024-01-01", "'2024-01-01' is a number without a residue or a change"),
    ("p.(V600E", "'p.(V600E' has a bracket without its other half"),
    ("V600E)", "'V600E)' has a bracket without its other half"),
    ("BRAF V600E", "'BRAF V600E' has 'BRAF' before its variation: give the gene by itself"),
    ("P53", "'P53' may be a gene, a protein or an exon: write p. before a residue"),
    ("p53", "'p53' may be a gene, a protein or an exon: write p. before a residue"),
    ("e6", "'e6' may be a gene, a protein or an exon: write p. before a residue"),
    ("MET14", "'MET14' may be a gene, a protein or an exon: write p. before a residue"),
    ("MLH1fs", "'MLH1fs' may be a gene, a protein or an exon: write p. before a residue"),
    ("KIT11del", "'KIT11del' may be a gene, a protein or an exon: write p. before a residue"),
    ("19del", "'19del' may be a gene, a protein or an exon: write p. before a residue"),
    (
        "HER2/neu",
        "'HER2/neu' may be a fusion, two changes or two names: "
        "write a fusion with ::, changes with +",
    ),
    (
        "p.Ala2[10]",
        "'p.Ala2[10]' holds a repeat, a mosaic, alternatives or alleles in trans, "
        "which are not read",
    ),
    (
        "p.[V600E];[V600M]",
        "'p.[V600E];[V600M]' holds a repeat, a mosaic, alternatives or alleles in trans, "
        "which are not read",
    ),
    ("V600_A500del", "V600_A500DEL ends at 500, before its start at 600"),
    ("BRAF V600_A500del", "V600_A500DEL ends at 500, before its start at 600"),
    ("V600_E600del", "V600_E600DEL names two residues for one position"),
    ("V600_K601delVKL", "V600_K601DELVKL names 3 residues for 2 positions"),
    ("V600_K601delLK", "V600_K601DELLK names LK, which do not fit its ends"),
    ("V600delins", "V600DELINS does not say which residues are inserted"),
    ("V600delinsV", "V600DELINSV replaces residues by themselves"),
    ("600_601VK>VK", "600_601VK>VK replaces residues by themselves"),
    ("T599_V600insOO", "T599_V600INSOO inserts OO, which are not all residues"),
    (
        "A504_Y505insX",
        "A504_Y505INSX inserts X, which may be any residue or a stop: write the residue or Ter",
    ),
    ("x" * (LONGEST + 1), f"longer than 200 characters: {'x' * 40!r}…"),
    ("V600E c.1del" + "A" * 2000, "longer than 200 characters: "),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=lambda value: value[:30])
def test_a_refusal_gives_its_reason(text, message):
    with pytest.raises(VariationError, match=f"^{re.escape(message)}"):
        parse_variation(text)


@pytest.mark.parametrize(
    "text",
    [
        "High",
        "Positive",
        "Unknown",
        "NA",
        "N/A",
        "-",
        "BRCA1",
        "PD-L1",
        "T-ALL",
        "HLA-A",
        "E6-E7",
        "E746-E750",
        "1-Dec",
        "SEPT9",
        "T1N0M0",
        "H3K27M",
        "V 600 E",
        "V0E",
        "V0600E",
        "V-600E",
        "V600B",
        "V600EE",
        "V600.0E",
        "R97P*23",
        "R97Pfs*0",
        "\u017f34F",
        "V6\u0660\u0660E",
        "\uff3600E",
        "no fusion",
        "No ITD",
        "no amplification",
        "not amplified",
        "V600E wild type",
        "Transfusion",
        "t(9;22)",
        "::",
        "v::v",
        "Null (see text)",
        "NP_1:p.NP_2:p.V600E",
        "Dahlman et al., 2012",
    ],
)
def test_what_is_no_variation_is_not_guessed_at(text):
    with pytest.raises(VariationError, match=re.escape(repr(text))):
        parse_variation(text)


def test_the_error_is_a_value_error():
    assert issubclass(VariationError, ValueError)


def test_a_variation_cannot_be_changed_and_compares_by_value():
    variation = parse_variation("V600E")
    assert variation == parse_variation("p.(Val600Glu)")
    assert len({variation, parse_variation("Val600Glu")}) == 1
    with pytest.raises(FrozenInstanceError):
        variation.name = "V600K"


def test_the_description_of_the_nucleotides_is_kept():
    assert parse_variation("V600E (c.1799T>A)").coding == "c.1799T>A"
    assert parse_variation("c.1799T>A (p.Val600Glu)").coding == "c.1799T>A"
    assert parse_variation("NP_004324.2:p.V600E").reference_sequence == "NP_004324.2"
    assert parse_variation("V600E c.1798_1799ins" + "A" * 300).short == "V600E"


def test_a_fusion_knows_its_partners_and_exons():
    fusion = parse_variation("EML4-ALK E6;A20").fusion
    assert fusion.partners == ("EML4", "ALK")
    assert fusion.exons == (6, 20)
    assert parse_variation("Delta-NTRK1 Fusion").fusion.partners == ("", "NTRK1")
    assert parse_variation("ALK Fusion").fusion.partners == ("ALK",)


def test_an_exon_event_knows_its_exons():
    exons = parse_variation("Exon 12-22 deletion").exons
    assert (exons.first, exons.last, exons.event) == (12, 22, "deletion")


@pytest.mark.parametrize(
    ("spelling", "length"),
    [
        ("V600E", 0),
        ("V600=", 0),
        ("E746_A750del", -5),
        ("Y772_A775dup", 4),
        ("D770_N771insNPG", 3),
        ("A504_Y505ins", None),
        ("L747_P753delinsS", -6),
        ("P578_K579delinsL*", None),
        ("K700fs", None),
        ("p.?", None),
    ],
)
def test_a_change_tells_how_many_residues_come_or_go(spelling, length):
    assert parse_variation(spelling).protein.length_change == length


FRAGMENTS = st.sampled_from(
    [row["input"] for row in GOLDEN]
    + ["p.", "c.", "(", ")", "_", "*", "X", "fs", "del", "ins", "dup", "ext", ">", "=", "?", "::"]
    + [
        "-",
        "+",
        ";",
        "[",
        "]",
        "/",
        " ",
        "Ter",
        "Ala",
        "12",
        "600",
        "0",
        "fusion",
        "exon",
        "\u0660",
    ]
)
MUTATED = st.lists(st.one_of(FRAGMENTS, st.text(max_size=3)), max_size=5).map("".join)


@settings(max_examples=1500)
@given(
    st.one_of(MUTATED, st.text(max_size=30), st.text("ACDEFGHX0159_*()pc.delinsfx+->", max_size=20))
)
@example("V600E c.1+" + "9" * 5000 + "A>T")
@example("c.1+" + "9" * 150 + "A>T")
@example("p.[]")
@example("Exon 0 deletion")
def test_any_text_is_a_variation_or_the_named_error(text):
    variation = None
    with contextlib.suppress(VariationError):
        variation = parse_variation(text)
    if variation is None:
        with pytest.raises(VariationError, match=r"\S"):
            parse_variation(text)
        return
    assert isinstance(variation, Variation)
    assert variation.name
    again = parse_variation(variation.name)
    assert (again.type, again.name) == (variation.type, variation.name)
    if variation.hgvs_p:
        assert parse_variation(variation.hgvs_p).hgvs_p == variation.hgvs_p
    assert variation.start is None or 1 <= variation.start <= variation.end


@given(st.sampled_from(GOLDEN))
def test_white_space_around_a_spelling_changes_nothing(row):
    assert parse_variation(f" {row['input']}\t") == parse_variation(row["input"])


ADVERSARIAL = {
    "edits": lambda n: "c.1" + "delins" * (n // 6) + "!",
    "bases": lambda n: "c.1" + "A" * n + "!",
    "spaces": lambda n: "a" + " " * (n - 2) + "b",
    "words": lambda n: "a " * (n // 2),
    "residues": lambda n: "A" * n,
    "inserted": lambda n: "A1_A2ins" + "A" * (n - 9) + "!",
    "digits": lambda n: "1" * n,
    "hyphens": lambda n: "a-" * (n // 2),
    "colons": lambda n: "p.:" * (n // 3),
    "brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "sums": lambda n: "V600E+" * (n // 6) + "!",
    "slashes": lambda n: "A1A" + "/A" * (n // 2) + "!",
}


def seconds(text):
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        with contextlib.suppress(VariationError):
            parse_variation.__wrapped__(text)
        best = min(best, time.perf_counter() - start)
    return best


@pytest.mark.parametrize("make", ADVERSARIAL.values(), ids=ADVERSARIAL.keys())
def test_twice_the_length_takes_no_more_than_ten_times_as_long(make):
    parse_variation("HER2 fusion")  # the table of symbols is read once
    short, long = make(100), make(198)
    assert seconds(long) < 10 * seconds(short) + 0.001


@pytest.mark.parametrize("position", [1, 2, 12, 16, 53, 73, 99, 600, 1586, 123456])
def test_the_short_way_of_a_substitution_ends_where_the_whole_grammar_does(position):
    for first, new in product(AMINO_ACIDS, AMINO_ACIDS):
        long = f"p.{ONE_LETTER[first]}{position}{ONE_LETTER[new]}"
        for spelling in (f"{first}{position}{new}", f"p.{first}{position}{new}", long):
            # brackets are read by the whole grammar
            whole = parse_variation(f"p.({spelling.removeprefix('p.')})")
            assert parse_variation(spelling) == whole
            cited = parse_variation(f"NP_1.1:p.{spelling.removeprefix('p.')}")
            assert cited == replace(whole, reference_sequence="NP_1.1")
