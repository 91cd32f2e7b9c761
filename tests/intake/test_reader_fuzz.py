"""Whatever becomes of a file on its way, a reader names its fault or accounts for every row."""

import gzip
import io
import random

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vcf_files import SNPEFF, VEP, ann, entry, record, vcf_text

from intake.assessment import AssessmentRules
from intake.lab_file import open_lab_file
from intake.lab_row import LabFileError, Outcome
from intake.vcf_header import FIXED

RULES = AssessmentRules()
GENES = ("BRAF", "KRAS", "TP53", "EML4-ALK", "HER2;ERBB2", "2-Sep", "", "=A1", "NOVEL9")
CHANGES = ("p.V600E", "p.Gly12Asp", "p.?", "", "c.375+1G>A", "Amplification", "p.R175Hq", "fusion")


def table(delimiter, header, *columns):
    """Make a table of twelve rows, each column's values over and over."""
    rows = [[column[row % len(column)] for column in columns] for row in range(12)]
    return "".join(f"{delimiter.join(cells)}\n" for cells in (header, *rows))


def vcf():
    records = [
        record("A", "T,C,*", f"DP=9;CSQ={entry('T')},{entry('C', 'intron_variant')}"),
        record("C", ".", "."),
        record("CAG", "C,<DEL>", f"CSQ={entry('-', 'frameshift_variant')}"),
        record("A", "T", f"CSQ={entry()}", filter="LowQual"),
    ]
    return vcf_text(*records, header=(VEP, "##reference=hg19"))


def vcf_of_samples():
    columns = ("GT:AD:AF", "0/1:9,1:0.1", "1/2:.:.", "./.")
    records = [
        record("A", "T,G", f"ANN={ann()},{ann('G', 'stop_gained')}", columns) for _ in range(4)
    ]
    return vcf_text(*records, header=(SNPEFF,), samples=("N", "T1", "T2"))


def workbook():
    book = openpyxl.Workbook()
    for gene, change in zip(("Gene", *GENES), ("Protein change", *CHANGES), strict=False):
        book.active.append([gene, change, 0.5])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


FILES = {
    "vcf": vcf().encode(),
    "vcf of samples": vcf_of_samples().encode(),
    "maf": (
        "#version 2.4\n"
        + table(
            "\t",
            ("Hugo_Symbol", "NCBI_Build", "Start_Position", "Variant_Classification",
             "Tumor_Sample_Barcode", "HGVSp_Short", "t_alt_count", "t_depth"),
            GENES, ("37",), ("7", "-1"), ("Missense_Mutation", "Silent", "Splice_Site", "SNV"),
            ("S1", "S2"), CHANGES, ("9", "x"), ("30",),
        )
    ).encode(),
    "csv": table(",", ("Gene", "Variant", "VAF", "Note"), GENES, CHANGES, ("12%", "a"),
                 ('"a, b"', "")).encode(),
    "annovar": table("\t", ("Gene.refGene", "ExonicFunc.refGene", "AAChange.refGene"), GENES,
                     ("nonsynonymous SNV", "."), ("BRAF:NM_1:exon1:c.A1T:p.V600E", ".")).encode(),
    "copy numbers": table("\t", ("Hugo_Symbol", "Entrez_Gene_Id", "S1", "S2"), GENES, ("1",),
                          ("2", "0", "NA"), ("-2", "-1.5", "3")).encode(),
    "structural": table("\t", ("Sample_Id", "Site1_Hugo_Symbol", "Site2_Hugo_Symbol", "Class"),
                        ("S1",), GENES, ("ALK", "", "BRAF"), ("DELETION", "")).encode(),
    "fusions": table("\t", ("Hugo_Symbol", "Tumor_Sample_Barcode", "Fusion"), GENES, ("S1",),
                     ("EML4-ALK fusion", "", "ALK-intergenic", "EGFRvIII")).encode(),
    "list": "".join(f"{gene} {change}\n" for gene in GENES for change in CHANGES).encode(),
}  # fmt: skip
BYTES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([b"\t", b"\n", b"\r\n", b",", b'"', b"\0", b"#", b"p.", b"\xff\xfe", b"=",
                     b"\xed\xa0\x80", b"((", b"9" * 400, b"##fileformat=VCF\n", b"|" * 30]),
)  # fmt: skip
PLACES = st.floats(0, 1, exclude_max=True)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("cut"), PLACES, PLACES),
        st.tuples(st.just("insert"), PLACES, BYTES),
        st.tuples(st.just("noise"), PLACES, st.integers(1, 255)),
        st.tuples(st.just("repeat"), PLACES, PLACES),
        st.tuples(st.just("columns"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("lines"), st.integers(0, 9), st.just(0)),
    ),
    max_size=4,
)
PACKED = st.sampled_from(
    ["", "", "", "gzip", "gzip twice over", "cut gzip", "utf-16", "crlf", "cr"]
)


def edited(data, edits):
    for kind, at, what in edits:
        start = int(at * len(data)) if kind not in ("columns", "lines") else 0
        if kind == "cut":
            data = data[:start] + data[start + int(what * 40) + 1 :]
        elif kind == "insert":
            data = data[:start] + what + data[start:]
        elif kind == "noise" and data:
            data = data[:start] + bytes([data[start] ^ what]) + data[start + 1 :]
        elif kind == "repeat":
            data = data[:start] + data[start : start + int(what * 200)] + data[start:]
        elif kind == "columns":
            data = b"\n".join(b"\t".join(shuffled(line.split(b"\t"), at)) for line in
                              data.split(b"\n"))  # fmt: skip
        elif kind == "lines":
            data = b"\n".join(shuffled(data.split(b"\n"), at))
    return data


