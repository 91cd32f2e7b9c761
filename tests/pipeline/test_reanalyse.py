"""``oncolit reanalyse`` as a person meets it, from an old report.json to what changed."""

import json
import os
import shutil

import jsonschema
import pytest
from civic_rows import table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oncolit_command import run_oncolit
from small_models import write_small_model

from intake.lab_row import Outcome
from pipeline.lab_outputs import CELL_LINES_TABLE, OUTPUTS
from pipeline.lab_stored import stored_content
from pipeline.reanalyse import NOT_WRITTEN, ReanalyseError, reanalyse_report
from pipeline.spool import Spool
from pipeline.stored_report import MOST_BYTES, StoredReportError, read_stored_report
from pipeline.whole_folder import OutputFolderError
from reports.lab_changes import Changes, changes_schema
from reports.lab_report import SCHEMA_VERSION, Report, report_schema

MAF = """\
Hugo_Symbol\tVariant_Classification\tHGVSp_Short\tTumor_Sample_Barcode\tNCBI_Build\tChromosome\
\tStart_Position\tReference_Allele\tTumor_Seq_Allele2
SETBP1\tMissense_Mutation\tp.D868N\tP-3\tGRCh37\t18\t42531907\tG\tA
KIT\tMissense_Mutation\tp.D816V\tP-1\tGRCh37\t4\t55599321\tA\tT
TP53\tSilent\tp.R213=\tP-1\tGRCh37\t17\t7578210\tT\tC
KIT\tMissense_Mutation\tp.D816V\tP-2\tGRCh37\t4\t55599321\tA\tT
HER2\tMissense_Mutation\tp.L755S\tP-2\tGRCh37\t17\t37880220\tT\tC
\tMissense_Mutation\tp.V1A\tP-2\tGRCh37\t1\t1\tA\tC
"""
CIVIC = table(
    {
        "molecular_profile": "SETBP1 D868N",
        "therapies": "Examplinib",
        "therapy_interaction_type": "",
        "evidence_level": "B",
    },
)


