"""Laboratories' feedback as rows of a run: what is added, what is refused, what is said of it."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipeline import prepare as prepare_stage
from pipeline.cli import app
from pipeline.data_folder import DataFolder, read_data_folder
from pipeline.data_rows import DataFolderError
from pipeline.evaluate import score_data_set
from pipeline.feedback_rows import feedback_words, read_data_with_feedback, read_feedback
from pipeline.lab_head import is_demo
from pipeline.parameters import DataParameters
from pipeline.prepared import prepare, read_prepared, write_prepared
from pipeline.run import data_folder_set
from variants.effect_class import CLASS_COLUMNS

ROOT = Path(__file__).parents[2]
HEADER = "ID,Gene,Variation,Class\n"
DATA = "1,BRAF,V600E,7\n2,TP53,R175H,4\n3,ERBB2,V777L,7\n"


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "training_variants").write_text(HEADER + DATA)
    (folder / "training_text").write_text("ID,Text\n1||BRAF V600E activates.\n")
    return folder


@pytest.fixture
def write_feedback(tmp_path):
    def write(rows: str, text: str = "") -> Path:
        folder = tmp_path / "feedback"
        folder.mkdir(exist_ok=True)
        (folder / "training_variants").write_text(HEADER + rows)
        if text:
            (folder / "training_text").write_text(text)
        return folder

    return write


def read(data: Path, feedback: Path) -> DataFolder:
    return read_data_with_feedback(data, feedback)


def test_a_new_variant_is_added_with_its_class_and_said_to_be_feedback(data, write_feedback):
    folder = read(data, write_feedback("901,KIT,D816V,7\n"))
    assert folder.variants.loc[901].tolist() == ["KIT", "D816V", 7]
    assert folder.variants.loc[[1, 2, 3]].equals(read_data_folder(data).variants)
    assert folder.feedback == (901,)
    [marked] = [one for one in folder.observations if one.action == "feedback"]
    assert (marked.file, marked.line, marked.value) == (
        "feedback/training_variants", 2, "KIT D816V"
    )  # fmt: skip
    assert "class 7 by feedback" in marked.reason


@pytest.mark.parametrize("variant", ["BRAF,V600E", "braf,p.Val600Glu", "HER2,V777L", "P53,p.R175H"])
def test_a_variant_of_the_data_set_under_any_spelling_is_not_doubled(data, write_feedback, variant):
    folder = read(data, write_feedback(f"901,{variant},4\n902,KIT,D816V,7\n"))
    assert folder.feedback == (902,)
    assert len(folder.variants) == 4
    [fault] = folder.faults
    own = {"B": 7, "b": 7, "H": 7, "P": 4}[variant[0]]
    assert (fault.file, fault.line, fault.action) == ("feedback/training_variants", 2, "rejected")
    assert f"with class {own}, here with class 4" in fault.reason


def test_one_variant_twice_in_feedback_is_added_once(data, write_feedback):
    folder = read(data, write_feedback("901,KIT,D816V,7\n902,KIT,p.Asp816Val,4\n"))
    assert folder.variants.loc[list(folder.feedback), "Class"].tolist() == [7]
    assert "already on line 2 with class 7, here with class 4" in folder.faults[0].reason


def test_an_id_of_the_data_set_is_not_taken_by_feedback(data, write_feedback):
    folder = read(data, write_feedback("2,KIT,D816V,7\n", text="ID,Text\n2||Foreign.\n"))
    assert folder.feedback == ()
    assert folder.variants.loc[2, "Gene"] == "TP53"
    assert folder.texts.loc[2] == ""
    assert "ID 2 is that of another variant" in folder.faults[0].reason


def test_texts_of_feedback_come_with_their_rows(data, write_feedback):
    text = "ID,Text\n901||KIT D816V is active.\n902||Lost with its row.\n"
    folder = read(data, write_feedback("901,KIT,D816V,7\n902,BRAF,V600E,7\n", text))
    assert folder.texts.loc[901] == "KIT D816V is active."
    assert folder.counts["texts_kept"] == 2
    assert folder.counts["variants_without_text"] == 2


def test_every_row_that_was_read_is_counted_as_kept_or_rejected(data, write_feedback):
    text = "ID,Text\n901||One.\n902||Two.\nno||Three.\n"
    rows = "901,KIT,D816V,7\n902,BRAF,V600E,7\n903,,X,2\n904,MET,D1228N,10\n"
    counts = read(data, write_feedback(rows, text)).counts
    assert counts["rows_read"] == 7
    assert counts["variants_kept"] + counts["rows_rejected"] == 7
    assert (counts["feedback_kept"], counts["feedback_rejected"]) == (1, 3)
    for kind in ("texts", "embeddings", "annotations"):
        parts = sum(counts[f"{kind}_{name}"] for name in ("kept", "rejected", "dropped"))
        assert counts[f"{kind}_read"] == parts
    assert counts["texts_read"] == 4


def test_rows_of_feedback_have_no_annotation_and_the_others_keep_theirs(data, write_feedback):
    (data / "training_annotations.csv").write_text("ID,SIFT\n1,0.01\n2,0.2\n3,0.3\n")
    folder = read(data, write_feedback("901,KIT,D816V,7\n"))
    assert folder.annotations["SIFT"].iloc[:3].tolist() == [0.01, 0.2, 0.3]
    assert folder.annotations["SIFT"].isna().tolist() == [False, False, False, True]
    assert folder.counts["variants_without_annotation"] == 1


def test_the_digest_of_the_data_changes_with_the_feedback_and_only_with_it(data, write_feedback):
    own = read_data_folder(data).sha256
    first = read(data, write_feedback("901,KIT,D816V,7\n"))
    again = read(data, write_feedback("901,KIT,D816V,7\n"))
    other = read(data, write_feedback("901,KIT,D816V,4\n"))
    nothing_new = read(data, write_feedback("901,BRAF,V600E,7\n"))
    empty = read(data, write_feedback(""))
    assert len({own, first.sha256, other.sha256}) == 3
    assert first.sha256 == again.sha256
    assert nothing_new.sha256 == empty.sha256 == own
    assert first.base_sha256 == own


def test_an_empty_table_adds_nothing_and_is_the_default(data, write_feedback):
    plain = read_data_folder(data)
    folder = read(data, write_feedback(""))
    assert folder.counts == plain.counts
    assert folder.observations == plain.observations
    assert read_feedback(ROOT / DataParameters().feedback) is None


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no feedback here"),
        ({"training_variants": ""}, "the file is empty"),
        ({"training_variants": "ID,Gene\n"}, "no column Variation, Class"),
        ({"training_variants": HEADER + "901,KIT,D816V,class7\n"}, "no good row"),
        (
            {"training_variants": HEADER, "training_annotations.csv": "ID,SIFT\n"},
            "training_annotations.csv in feedback",
        ),
    ],
)
def test_a_folder_that_is_no_feedback_is_refused_in_words(data, tmp_path, files, message):
    folder = tmp_path / "given"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_text(content)
    with pytest.raises(DataFolderError, match=message):
        read_data_with_feedback(data, folder)


def test_the_stage_writes_what_became_of_each_row_of_feedback(data, write_feedback, tmp_path):
    feedback = write_feedback("901,KIT,D816V,7\n902,BRAF,V600E,4\n")
    params = tmp_path / "params.yaml"
    params.write_text(f"data:\n  dir: {data}\n  feedback: {feedback}\n")
    out = tmp_path / "out"
    out.mkdir()
    files = [out / name for name in ("prepared", "rejected.tsv", "observations.tsv", "rows.json")]
    prepare_stage.main(params, *files)
    rows = read_prepared(files[0])
    assert rows.feedback == (901,)
    assert rows.source == "data with 1 rows of feedback"
    assert "BRAF V600E" in files[1].read_text()
    assert "KIT D816V" in files[2].read_text()
    assert json.loads(files[3].read_text())["feedback_kept"] == 1


def test_what_was_prepared_is_read_back(data, write_feedback, tmp_path):
    rows = prepare(read(data, write_feedback("901,KIT,D816V,7\n")), "data")
    write_prepared(rows, tmp_path / "prepared")
    back = read_prepared(tmp_path / "prepared")
    assert (back.feedback, back.base_sha256, back.sha256) == (
        rows.feedback, rows.base_sha256, rows.sha256
    )  # fmt: skip


def test_scores_of_the_data_set_alone_do_not_see_the_feedback(data, write_feedback):
    rows = prepare(read(data, write_feedback("901,KIT,D816V,7\n")), "data")
    sure = pd.DataFrame(0.0, index=rows.variants.index, columns=list(CLASS_COLUMNS))
    for row, label in rows.labels.items():
        sure.loc[row, f"class{label}"] = 1.0
    sure.loc[901] = 0.0
    sure.loc[901, "class1"] = 1.0
    assert score_data_set(rows, sure)["accuracy_without_feedback"] == 1.0
    plain = prepare(read_data_folder(data), "data")
    assert score_data_set(plain, sure.loc[[1, 2, 3]]) == {}


def test_a_model_of_demo_data_and_feedback_is_still_one_of_demo_data(write_feedback, tmp_path):
    feedback = write_feedback("901,NOVEL9,D816V,7\n")
    folder = read(ROOT / "data" / "demo", feedback)
    from experiments.model_folder import ModelCard

    card = ModelCard(folder.sha256, 260, 253, {}, (), {}, 1, folder.base_sha256)
    assert is_demo(card)
    assert not is_demo(ModelCard(folder.sha256, 260, 253, {}, (), {}))


def test_the_commands_say_how_many_rows_of_feedback_were_added(data, write_feedback):
    folder = read(data, write_feedback("901,KIT,D816V,7\n902,BRAF,V600E,4\n"))
    assert feedback_words(folder) == "Rows of feedback: 1 of 2 were added. "
    assert feedback_words(read_data_folder(data)) == ""


@pytest.mark.parametrize("command", ["crossvalidate", "train"])
def test_a_command_refuses_a_folder_that_is_no_feedback(data, tmp_path, command):
    target = "--out" if command == "crossvalidate" else "--model"
    given = [command, str(data), target, str(tmp_path / "made"), "--feedback", str(tmp_path)]
    found = CliRunner().invoke(app, given)
    assert isinstance(found.exception, DataFolderError)
    assert "no feedback here" in str(found.exception)
    assert not (tmp_path / "made").exists()


def test_a_run_names_another_feedback_folder_for_its_time_only(tmp_path):
    params = tmp_path / "params.yaml"
    before = (ROOT / "params.yaml").read_bytes()
    params.write_bytes(before)
    with data_folder_set(params, None, Path("/some/feed: back")):
        text = params.read_text()
        assert 'feedback: "/some/feed: back"' in text
        assert "dir: data/demo" in text
    assert params.read_bytes() == before
