"""``oncolit parse``: the objects, their order, and the streams as a shell meets them."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse import describe_chunks, describe_line
from variants.variation_type import DESCRIPTIONS, VariationType

ONCOLIT = Path(sys.executable).with_name("oncolit")
ALWAYS = [
    "input", "parsed", "type", "consequence", "hgvs_p", "short", "start", "end", "reason",
]  # fmt: skip
UNREAD = dict.fromkeys(ALWAYS[2:-1])


def oncolit(*arguments, stdin=b"", environment=None):
    return subprocess.run(
        [str(ONCOLIT), "parse", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **(environment or {})},
    )


def records(done):
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    return objects(done.stdout)


def objects(text):
    lines = text.split(b"\n")
    assert lines.pop() == b""
    return [json.loads(line) for line in lines]


def described(*chunks):
    return objects(b"".join(describe_chunks(chunks)))


def test_a_substitution_says_everything_about_itself():
    assert describe_line(b"p.(Val600Glu)") == {
        "input": "p.(Val600Glu)",
        "parsed": True,
        "type": "substitution",
        "consequence": "missense_variant",
        "hgvs_p": "p.Val600Glu",
        "short": "V600E",
        "start": 600,
        "end": 600,
        "reason": None,
        "name": "V600E",
    }


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("E746_A750del", {"type": "deletion", "start": 746, "end": 750}),
        ("EML4-ALK Fusion", {"type": "fusion", "partners": ["EML4", "ALK"], "start": None}),
        ("EML4-ALK e6::e20", {"partners": ["EML4", "ALK"], "exons": [6, 20]}),
        ("v::ALK Fusion", {"partners": [None, "ALK"], "name": "v::ALK Fusion"}),
        (
            "Exon 19 deletion",
            {"type": "exon_event", "exon": {"first": 19, "last": 19, "event": "deletion"}},
        ),
        ("Overexpression", {"type": "expression", "direction": "up", "hgvs_p": None}),
        ("V600E (c.1799T>A)", {"short": "V600E", "coding": "c.1799T>A"}),
        ("NP_004324.2:p.V600E", {"short": "V600E", "reference_sequence": "NP_004324.2"}),
    ],
)
def test_a_detail_follows_the_nine_keys_where_it_applies(line, expected):
    record = describe_line(line.encode())
    assert list(record)[: len(ALWAYS)] == ALWAYS
    assert {key: record[key] for key in expected} == expected


def test_a_detail_that_does_not_apply_is_left_out():
    assert list(describe_line(b"G12D")) == [*ALWAYS, "name"]
    assert list(describe_line(b"G12D or so")) == ALWAYS


def test_a_combination_has_an_object_for_each_part():
    record = describe_line(b"V600E + Amplification")
    assert record["type"] == "combination"
    assert record["parts"] == [
        {
            "type": "substitution",
            "consequence": "missense_variant",
            "hgvs_p": "p.Val600Glu",
            "short": "V600E",
            "start": 600,
            "end": 600,
            "name": "V600E",
        },
        {
            "type": "amplification",
            "consequence": "transcript_amplification",
            "hgvs_p": None,
            "short": None,
            "start": None,
            "end": None,
            "name": "Amplification",
            "direction": "up",
        },
    ]


@pytest.mark.parametrize(
    ("line", "gene"),
    [
        ("BRAF\tV600E", ("BRAF", "BRAF", "approved")),
        ("her2 \tV777L", ("her2", "ERBB2", "alias")),
        ("MLL2\tTruncating Mutations", ("MLL2", "KMT2D", "previous")),
        ("MLL4\tAmplification", ("MLL4", None, "ambiguous")),
        ("NOSUCHGENE\tV600E", ("NOSUCHGENE", None, "unknown")),
        ("BRAF\tno such thing", ("BRAF", "BRAF", "approved")),
    ],
)
def test_a_gene_before_a_tab_is_given_with_its_approved_symbol(line, gene):
    record = describe_line(line.encode())
    assert record["input"] == line
    assert (record["gene"], record["gene_symbol"], record["gene_status"]) == gene


def test_an_empty_gene_counts_as_not_given():
    record = describe_line(b"\tV600E")
    assert record["short"] == "V600E"
    assert "gene" not in record


@pytest.mark.parametrize(
    ("line", "text", "reason"),
    [
        (b"", "", "the variation is empty"),
        (b"a\tb\tV600E", "a\tb\tV600E", "expected VARIATION or GENE<tab>VARIATION, got 2 tabs"),
        (b"V600\xe9", "V600\ufffd", "byte 5 (0xe9) is no UTF-8"),
        (b"\xff\xfeV\x00", "\ufffd\ufffdV\x00", "byte 1 (0xff) is no UTF-8"),
        (b"V600E\xc3", "V600E\ufffd", "byte 6 (0xc3) is no UTF-8"),
        (b"BR\xffAF\tV600E", "BR\ufffdAF\tV600E", "byte 3 (0xff) is no UTF-8"),
        (b"V600E\rG12D", "V600E\rG12D", "'V600E\\rG12D' holds a control character"),
    ],
)
def test_what_cannot_be_read_is_an_object_with_its_reason(line, text, reason):
    assert describe_line(line) == {"input": text, "parsed": False, **UNREAD, "reason": reason}


def test_a_gene_without_a_variation_is_not_parsed():
    record = describe_line(b"BRAF\t")
    assert (record["parsed"], record["reason"]) == (False, "the variation is empty")
    assert record["gene"] == "BRAF"


def test_line_ends_and_a_byte_order_mark_do_not_matter():
    found = described(b"\xef\xbb\xbfBRAF\tV600E\r\n\r\nG12D\nG13D\r")
    assert [record["input"] for record in found] == ["BRAF\tV600E", "", "G12D", "G13D"]
    assert [record["parsed"] for record in found] == [True, False, True, True]


@pytest.mark.parametrize("text", [b"", b"\xef\xbb\xbf"])
def test_a_text_without_lines_gives_none(text):
    assert described(text) == []


@given(
    st.lists(st.sampled_from([b"V600E", b"BRAF\tG12D", b"", b"\xff", b"\xef\xbb\xbf", b"\r"])),
    st.lists(st.integers(0, 60)),
    st.booleans(),
)
def test_the_answer_does_not_depend_on_how_the_text_comes_in_pieces(lines, cuts, ends):
    text = b"\n".join(lines) + (b"\n" if ends else b"")
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[a:b] for a, b in pairwise(places)]
    assert described(*pieces) == described(text)


@given(st.lists(st.binary(max_size=30).filter(lambda line: b"\n" not in line)))
def test_every_line_of_any_bytes_has_its_object(lines):
    found = described(b"".join(line + b"\n" for line in lines))
    assert len(found) == len(lines)
    assert all(record["parsed"] is (record["reason"] is None) for record in found)


def test_the_command_prints_an_object_for_each_argument_in_order():
    found = records(oncolit("V600E", "EML4-ALK Fusion", "BRAF\tno such thing", ""))
    assert [record["type"] for record in found] == ["substitution", "fusion", None, None]
    assert found[2]["gene"] == "BRAF"
    assert found[3]["reason"] == "the variation is empty"


def test_an_argument_that_starts_with_a_hyphen_follows_two_of_them():
    assert records(oncolit("--", "-920fs"))[0]["type"] == "frameshift"
    assert b"No such option" in oncolit("-920fs").stderr


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_an_argument_of_other_bytes_or_letters_is_answered(locale):
    done = oncolit(b"V600\xff", "β-catenin loss".encode(), environment={"LC_ALL": locale})
    bad, greek = records(done)
    assert bad["reason"] == "byte 5 (0xff) is no UTF-8"
    assert greek["input"] == "β-catenin loss"
    assert done.stdout.isascii()


def test_two_thousand_mixed_lines_keep_their_order_and_number():
    kinds = ["V{n}E", "BRAF\tp.Gly{n}Asp", "nothing {n}", "", "Exon {n} deletion", "K{n}fs\r"]
    lines = [kinds[n % len(kinds)].format(n=n % 90 + 1) for n in range(2000)]
    found = records(oncolit("-", stdin="\n".join(lines).encode()))
    assert [record["input"] for record in found] == [line.removesuffix("\r") for line in lines]
    for record, n in zip(found, range(2000), strict=True):
        expected = (
            "substitution", "substitution", None, None, "exon_event", "frameshift",
        )[n % len(kinds)]  # fmt: skip
        assert record["type"] == expected


def test_bad_bytes_on_standard_input_spoil_only_their_own_line():
    found = records(oncolit("-", stdin=b"V600E\n\xff\xfe\x00\nG12D"))
    assert [record["parsed"] for record in found] == [True, False, True]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing argument 'VARIATION"),
        (("-", "V600E"), "expected variations, or - alone for standard input, got both"),
        (("V600E", "-"), "expected variations, or - alone for standard input, got both"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments, message):
    done = oncolit(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


def test_help_lists_every_type_with_its_description():
    text = oncolit("--help").stdout.decode()
    for kind in VariationType:
        assert f"  {kind.value:<21}{DESCRIPTIONS[kind]}\n" in text
    assert "\n  oncolit parse -- -920fs\n" in text


def streaming():
    return subprocess.Popen(
        [str(ONCOLIT), "parse", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_line_is_answered_before_the_next_one_comes():
    with streaming() as process:
        for line in (b"V600E\n", b"G12D\n"):
            process.stdin.write(line)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["short"] == line.decode().strip()


def test_a_reader_who_leaves_ends_it_quietly():
    with streaming() as process:
        process.stdin.write(b"V600E\n")
        process.stdin.flush()
        assert process.stdout.readline().startswith(b'{"input": "V600E"')
        process.stdout.close()
        process.stdin.write(b"V600E\n" * 10)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_one_line_and_exit_code_2():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [str(ONCOLIT), "parse", "V600E"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"oncolit: [Errno 28] No space left on device\n"
