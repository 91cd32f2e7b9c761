"""Every spelling in the real data is read, or stands in the report with its reason."""

from collections import Counter

import pytest
from spellings import LAB_FILES, SHARED, read_civic, read_lab_files, read_lab_rows, read_msk

from variants.variation_grammar import VariationError, parse_variation
from variants.variation_type import VariationType

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (SHARED / "msk").is_dir(),
        reason="needs the public data sets in ../shared/data (or ONCOLIT_SHARED_DATA)",
    ),
]

CIVIC_UNREAD = {
    "Dahlman et al., 2012, Cancer Discov": "a citation",
    "Double Ph": "two Philadelphia chromosomes, the gene not said",
    "Flaherty et al., 2012, N. Engl. J. Med.": "a citation",
    "High": "does not say what is high",
    "Positive": "does not say for what",
    "PRPS1 MUTATION": "the gene stands before the variation",
    "ST-EPN-ZFTA": "a class of tumours",
    "c.−213− ?_463 ?del": "signs lost",
}


def unread(spellings):
    reasons = {}
    for spelling in spellings:
        try:
            parse_variation(spelling)
        except VariationError as error:
            reasons[spelling] = str(error)
    return reasons


def report(name, spellings, reasons):
    counts = Counter(parse_variation(text).type.value for text in spellings if text not in reasons)
    print(f"\n{name}: {len(spellings)} spellings, {len(reasons)} unread")
    print("  " + ", ".join(f"{kind} {count}" for kind, count in counts.most_common()))
    for spelling, reason in reasons.items():
        print(f"  {spelling!r}: {reason}")


def test_at_most_one_msk_spelling_in_two_hundred_stays_unread():
    spellings = read_msk()
    reasons = unread(spellings)
    report("MSK", spellings, reasons)
    assert len(spellings) == 2996
    assert len(reasons) <= 0.005 * len(spellings), reasons
    assert all(reasons.values())


def test_every_protein_string_of_the_laboratory_files_is_read():
    spellings = read_lab_files()
    reasons = unread(spellings)
    report("Laboratory files", spellings, reasons)
    assert len(spellings) > 5000
    assert reasons == {}


def test_every_civic_name_is_read_but_those_that_say_no_variation():
    spellings = read_civic()
    reasons = unread(spellings)
    report("CIViC", spellings, reasons)
    assert set(reasons) == set(CIVIC_UNREAD)


@pytest.mark.parametrize("read", [read_msk, read_lab_files, read_civic])
def test_names_and_hgvs_of_real_spellings_read_back(read):
    for spelling in set(read()) - set(CIVIC_UNREAD):
        variation = parse_variation(spelling)
        again = parse_variation(variation.name)
        assert (again.type, again.name) == (variation.type, variation.name), spelling
        if variation.hgvs_p:
            assert parse_variation(variation.hgvs_p).hgvs_p == variation.hgvs_p, spelling


# VEP's other word for what the protein string says.
SAME_AS_VEP = {
    "start_lost": {"initiator_codon_variant"},
    # A frame shift whose first new codon is a stop is written as a nonsense change.
    "stop_gained": {"frameshift_variant"},
    # vcf2maf writes a frame shift that begins at the splice site.
    "frameshift_variant": {"splice_acceptor_variant"},
    "splicing_variant": {
        "splice_acceptor_variant",
        "splice_donor_variant",
        "splice_region_variant",
    },
}


@pytest.mark.parametrize("name", [name for name in LAB_FILES if "laml" not in name])
def test_the_consequence_is_veps(name):
    compared = 0
    for row in read_lab_rows(name):
        text = row["HGVSp_Short"]
        # ``*1586*`` in introns and untranslated regions says nothing of the protein.
        if not text or (text.startswith("*") and text.endswith("*")):
            continue
        terms = set(row["Consequence"].replace("&", ",").split(","))
        consequence = parse_variation(text).consequence
        assert terms & ({consequence} | SAME_AS_VEP.get(consequence, set())), (text, terms)
        compared += 1
    assert compared > 250


def test_four_in_five_msk_spellings_are_substitutions():
    kinds = Counter(parse_variation(text).type for text in read_msk())
    assert kinds[VariationType.SUBSTITUTION] == 2543
    assert kinds[VariationType.FUSION] == 146