def oncolit(*arguments, home, code=0):
    environment = {**os.environ, "ONCOLIT_HOME": str(home)}
    environment.pop("MLFLOW_TRACKING_URI", None)
    done = run_oncolit(*arguments, env=environment)
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return write_small_model(tmp_path_factory.mktemp("model"), seed=0)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home without any import."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def old(tmp_path_factory, model, home):
    """The report on a small MAF."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "tumour.maf").write_text(MAF)
    out = folder / "report"
    oncolit("annotate", folder / "tumour.maf", "--out", out, "--model", model, home=home)
    return out / "report.json"


def changes_in(folder):
    text = (folder / "changes.json").read_text()
    jsonschema.validate(json.loads(text), changes_schema())
    return Changes.model_validate_json(text)


def stored(path):
    return Report.model_validate_json(path.read_text())


def test_a_report_analysed_again_at_once_has_not_changed(old, model, home, tmp_path):
    said = oncolit("reanalyse", old, "--out", tmp_path / "new", "--model", model, home=home)
    assert "Nothing changed: model, evidence base, literature, disease and oncolit" in said
    assert changes_in(tmp_path / "new").nothing_changed
    made = {path.name for path in (tmp_path / "new").iterdir()}
    assert made == OUTPUTS.difference(NOT_WRITTEN, [CELL_LINES_TABLE])  # there is no ranker
    before, after = stored(old), stored(tmp_path / "new/report.json")
    assert after.variants == before.variants
    assert after.samples == before.samples
    assert after.rejected == before.rejected
    assert after.counts == before.counts
    assert after.not_assessed == before.not_assessed
    assert after.drugs == before.drugs
    assert "without the file: rows, counts and why" in after.file.notes[-1]
    jsonschema.validate(json.loads((tmp_path / "new/report.json").read_text()), report_schema())
    assert "Nothing changed" in (tmp_path / "new/changes.html").read_text()


def test_a_new_release_of_the_evidence_base_is_told_with_its_statement(old, model, home, tmp_path):
    (tmp_path / "civic.tsv").write_text(CIVIC)
    later = tmp_path / "later"
    oncolit("knowledge", "import", "civic", tmp_path / "civic.tsv", home=later)
    out = tmp_path / "new"
    said = oncolit("reanalyse", old, "--out", out, "--model", model, home=later)
    assert "1 variant changed, 2 did not; 1 sample with another best tier" in said
    assert "Evidence base: then embedded table" in said
    changes = changes_in(out)
    assert [cause.name for cause in changes.causes] == ["evidence"]
    [found] = changes.variants
    assert (found.gene, found.variation, found.samples) == ("SETBP1", "D868N", ["P-3"])
    [gained] = [one for one in found.changes if one.kind == "therapy_gained"]
    assert (gained.therapy.casefold(), gained.evidence_gained) == ("examplinib", ["EID1"])
    assert {name for one in found.changes for name in one.causes} == {"evidence"}
    assert [(one.name, one.causes) for one in changes.samples] == [("P-3", ["evidence"])]
    lines = (out / "changes.tsv").read_text().splitlines()
    assert len(lines) == 1 + len(found.changes) + 1
    assert "examplinib" in (out / "changes.html").read_text().casefold()
    back = oncolit(
        "reanalyse", out / "report.json", "--out", tmp_path / "back", "--model", model, home=home
    )
    assert "therapy lost 1" in back


def test_another_model_changes_predictions_and_what_rests_on_them(old, home, tmp_path):
    other = write_small_model(tmp_path / "other", seed=1)
    oncolit("reanalyse", old, "--out", tmp_path / "new", "--model", other, home=home)
    changes = changes_in(tmp_path / "new")
    assert [cause.name for cause in changes.causes] == ["model"]
    assert "other training data" in changes.causes[0].words
    assert changes.variants
    named = {name for one in changes.variants for found in one.changes for name in found.causes}
    assert "model" in named
    assert named <= {"model", "prediction", "neighbour"}


def test_a_disease_that_is_not_known_is_told_until_it_is_put_right(
    old, model, home, tmp_path, monkeypatch
):
    monkeypatch.setenv("ONCOLIT_HOME", str(home))
    said = reanalyse_report(old, tmp_path / "a", str(model), "melanooma")
    assert "Tumour type 'melanooma' is not known" in said
    assert "Tumour type 'melanooma'" in stored(tmp_path / "a/report.json").advice[0]
    said = reanalyse_report(tmp_path / "a/report.json", tmp_path / "b", str(model), "")
    assert "not known" not in said
    report = stored(tmp_path / "b/report.json")
    assert (report.disease, report.advice) == (None, stored(old).advice)


def test_another_disease_is_an_option(old, model, home, tmp_path):
    out = tmp_path / "new"
    oncolit("reanalyse", old, "--out", out, "--model", model, "--disease", "melanoma",
            "--no-literature", "--explain", "1", home=home)  # fmt: skip
    report = stored(out / "report.json")
    assert (report.disease, report.n_cards) == ("melanoma", 1)
    assert {cause.name for cause in changes_in(out).causes} >= {"disease"}
    again = tmp_path / "again"
    oncolit("reanalyse", out / "report.json", "--out", again, "--model", model, home=home)
    assert stored(again / "report.json").disease == "melanoma"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no JSON, or broken off"),
        (b"no JSON at all", "no JSON, or broken off"),
        (b"\xff\xfe\x00", "no JSON, or broken off"),
        (b"[" * 100_000, "no JSON, or broken off"),
        (b"[1, 2]", "names no schema_version"),
        (b"{}", "names no schema_version"),
        (b'{"schema_version": 1}', "names no schema_version"),
        (b'{"schema_version": "2.1"}', "report of schema 2.1; this oncolit reads schema 1.x"),
        (f'{{"schema_version": "{SCHEMA_VERSION}"}}'.encode(), "notice: Field required (and "),
    ],
)
def test_what_is_no_report_is_refused_in_words(content, message, tmp_path):
    path = tmp_path / "report.json"
    path.write_bytes(content)
    with pytest.raises(StoredReportError, match=r"report\.json: ") as refused:
        read_stored_report(path)
    assert message in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_report_that_breaks_off_is_refused(share, old, tmp_path):
    data = old.read_bytes()
    (tmp_path / "report.json").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(StoredReportError, match="no JSON, or broken off"):
        read_stored_report(tmp_path / "report.json")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "report.json").open("wb") as stream:
        stream.truncate(2 * 10**9)
    assert MOST_BYTES < 2 * 10**9
    with pytest.raises(
        StoredReportError, match=r"2\.0 GB; expected a report\.json of at most 0\.5"
    ):
        read_stored_report(tmp_path / "report.json")


def test_there_is_no_file_or_it_is_a_folder(tmp_path):
    with pytest.raises(StoredReportError, match="there is no such file"):
        read_stored_report(tmp_path / "report.json")
    with pytest.raises(StoredReportError, match="no file; expected report"):
        read_stored_report(tmp_path)


def test_a_refusal_is_one_line_and_exit_code_2_and_nothing_is_written(home, tmp_path):
    (tmp_path / "report.json").write_text('{"schema_version": "7.0"}')
    out = tmp_path / "new"
    said = oncolit("reanalyse", tmp_path / "report.json", "--out", out, home=home, code=2)
    assert "report of schema 7.0; this oncolit reads schema 1.x" in said
    assert len(said.strip().splitlines()) == 1
    assert not out.exists()


def test_a_folder_with_tables_of_another_run_is_left_alone(old):
    before = sorted(old.parent.iterdir())
    with pytest.raises(ReanalyseError, match=r"holds report\.tsv of another run"):
        reanalyse_report(old, old.parent)
    assert sorted(old.parent.iterdir()) == before


def test_the_old_report_is_not_overwritten(old, model, tmp_path):
    shutil.copy(old, tmp_path)
    with pytest.raises(OutputFolderError, match=r"report\.json: would be overwritten"):
        reanalyse_report(tmp_path / "report.json", tmp_path, str(model))
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def other_minor(record):
    return record | {"schema_version": SCHEMA_VERSION.partition(".")[0] + ".999"}


def written(tmp_path, record):
    (tmp_path / "report.json").write_text(json.dumps(record))
    return read_stored_report(tmp_path / "report.json")


def test_a_report_of_another_minor_version_is_read_as_far_as_possible(old, tmp_path):
    record = other_minor(json.loads(old.read_text()))
    for variant in record["variants"]:
        del variant["warnings"], variant["beside"]
        variant["colour"] = "blue"
    read = written(tmp_path, record)
    assert {(tuple(one.warnings), one.beside) for one in read.report.variants} == {((), None)}
    assert "does not hold variants.beside, variants.warnings: taken as empty" in read.notes[0]
    assert "Left out of the earlier report, of schema 1.999: variants.colour." in read.notes[1]
    record["variants"][0]["contested"] = None
    with pytest.raises(StoredReportError, match=r"variants\.0\.contested: Input should be a valid"):
        written(tmp_path, record)
    record["variants"][0]["contested"] = []
    del record["variants"][0]["gene"]
    with pytest.raises(StoredReportError, match=r"variants\.0\.gene: Input should be a valid str"):
        written(tmp_path, record)


def test_a_report_of_this_version_must_be_whole(old, tmp_path):
    record = json.loads(old.read_text())
    del record["variants"][0]["warnings"]
    with pytest.raises(StoredReportError, match=r"variants\.0\.warnings: Field required"):
        written(tmp_path, record)


def test_a_report_that_contradicts_itself_is_refused(old, tmp_path):
    record = json.loads(old.read_text())
    record["samples"][0]["variants"].append(77)
    with pytest.raises(StoredReportError, match="sample 'P-3' has variant 77, which is not there"):
        written(tmp_path, record)
    record = json.loads(old.read_text())
    record["variants"][0]["number"] = record["variants"][1]["number"]
    with pytest.raises(StoredReportError, match="variants share a number"):
        written(tmp_path, record)
    record = json.loads(old.read_text())
    record["variants"][0]["occurrences"] = []
    with pytest.raises(StoredReportError, match="has no gene or no occurrence"):
        written(tmp_path, record)


def paths(value, path=()):
    """Every place in a record, the record itself first."""
    yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(item, (*path, key))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_put_or_missing_somewhere_is_read_or_refused(data, old, tmp_path):
    record = json.loads(old.read_text())
    if data.draw(st.booleans()):
        record = other_minor(record)
    *above, last = data.draw(st.sampled_from([path for path in paths(record) if path]))
    parent = record
    for step in above:
        parent = parent[step]
    if data.draw(st.booleans()):
        del parent[last]
    else:
        parent[last] = data.draw(st.sampled_from([None, [], {}, "", -1, 1e308, True, "x\t\n"]))
    try:
        report = written(tmp_path, record).report
    except StoredReportError:
        return
    with Spool(tmp_path / "spool") as spool:
        assert len(stored_content(report, spool).variants) <= len(report.variants)


def test_rows_that_the_report_only_counts_still_count(old, tmp_path):
    record = json.loads(old.read_text())
    record["variants"][0]["rows"] = 40
    report = written(tmp_path, record).report
    with Spool(tmp_path / "spool") as spool:
        rows = [one.n_rows for one in stored_content(report, spool).variants]
    assert sorted(rows) == sorted(one.rows for one in report.variants)


def test_stored_rows_stand_in_the_order_of_the_file(old, tmp_path):
    report = stored(old)
    with Spool(tmp_path / "spool") as spool:
        content = stored_content(report, spool)
        rows = list(spool)
    names = [(one.gene, one.variation) for one in content.variants]
    assert names == [("SETBP1", "D868N"), ("KIT", "D816V"), ("HER2", "L755S")]
    assert [(one.n_rows, one.n_samples) for one in content.variants] == [(1, 1), (2, 2), (1, 1)]
    assert [row.line for row in rows] == [2, 3, 5, 6]
    assert rows[0].variants[0].locus.position == 42531907
    assert content.counts == {
        Outcome.ASSESSED: 4, Outcome.NOT_ASSESSED: 1, Outcome.REJECTED: 1,
    }  # fmt: skip
    assert [(one.name, list(one.variants)) for one in content.samples] == [
        ("P-3", [0]),
        ("P-1", [1]),
        ("P-2", [1, 2]),
    ]


def test_annotations_of_the_file_are_read_again(old, tmp_path):
    record = json.loads(old.read_text())
    record["variants"][0]["annotations"] = {"CADD_PHRED": "31"}
    report = written(tmp_path, record).report
    with Spool(tmp_path / "spool") as spool:
        list(stored_content(report, spool).variants)
        held = {row.variants[0].annotations for row in spool}
    assert held == {(), (("CADD_PHRED", "31"),)}
