"""``oncolit diagnose`` as a user runs it."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from oncolit_command import run_oncolit

NF1 = ["--hpo", "HP:0000957", "--hpo", "HP:0001480", "--hpo", "HP:0009737"]


def diagnose(*arguments: object, code: int = 0, stdin: str = "") -> tuple[str, str]:
    """Run the command in a process of its own and return what it prints."""
    done = run_oncolit("diagnose", *arguments, given=stdin)
    assert done.returncode == code, done.stderr
    return done.stdout, done.stderr


def test_terms_give_a_ranking_with_reasons_and_a_question():
    out, _ = diagnose(*NF1, "--absent", "HP:0001250", "--top", 3)
    assert "Present: Cafe-au-lait spot, Freckling, Lisch nodules" in out
    assert "Absent: Seizure" in out
    assert " 1. " in out
    assert "Neurofibromatosis, type 1, OMIM:162200 (NF1)" in out
    assert "HEREDITARY TUMOUR SYNDROME" in out
    assert "Ask next: " in out
    assert " ".join(out.split()).endswith("For research use: oncolit is no medical device.")


def test_json_has_what_the_text_says():
    record = json.loads(diagnose(*NF1, "--json", "--top", 2)[0])
    first, second = record["candidates"]
    assert first["disease"] == "OMIM:162200"
    assert first["posterior"] > second["posterior"]
    assert {one["label"] for one in first["for"]} >= {"Lisch nodules"}
    assert record["question"]["label"]
    assert record["absences"] == "asked"


def test_the_tumour_at_hand_is_told_of_a_tumour_syndrome():
    out, _ = diagnose(*NF1, "--top", 1, "--disease", "melanoma")
    assert "Melanoma is" in out
    out, _ = diagnose(*NF1, "--top", 1, "--disease", "no such tumour")
    assert "'no such tumour' is not known" in out


def test_findings_are_read_from_text_and_shown_with_their_words():
    text = "Cafe-au-lait spots and Lisch nodules, no seizures. Her mother had breast cancer."
    out, _ = diagnose("--text", "-", "--top", 1, stdin=text)
    assert "'Lisch nodules': HP:0009737 Lisch nodules (present)" in out
    assert "'seizures': HP:0001250 Seizure (absent)" in out
    assert "breast cancer" in out
    assert "(mother: not used)" in out
    assert "Absent: Seizure" in out
    assert "Breast carcinoma" not in out.split("\n\n")[0].split("Present:")[1]


def test_a_germline_gene_moves_its_disease_up():
    findings = ["--hpo", "HP:0000957", "--json", "--top", 100]
    without = json.loads(diagnose(*findings)[0])["candidates"]
    found = json.loads(diagnose(*findings, "--gene", "NF1")[0])["candidates"]
    assert found[0]["genes_of_patient"] == ["NF1"]
    before = {one["disease"]: one["posterior"] for one in without}
    assert found[0]["posterior"] > before.get(found[0]["disease"], 0.0)


def test_cases_give_a_line_each_in_the_format_asked_for(tmp_path: Path):
    cases = tmp_path / "cases.jsonl.gz"
    lines = [
        {"id": "a", "sex": "FEMALE", "observed": ["HP:0000957", "HP:0001480"], "excluded": []},
        {"id": "b", "sex": None, "observed": ["HP:9999999"], "excluded": ["HP:0001250"]},
        {"id": "c", "sex": "MALE", "observed": ["HP:0009737"], "disease": "OMIM:1", "genes": ["X"]},
    ]
    with gzip.open(cases, "wt") as stream:
        stream.write("\n".join(map(json.dumps, lines)))
        stream.write('\n\nnot json\n{"id": "d", "observed": "HP:1"}\n{"id": "e", "sex": "HE"}\n')
    out = tmp_path / "ranked.jsonl"
    said, _ = diagnose("--cases", cases, "--out", out)
    ranked = [json.loads(line) for line in out.read_text().splitlines()]
    assert [one["id"] for one in ranked] == ["a", "b", "c"]
    for one in ranked:
        assert len(one["ranking"]) == 100
        shares = [found["posterior"] for found in one["ranking"]]
        assert shares == sorted(shares, reverse=True)
        assert all(set(found) == {"disease", "posterior"} for found in one["ranking"])
        assert all(found["disease"].startswith("OMIM:") for found in one["ranking"])
    assert ranked[1]["unknown_terms"] == ["HP:9999999"]
    assert "Ranked 3 cases, rejected 3 lines" in said
    assert "line 5: " in said
    assert "line 6: observed 'HP:1', expected a list" in said
    assert "line 7: sex 'HE', expected MALE" in said


def test_the_diagnosis_a_case_names_is_not_looked_at(tmp_path: Path):
    line = {"id": "a", "observed": ["HP:0000957"], "excluded": []}
    told = {**line, "disease": "OMIM:100050", "genes": ["NF1"], "pmids": ["PMID:1"]}
    written = []
    for number, record in enumerate((line, told)):
        cases, out = tmp_path / f"{number}.jsonl", tmp_path / f"{number}.out"
        cases.write_text(json.dumps(record))
        diagnose("--cases", cases, "--out", out)
        written.append(out.read_text())
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "expected one of --hpo, --text, --phenopacket, --cases"),
        (["--hpo", "HP:0000957", "--text", "-"], "got --hpo and --text"),
        (["--hpo", "HP:0000957", "--out", "x"], "--out is for --cases alone"),
        (["--cases", "x"], "--cases needs --out FILE"),
        (["--hpo", "HP:9999999"], "'HP:9999999' is no term"),
        (["--hpo", "HP:0000007"], "is no finding"),
        (["--hpo", "HP:0000957", "--gene", "NF1:two"], "expected a symbol such as NF1"),
        (["--hpo", "HP:0001250", "--absent", "HP:0001250"], "--hpo HP:0001250 says that it is"),
        (["--hpo", "HP:0002069", "--absent", "HP:0001250"], "--hpo HP:0002069 says that it is"),
        (["--text", "no/such/file"], "no/such/file: no such file; expected text"),
        (["--cases", "no/such/file", "--out", "x"], "no/such/file: no such file; expected cases"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments, message):
    out, error = diagnose(*arguments, code=2)
    assert message in error
    assert out == ""


def test_cases_are_never_overwritten_and_a_file_without_one_gives_nothing(tmp_path: Path):
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"id": "a", "observed": ["HP:0000957"]}\n')
    assert "would be overwritten" in diagnose("--cases", cases, "--out", cases, code=2)[1]
    assert "is a folder" in diagnose("--cases", cases, "--out", tmp_path, code=2)[1]
    assert json.loads(cases.read_text())["id"] == "a"
    cases.write_text('{"id": "a"}\n', encoding="utf-16")
    error = diagnose("--cases", cases, "--out", tmp_path / "out", code=2)[1]
    assert "no case; expected a JSON object a line" in error
    assert "is not UTF-8" in error
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.jsonl"]


def test_a_gene_that_causes_no_disease_is_told(tmp_path: Path):
    out, _ = diagnose("--hpo", "HP:0000957", "--gene", "NOSUCHGENE", "--top", 1)
    assert "No disease of the annotations is caused by 'NOSUCHGENE'." in out


def test_a_text_without_findings_is_told_so():
    _, error = diagnose("--text", "-", code=2, stdin="She came by train.")
    assert "no finding that is there and no gene" in error


def test_a_ranking_is_the_same_in_another_process():
    command = [sys.executable, "-m", "webapp.cli", "diagnose", *NF1, "--json"]
    other = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    assert diagnose(*NF1, "--json") == (other.stdout, other.stderr)
