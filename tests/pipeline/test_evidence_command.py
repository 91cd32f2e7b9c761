"""``oncolit evidence`` as a person meets it: in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ONCOLIT = Path(sys.executable).with_name("oncolit")
TEXT = (
    "BRAF is a kinase. V600K was seen, too. BRAF V600E and G469A were\nnot activating, "
    "and may be resistant. The V600E mutant was found. Mice lived."
)


def evidence(*arguments, home, given=None):
    environment = {**os.environ, "ONCOLIT_HOME": str(home)}
    return subprocess.run(
        [str(ONCOLIT), "evidence", *map(str, arguments)],
        input=given, capture_output=True, check=False, env=environment, cwd=home,
    )  # fmt: skip


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_best_sentences_are_shown_with_their_cues(paper, tmp_path):
    done = evidence("BRAF", "V600E", "--text", paper, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert lines[0] == (
        "BRAF V600E: 2 mentions of the variant, 1 of its residue or kind, 1 of other variants, "
        "2 of the gene, in 5 sentences"
    )
    heads = [line for line in lines if line.startswith("Sentence ")]
    assert [head.split(":")[0] for head in heads] == [
        "Sentence 3 (variant; beside G469A)", "Sentence 4 (variant)",
        "Sentence 2 (residue or kind)",
    ]  # fmt: skip
    assert 'not activating "activating"' in heads[0]
    assert 'perhaps resistant "resistant"' in heads[0]
    assert heads[1].endswith(": no cue")
    assert lines[lines.index(heads[0]) + 1] == (
        "  BRAF V600E and G469A were not activating, and may be resistant."
    )


def test_json_says_where_everything_stands(paper, tmp_path):
    done = evidence("BRAF", "p.Val600Glu", "--text", paper, "--json", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout)
    sentences = found.pop("sentences")
    assert found == {
        "gene": "BRAF", "variation": "p.Val600Glu", "n_sentences": 5, "same_mentions": 2,
        "residue_mentions": 1, "other_mentions": 1, "foreign_mentions": 0, "gene_mentions": 2,
    }  # fmt: skip
    assert [(each["sentence"], each["relation"]) for each in sentences] == [
        (2, "same"), (3, "same"), (1, "residue"),
    ]  # fmt: skip
    for each in sentences:
        named = [each["text"][slice(*span)] for span in each["mentions"]]
        assert named == ["V600K" if each["relation"] == "residue" else "V600E"]
    assert sentences[0]["others"] == ["G469A"]
    cues = [(cue["group"], cue["negated"], cue["uncertain"]) for cue in sentences[0]["cues"]]
    assert cues == [("activating", True, False), ("resistant", False, True)]


def test_a_hyphen_reads_standard_input(paper, tmp_path):
    for extra in ((), ("--json",)):
        piped = evidence("BRAF", "V600E", "--text", "-", *extra, home=tmp_path,
                         given=TEXT.encode())  # fmt: skip
        named = evidence("BRAF", "V600E", "--text", paper, *extra, home=tmp_path)
        assert piped.returncode == 0
        assert piped.stdout == named.stdout


def test_an_alias_of_the_gene_is_read_as_the_gene(tmp_path):
    done = evidence("HER2", "S310F", "--text", "-", "--json", home=tmp_path,
                    given=b"ERBB2 S310F was activating.")  # fmt: skip
    found = json.loads(done.stdout)
    assert (found["gene"], found["same_mentions"], found["gene_mentions"]) == ("HER2", 1, 1)


def test_so_many_sentences_are_shown_as_are_asked_for(paper, tmp_path):
    done = evidence("BRAF", "V600E", "--text", paper, "--most", 1, "--json", home=tmp_path)
    assert [each["sentence"] for each in json.loads(done.stdout)["sentences"]] == [2]


@pytest.mark.parametrize("given", [b"", b"Mice lived.", "细胞生长更快。\n".encode(), b"\x00<p>"])
def test_a_text_that_does_not_speak_of_the_variant_is_said_to_have_no_mention(given, tmp_path):
    done = evidence("BRAF", "V600E", "--text", "-", home=tmp_path, given=given)
    assert done.returncode == 0, done.stderr
    [line] = done.stdout.decode().splitlines()
    assert line.startswith("BRAF V600E: 0 mentions of the variant, 0 of its residue or kind")


def test_sentences_beyond_ascii_are_shown_as_they_are(tmp_path):
    given = "Le mutant BRAF V600E — étudié à Zürich — was activating.".encode()
    for extra in ((), ("--json",)):
        done = evidence("BRAF", "V600E", "--text", "-", *extra, home=tmp_path, given=given)
        assert done.returncode == 0, done.stderr
        assert "étudié à Zürich" in done.stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("BRAF", "so to speak", "--text", "paper.txt"), "so to speak"),
        (("BRAF", "", "--text", "paper.txt"), "the variation is empty"),
        (("", "V600E", "--text", "paper.txt"), "expected a gene such as BRAF, got ''"),
        ((" \t", "V600E", "--text", "paper.txt"), "expected a gene such as BRAF"),
        (("BRAF", "V600E", "--text", "nowhere.txt"), "nowhere.txt"),
        (("BRAF", "V600E", "--text", "."), "Is a directory"),
        (("BRAF", "V600E", "--text", "latin.txt"), "latin.txt: expected UTF-8 text"),
        (("BRAF", "V600E"), "Missing option '--text'"),
        (("BRAF", "V600E", "--text", "paper.txt", "--most", "0"), "'--most'"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(paper, tmp_path, arguments, message):
    (tmp_path / "latin.txt").write_bytes("Zürich".encode("latin-1"))
    done = evidence(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert done.stdout == b""
    [line] = done.stderr.decode().splitlines()
    assert line.startswith("oncolit: ")
    assert message in line


def test_standard_input_that_is_not_utf_8_is_refused(tmp_path):
    done = evidence("BRAF", "V600E", "--text", "-", home=tmp_path, given=b"\xff\xfe")
    assert done.returncode == 2
    assert b"-: expected UTF-8 text" in done.stderr


def test_nothing_is_written(paper, tmp_path):
    evidence("BRAF", "V600E", "--text", paper, home=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["paper.txt"]