def shuffled(parts, seed):
    return random.Random(seed).sample(parts, len(parts))


def packed(data, how):
    if how == "gzip":
        return gzip.compress(data, 1)
    if how == "gzip twice over":
        return gzip.compress(data[:100], 1) + gzip.compress(data[100:], 1)
    if how == "cut gzip":
        return gzip.compress(data, 1)[:-9]
    if how == "utf-16":
        return data.decode("utf-8", "replace").encode("utf-16")
    return data.replace(b"\n", {"crlf": b"\r\n", "cr": b"\r"}.get(how, b"\n"))


def read(path, data):
    """Return the reader and its rows, or None where the file's fault is named."""
    path.write_bytes(data)
    try:
        reader = open_lab_file(path, RULES)
        return reader, list(reader.rows())
    except LabFileError as error:
        return check_words(path, str(error))


def check_words(path, words):
    assert words.startswith(f"{path}")
    assert "\n" not in words


def check_rows(rows):
    assert [row.line for row in rows] == sorted(row.line for row in rows)
    for row in rows:
        assert row.line >= 1
        if row.outcome is Outcome.ASSESSED:
            assert not row.reason
            assert row.variants
            assert all(variant.gene and variant.variation for variant in row.variants)
        else:
            assert row.reason
        assert len(row.value) <= 201
        for variant in row.variants:
            assert variant.allele_fraction is None or 0 <= variant.allele_fraction <= 1


def lines_of(data):
    """Return the lines that are not blank, as bytes."""
    end = b"\n" if b"\n" in data else b"\r"
    return [line for line in data.removeprefix(b"\xef\xbb\xbf").split(end) if line.strip()]


def count_rows(data, reader):
    """Count what must be accounted for, None where that is open to more than one reading."""
    lines = lines_of(data)
    if reader.format.startswith("VCF"):
        fields = [line.split(b"\t") for line in lines if not line.startswith(b"#")]
        alleles = sum(one[4].count(b",") + 1 if len(one) > 4 else 1 for one in fields)
        later = [line for line in lines_below_columns(lines) if line.startswith(b"#")]
        if any(line.startswith(b"##INFO=<ID=CSQ") and b"Format:" not in line for line in later):
            return None
        return alleles + sum(not is_header(line) for line in later)
    if reader.format == "list of variants":
        data_lines = [line for line in lines if not line.strip().startswith(b"#")]
        return len(data_lines) - any("is a header" in note for note in reader.notes)
    header = next((line.rstrip(b"\r") for line in lines if not line.startswith(b"#")), b"")
    if lines and lines[0].startswith(b"#") and lines[0] != b"#version 2.4":
        return None
    below = lines[lines.index(next(line for line in lines if line.startswith(header))) + 1 :]
    ends = {"CSV": b",", "separated by ;": b";", "separated by |": b"|"}
    delimiter = next((ends[word] for word in ends if word in reader.format), b"\t")
    quiet = delimiter + b' "\r'
    return sum(
        not line.startswith(b"#") and bool(line.strip(quiet)) and line.rstrip(b"\r") != header
        for line in below
    )


def lines_below_columns(lines):
    """Return the lines under the first line #CHROM of a VCF."""
    names = next(line for line in lines if line.startswith(b"#") and not line.startswith(b"##"))
    return lines[lines.index(names) + 1 :]


def is_header(line):
    """Tell whether a line that begins with ``#`` holds VCF's columns or anything after ##."""
    text = line.rstrip(b"\r").decode("utf-8", "replace")
    named = tuple(name.strip().upper() for name in text.rstrip("\t ").split("\t")[:8])
    return text.startswith("##") or (named == FIXED and not {"\0", "\r"} & set(text))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz") / "sent"


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_read_before_anything_is_done_to_them(path, name):
    reader, rows = read(path, FILES[name])
    check_rows(rows)
    assert len(rows) == count_rows(FILES[name], reader)
    assert Outcome.ASSESSED in {row.outcome for row in rows}


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=70, deadline=None)
@given(edits=EDITS, how=PACKED)
def test_a_mutated_file_is_refused_in_words_or_read_row_by_row(path, name, edits, how):
    data = edited(FILES[name], edits)
    sent = packed(data, how)
    found = read(path, sent)
    if found is None:
        return
    reader, rows = found
    check_rows(rows)
    if how == "utf-16":
        return
    expected = count_rows(data if "gzip" in how else sent, reader)
    assert expected is None or len(rows) == expected, (reader.format, sent)


@settings(max_examples=40, deadline=None)
@given(edits=EDITS)
def test_a_mutated_workbook_is_refused_in_words_or_read_row_by_row(path, edits):
    found = read(path, edited(BOOK, edits))
    if found is not None:
        check_rows(found[1])


@settings(max_examples=100, deadline=None)
@given(start=st.sampled_from([*FILES.values(), b""]), data=st.binary(max_size=300))
def test_bytes_of_any_kind_are_refused_in_words_or_read(path, start, data):
    found = read(path, start[:40] + data)
    if found is not None:
        check_rows(found[1])


BOOK = workbook()
