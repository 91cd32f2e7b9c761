"""``oncolit annotate``: a laboratory's file in, a report out."""

import csv
import gzip
import json
from pathlib import Path

import jsonschema
import pytest
from civic_rows import table
from oncolit_command import run_oncolit
from small_models import write_small_model

from experiments.model_folder import read_model
from intake.assessment import make_rules
from intake.lab_row import LabFileError
from pipeline.annotate import AnnotateError, annotate_file, read_most_cards
from pipeline.literature import import_literature
from pipeline.settings import checkout
from pipeline.whole_folder import OutputFolderError
from reports.lab_report import report_schema
from variants.variation_grammar import parse_variation

LAB_FILES = checkout().parent / "shared" / "data" / "lab_files"
FIVE_TUMOURS = checkout() / "data" / "demo" / "lab" / "five_tumours.maf"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A small model with texts."""
    return str(write_small_model(tmp_path_factory.mktemp("model"), with_texts=True))


@pytest.fixture
def annotate(model, tmp_path, monkeypatch):
    """Annotate a file with the small model; return the folder of the report."""
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "home"))

    def run(file, out=None, **options):
        if not isinstance(file, Path):
            (tmp_path / "in.txt").write_text(file, encoding="utf-8")
            file = tmp_path / "in.txt"
        out = out or tmp_path / "out"
        annotate_file(file, out, model, **options)
        return out

    return run


def report_of(folder):
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


def table_of(folder, name="report.tsv"):
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture
def five(annotate):
    """The report on the demo file."""
    return annotate(FIVE_TUMOURS)


def test_every_row_of_the_demo_file_is_accounted_for(five):
    counts = report_of(five)["counts"]
    with FIVE_TUMOURS.open(encoding="utf-8") as stream:
        lines = [line for line in stream if not line.startswith("#")]
    assert counts["rows"] == len(lines) - 1
    assert counts["rows"] == sum(counts[k] for k in ("assessed", "not_assessed", "rejected"))
    rows = table_of(five)
    assert [int(row["line"]) for row in rows] == list(range(3, 3 + counts["rows"]))
    for status in ("assessed", "not_assessed", "rejected"):
        assert counts[status] == sum(row["status"] == status for row in rows)


def test_report_json_keeps_to_its_published_schema(five):
    published = json.loads((checkout() / "docs" / "report.schema.json").read_text("utf-8"))
    jsonschema.validate(report_of(five), published)


def test_rejected_rows_are_listed_with_line_value_and_reason(five):
    rejected = table_of(five, "rejected.tsv")
    assert [(row["line"], row["value"]) for row in rejected] == [
        ("18", "2-Mar"),
        ("26", "p.R1103?Q"),
    ]
    assert all(row["reason"] for row in rejected)
    assert report_of(five)["rejected"] == [{**row, "line": int(row["line"])} for row in rejected]


def test_samples_keep_their_names_and_variants(five):
    report = report_of(five)
    names = {v["number"]: f"{v['gene']} {v['variation']}" for v in report["variants"]}
    samples = {s["name"]: {names[n] for n in s["variants"]} for s in report["samples"]}
    assert list(samples) == ["LUNG-01", "SKIN-02", "COLON-03", "BLOOD-04", "LUNG-05"]
    assert samples["BLOOD-04"] == {"IDH1 R132H", "JAK2 V617F", "KIT D816V"}
    assert "MET X1010_splice" in samples["LUNG-05"]


def test_the_other_variants_of_a_sample_bear_on_its_therapies(five):
    [l858r] = [v for v in report_of(five)["variants"] if v["variation"] == "L858R"]
    assert "EGFR T790M" in l858r["beside"]
    erlotinib = next(t for t in l858r["therapies"] if t["therapy"] == "erlotinib")
    assert any("T790M, also in this sample" in words for words in erlotinib["conflicts"])


def test_a_variant_of_several_samples_is_advised_on_by_itself(five):
    [r175h] = [v for v in report_of(five)["variants"] if v["variation"] == "R175H"]
    assert r175h["samples"] == 2
    assert r175h["beside"] is None


def test_actionable_variants_come_first_and_then_the_most_confident(five):
    variants = report_of(five)["variants"]
    assert [v["number"] for v in variants] == list(range(1, len(variants) + 1))
    actionable = [v["actionable"] for v in variants]
    assert actionable == sorted(actionable, reverse=True)
    assert any(actionable)
    assert not all(actionable)
    others = [v["effect"] for v in variants if not v["actionable"]]
    confidence = [(e["answer"] == "abstain", -max(e["probabilities"].values())) for e in others]
    assert confidence == sorted(confidence)


def test_probabilities_sum_to_one_and_the_set_holds_known_classes(five):
    for variant in report_of(five)["variants"]:
        effect = variant["effect"]
        assert sum(effect["probabilities"].values()) == pytest.approx(1, abs=0.001)
        assert effect["most_probable"] == max(
            effect["probabilities"], key=effect["probabilities"].get
        )
        assert effect["prediction_set"]


def test_without_a_literature_store_the_report_says_that_no_text_was_read(five):
    report = report_of(five)
    assert "without text" in report["versions"]["literature"]
    assert not any(v["literature"]["used"] for v in report["variants"])
    assert {row["text_used"] for row in table_of(five)} == {"", "no"}


PAPER = "pmid\ttitle\ttext\tyear\n99\tA kinase\tBRAF V600E was activating in these cells.\t2020\n"


def imported(text, name, home, monkeypatch):
    """Import a file into the literature store of a home."""
    monkeypatch.setenv("ONCOLIT_HOME", str(home))
    (home / name).write_text(text, encoding="utf-8")
    import_literature(
        [home / name], kind=None, again=False, rejected=None, jobs=1, say=lambda _: None
    )


def test_a_variant_gets_its_text_from_the_literature_store(annotate, tmp_path, monkeypatch):
    without = report_of(annotate("BRAF p.Val600Glu\nKIT p.D816V\n"))
    (tmp_path / "home").mkdir(exist_ok=True)
    imported(PAPER, "papers.tsv", tmp_path / "home", monkeypatch)
    report = report_of(annotate("BRAF p.Val600Glu\nKIT p.D816V\n"))
    found = {v["gene"]: v for v in report["variants"]}
    literature = found["BRAF"]["literature"]
    assert literature["used"]
    assert [one["id"] for one in literature["citations"]] == ["99"]
    assert literature["sentences"][0]["text"] == "BRAF V600E was activating in these cells."
    assert not found["KIT"]["literature"]["used"]
    before = {v["gene"]: v["effect"] for v in without["variants"]}
    assert before["BRAF"]["case"] != found["BRAF"]["effect"]["case"]
    assert before["KIT"] == found["KIT"]["effect"]
    off = report_of(annotate("BRAF p.Val600Glu\nKIT p.D816V\n", use_literature=False))
    assert [v["effect"] for v in off["variants"]] == [v["effect"] for v in without["variants"]]
    assert "on demand" in off["versions"]["literature"]


def test_statements_of_civic_are_quoted_and_not_read(annotate, tmp_path, monkeypatch):
    without = report_of(annotate("BRAF p.V600E\n"))["variants"][0]["effect"]
    (tmp_path / "home").mkdir(exist_ok=True)
    statement = {"evidence_statement": "BRAF V600E responded."}
    imported(table(statement), "civic.tsv", tmp_path / "home", monkeypatch)
    [variant] = report_of(annotate("BRAF p.V600E\n"))["variants"]
    assert not variant["literature"]["used"]
    assert variant["literature"]["sentences"][0]["source"].startswith("CIViC EID")
    assert variant["effect"] == without


def test_explanations_go_to_as_many_variants_as_asked_for(annotate):
    variants = report_of(annotate(FIVE_TUMOURS, most_cards=3))["variants"]
    assert [v["explanation"] is not None for v in variants] == [True] * 3 + [False] * (
        len(variants) - 3
    )
    every = report_of(annotate(FIVE_TUMOURS, most_cards=None))["variants"]
    assert all(v["explanation"] is not None for v in every)


def test_a_maf_comes_back_with_columns_appended(five):
    given = FIVE_TUMOURS.read_text(encoding="utf-8").splitlines()
    lines = (five / "annotated.maf").read_text(encoding="utf-8").splitlines()
    assert [line.startswith(old) for line, old in zip(lines, given, strict=True)] == [True] * len(
        given
    )
    rows = list(csv.DictReader(lines[1:], delimiter="\t"))
    v600e = next(row for row in rows if row["HGVSp_Short"] == "p.V600E")
    [known] = [v for v in report_of(five)["variants"] if v["variation"] == "V600E"]
    assert v600e["ANNOTATED"] == "True"
    assert v600e["HIGHEST_SENSITIVE_LEVEL"] == "I-A"
    effect = known["effect"]
    label = "Unknown" if effect["answer"] == "abstain" else effect["label"]
    assert v600e["MUTATION_EFFECT"] == label
    silent = next(row for row in rows if row["HGVSp_Short"] == "p.Q787=")
    assert silent["ONCOLIT_STATUS"] == "not_assessed"
    assert silent["ONCOLIT_REASON"] == "synonymous"
    assert silent["MUTATION_EFFECT"] == ""


def test_a_column_that_the_file_has_already_stays_as_it_is(annotate):
    maf = (
        "Hugo_Symbol\tVariant_Classification\tHGVSp_Short\tMUTATION_EFFECT\n"
        "BRAF\tMissense_Mutation\tp.V600E\ttheirs\n"
    )
    [row] = table_of(annotate(maf), "annotated.maf")
    assert row["MUTATION_EFFECT"] == "theirs"
    assert row["MUTATION_EFFECT_oncolit"]


def test_a_file_of_one_sample_has_no_cohort_page_and_one_of_several_has(annotate, five):
    assert (five / "cohort.html").is_file()
    out = annotate("BRAF p.V600E\nKRAS p.G12C\n", out=five)
    assert not (out / "cohort.html").exists(), "left over from the earlier run"
    assert not (out / "annotated.maf").exists()


def test_a_list_without_samples_is_answered_without_samples(annotate):
    report = report_of(annotate("BRAF p.V600E\nKRAS p.G12C\n# a comment\n\nBRAF p.Nonsense\n"))
    assert report["counts"] == {"rows": 3, "assessed": 2, "not_assessed": 0, "rejected": 1}
    assert report["samples"] == []


def test_different_spellings_of_one_variant_are_one_variant(annotate):
    report = report_of(annotate("BRAF p.V600E\nBRAF:p.Val600Glu\nBRAF V600E\n"))
    [variant] = report["variants"]
    assert variant["rows"] == 3
    assert variant["hgvs_p"] == "p.Val600Glu"


def test_a_variant_of_the_training_data_is_told_apart_under_any_spelling(model, annotate):
    rows = read_model(Path(model)).classifier.training_
    gene, variation, label = rows[["Gene", "Variation", "Class"]].iloc[0]
    long = parse_variation(variation).hgvs_p
    report = report_of(annotate(f"{gene} {long}\n{gene} p.Trp1Cys\n"))
    seen = {v["hgvs_p"]: v["effect"]["training_class"] for v in report["variants"]}
    assert seen == {long: f"class{label}", "p.Trp1Cys": None}


def test_a_tumour_type_orders_and_tiers_the_therapies(annotate):
    def best(disease):
        report = report_of(annotate("BRAF p.V600E\n", disease=disease))
        assert report["disease"] == disease
        found = report["variants"][0]["therapies"]
        return {t["therapy"]: t["tier"] for t in found if t["direction"] == "sensitivity"}

    assert best("melanoma")["vemurafenib"] == "I"
    assert best("Colorectal Cancer")["vemurafenib"] != "I"


def test_a_tumour_type_that_is_not_known_is_said_to_be_so(annotate):
    assert (
        "'melonoma' is not known"
        in report_of(annotate("BRAF V600E\n", disease="melonoma"))["advice"][0]
    )
    assert report_of(annotate("BRAF V600E\n", disease="melanoma"))["advice"] == []


def test_options_say_which_rows_are_assessed(annotate):
    rules = make_rules(("synonymous_variant",), ("splice_site_variant",), any_filter=True)
    out = annotate(FIVE_TUMOURS, rules=rules)
    rows = {row["line"]: row for row in table_of(out)}
    assert rows["7"]["status"] == "assessed", "synonymous, as asked for"
    assert rows["11"]["status"] == "assessed", "of any filter, as asked for"
    assert rows["22"]["status"] == "not_assessed", "a splice site, left out"
    assert any("synonymous_variant" in words for words in report_of(out)["rules"])


def test_the_same_file_twice_gives_the_same_report(annotate, tmp_path):
    one, other = (annotate(FIVE_TUMOURS, out=tmp_path / name) for name in ("one", "other"))
    for name in ("report.json", "report.tsv", "report.html", "cohort.html", "annotated.maf"):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_nothing_is_written_where_the_file_breaks_off(annotate, tmp_path):
    whole = gzip.compress(FIVE_TUMOURS.read_bytes())
    (tmp_path / "cut.maf.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LabFileError, match=r"cut\.maf\.gz"):
        annotate(tmp_path / "cut.maf.gz", out=tmp_path / "new" / "report")
    assert not (tmp_path / "new").exists()


def test_an_earlier_report_stays_whole_where_the_next_file_cannot_be_read(annotate, five, tmp_path):
    before = {path.name: path.read_bytes() for path in five.iterdir()}
    (tmp_path / "broken.vcf").write_bytes(b"%PDF-1.7\n%binary")
    with pytest.raises(LabFileError, match="PDF"):
        annotate(tmp_path / "broken.vcf", out=five)
    assert {path.name: path.read_bytes() for path in five.iterdir()} == before
    assert not [path for path in five.parent.iterdir() if path.name.startswith(".")]


def test_the_input_is_never_overwritten(annotate, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "report.tsv").write_text("gene\tprotein change\nBRAF\tp.V600E\n", encoding="utf-8")
    with pytest.raises(OutputFolderError, match="would be overwritten"):
        annotate(folder / "report.tsv", out=folder)


def test_a_file_in_place_of_the_folder_is_refused(annotate, tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(OutputFolderError, match="is a file"):
        annotate("BRAF p.V600E\n", out=tmp_path / "taken")


@pytest.mark.parametrize(("text", "most"), [("500", 500), ("0", 0), ("all", None), (" All ", None)])
def test_how_many_cards_is_a_number_or_all(text, most):
    assert read_most_cards(text) == most


@pytest.mark.parametrize("text", ["-1", "many", "1.5", ""])
def test_any_other_number_of_cards_is_refused(text):
    with pytest.raises(AnnotateError, match="expected a whole number or all"):
        read_most_cards(text)


def run_command(*arguments, home):
    return run_oncolit(*arguments, env={"ONCOLIT_HOME": str(home), "PATH": "/usr/bin:/bin"})


def test_the_command_tells_what_it_did_and_exits_with_0(model, tmp_path):
    done = run_command(
        "annotate", FIVE_TUMOURS, "--out", tmp_path / "out", "--model", model, home=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "24 rows: 18 assessed, 4 not assessed, 2 rejected" in done.stdout
    assert done.stderr == ""


def test_a_report_with_nothing_assessed_exits_with_0(model, tmp_path):
    (tmp_path / "a.csv").write_text("gene,protein\nBRAF,p.V600=\nKRAS,p.Oops\n", encoding="utf-8")
    done = run_command(
        "annotate", tmp_path / "a.csv", "--out", tmp_path / "out", "--model", model, home=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert report_of(tmp_path / "out")["counts"]["assessed"] == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.maf", b""),
        ("scan.vcf", b"%PDF-1.4\nabc"),
        ("notes.txt", b"Dear colleague,\nhello\n"),
    ],
)
def test_what_is_no_known_format_exits_with_2_and_one_line(model, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    done = run_command(
        "annotate", tmp_path / name, "--out", tmp_path / "out", "--model", model, home=tmp_path
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert name in done.stderr
    assert not (tmp_path / "out").exists()


def test_without_a_model_the_command_says_how_to_get_one(tmp_path):
    done = run_command("annotate", FIVE_TUMOURS, "--out", tmp_path / "out", home=tmp_path)
    assert done.returncode == 2
    assert "make run" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.skipif(not LAB_FILES.is_dir(), reason=f"no {LAB_FILES}")
@pytest.mark.parametrize(
    "name",
    [
        "HCC1395_vep.vcf", "cbioportal_es_iocurie_2014_data_mutations.txt",
        "cbioportal_nbl_target_2018_data_mutations.txt", "mutect_example_unannotated.vcf",
        "tcga_brca_A18P.maf", "tcga_coad_unannotated_grch38.vcf.gz", "tcga_laml.maf.gz",
    ],
)  # fmt: skip
def test_every_row_of_real_files_is_accounted_for(annotate, name):
    path = LAB_FILES / name
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as stream:
        lines = [line.rstrip("\n") for line in stream if line.strip() and not line.startswith("#")]
    is_vcf = "vcf" in name
    expected = (
        sum(len(line.split("\t")[4].split(",")) for line in lines) if is_vcf else len(lines) - 1
    )
    report = report_of(annotate(path, most_cards=20))
    counts = report["counts"]
    assert counts["rows"] == expected
    assert counts["rows"] == counts["assessed"] + counts["not_assessed"] + counts["rejected"]
    if "unannotated" in name:
        assert counts["assessed"] == 0
        assert any("vep" in words.casefold() for words in report["advice"])
    else:
        assert counts["assessed"] > 0
    jsonschema.validate(report, report_schema())
