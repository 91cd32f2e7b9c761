"""The ``oncolit`` command as a person meets it: in a process of its own."""

import csv
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from oncolit_command import run_oncolit

REPOSITORY = Path(__file__).resolve().parents[2]
DEMO = REPOSITORY / "data" / "demo"
ONCOLIT = Path(sys.executable).with_name("oncolit")


def oncolit(*arguments, home, cwd=None):
    environment = {**os.environ, "ONCOLIT_HOME": str(home)}
    environment.pop("MLFLOW_TRACKING_URI", None)
    return run_oncolit(*arguments, env=environment, cwd=cwd)


@pytest.fixture(scope="module")
def quick_params(tmp_path_factory):
    path = tmp_path_factory.mktemp("params") / "params.yaml"
    path.write_text(
        "classifier: {n_estimators: 12, inner_folds: 2}\n"
        "text: {doc2vec_epochs: 2, doc2vec_inference_epochs: 2}\n"
        "evaluate: {bootstrap_resamples: 200}\n"
    )
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory, quick_params):
    folder = tmp_path_factory.mktemp("model") / "model"
    done = oncolit("train", DEMO, "--model", folder, "--params", quick_params, home=folder.parent)
    assert done.returncode == 0, done.stderr
    assert "Trained on 259 variants" in done.stdout
    return folder


def read_csv(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing command"),
        (("bogus",), "No such command 'bogus'"),
        (("crossvalidate", "somewhere"), "Missing option '--out'"),
        (("crossvalidate", "nowhere", "--out", "x"), "nowhere: no such folder"),
        (("crossvalidate", DEMO, "--split", "paper", "--out", "x"), "'paper' is not one of"),
        (
            ("crossvalidate", DEMO, "--folds", "1", "--out", "x"),
            "split.folds: Input should be greater than or equal to 2, got 1",
        ),
        (("crossvalidate", DEMO, "--folds", "300", "--out", "x"), "at least 300 rows, got 259"),
        (("crossvalidate", DEMO, "--params", "none.yaml", "--out", "x"), "none.yaml"),
        (("predict", "--variants", "none.csv", "--model", "m", "--out", "x.csv"), "m: no model"),
        (("predict", "--variants", "none.csv", "--out", "x.csv"), "make run"),
        (
            ("crossvalidate", DEMO, "--seed", "-1", "--out", "x"),
            "'--seed': Input should be greater than or equal to 0",
        ),
        (("data", "fetch", "tcga"), "'tcga' is not one of 'msk', 'gdsc'"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments, message, tmp_path):
    done = oncolit(*arguments, home=tmp_path, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("command", ["crossvalidate", "train", "predict", "therapies", "evidence"])
def test_help_teaches_by_example(command, tmp_path):
    done = oncolit(command, "--help", home=tmp_path)
    assert done.returncode == 0
    assert f"\n  oncolit {command} " in done.stdout


@pytest.fixture(scope="module")
def crossvalidated(tmp_path_factory, quick_params):
    """Cross-validate the demo data once for each split; return the home with the output in it."""
    home = tmp_path_factory.mktemp("home")

    @cache
    def run(split):
        done = oncolit(
            "crossvalidate", DEMO, "--split", split, "--folds", 3, "--seed", 1,
            "--out", home / split, "--params", quick_params, home=home,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return home

    return run


@pytest.mark.parametrize("split", ["random", "text", "gene"])
def test_crossvalidate_predicts_every_row_out_of_fold(split, crossvalidated):
    home = crossvalidated(split)
    out = home / split
    rows = read_csv(out / "oof.csv")
    variants = read_csv(DEMO / "training_variants")
    assert [row["ID"] for row in rows] == [row["ID"] for row in variants]
    assert {row["fold"] for row in rows} == {"0", "1", "2"}
    assert list(rows[0]) == ["ID", "fold", *(f"class{number}" for number in range(1, 10))]
    for row in rows:
        assert sum(float(row[f"class{n}"]) for n in range(1, 10)) == pytest.approx(1, abs=1e-6)
    metrics = json.loads((out / "metrics.json").read_text())
    assert metrics["split"] == split
    assert metrics["log_loss_ci_low"] < metrics["log_loss"] < metrics["log_loss_ci_high"]
    assert (out / "rejected.tsv").read_text().startswith("file\tline\tvalue\treason\taction")
    assert not (home / "mlruns").exists()  # MLflow's store is left alone


def test_gene_split_keeps_a_gene_on_one_side(crossvalidated):
    out = crossvalidated("gene") / "gene"
    fold_of = {}
    for row, variant in zip(
        read_csv(out / "oof.csv"), read_csv(DEMO / "training_variants"), strict=True
    ):
        assert fold_of.setdefault(variant["Gene"], row["fold"]) == row["fold"]


def test_crossvalidate_gives_the_same_numbers_twice(quick_params, tmp_path):
    outputs = []
    for name, hash_seed in (("one", "1"), ("two", "2")):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "ONCOLIT_HOME": str(tmp_path)}
        subprocess.run(
            [str(ONCOLIT), "crossvalidate", str(DEMO), "--folds", "2", "--out",
             str(tmp_path / name), "--params", str(quick_params)],
            check=True, capture_output=True, env=environment,
        )  # fmt: skip
        outputs.append((tmp_path / name / "oof.csv").read_bytes())
    assert outputs[0] == outputs[1]


def test_predict_answers_in_kaggles_submission_format(model, tmp_path):
    out = tmp_path / "answers.csv"
    variants = tmp_path / "test_variants"
    variants.write_text("ID,Gene,Variation\n7,BRAF,V600E\n9,NEWGENE,Q1*\nx,TP53,R175H\n")
    done = oncolit("predict", "--variants", variants, "--model", model, "--out", out, home=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = read_csv(out)
    assert list(rows[0]) == ["ID", *(f"class{number}" for number in range(1, 10))]
    assert [row["ID"] for row in rows] == ["7", "9"]
    assert "rejected 1 rows" in done.stdout
    assert "test_variants\t4\tx\t" in (tmp_path / "answers.rejected.tsv").read_text()


def test_predict_reads_the_text(model, tmp_path):
    variants = tmp_path / "v.csv"
    variants.write_text("ID,Gene,Variation\n0,BRAF,V600E\n")
    texts = tmp_path / "t.csv"
    texts.write_text(
        "ID,Text\n0||The protein was unstable, lost all activity and no longer bound its "
        "partner; growth suppression was abolished.\n"
    )
    answers = []
    for name, extra in (("without", ()), ("with", ("--text", texts))):
        out = tmp_path / f"{name}.csv"
        oncolit("predict", "--variants", variants, *extra, "--model", model, "--out", out,
                home=tmp_path)  # fmt: skip
        answers.append(out.read_text())
    assert answers[0] != answers[1]


def test_predict_writes_the_evidence_of_every_variant_where_texts_are_given(model, tmp_path):
    variants = tmp_path / "v.csv"
    variants.write_text("ID,Gene,Variation\n5,BRAF,V600E\n3,KIT,D816V\n9,BRAF,so to speak\n")
    texts = tmp_path / "t.csv"
    sentence = "BRAF V600E was activating in these cells."
    texts.write_text(f"ID,Text\n5||Mice were kept. {sentence}\n9||{sentence}\n")
    arguments = ("predict", "--variants", variants, "--model", model, "--out", tmp_path / "o.csv")
    done = oncolit(*arguments, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "o.evidence.jsonl").exists()
    done = oncolit(*arguments, "--text", texts, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"Sentences on the variants, with their cues: {tmp_path / 'o.evidence.jsonl'}" in (
        done.stdout
    )
    lines = (tmp_path / "o.evidence.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert [(row["ID"], row["Gene"], row["Variation"], row["has_text"]) for row in found] == [
        (5, "BRAF", "V600E", True), (3, "KIT", "D816V", False), (9, "BRAF", "so to speak", True),
    ]  # fmt: skip
    assert [[each["text"] for each in row["sentences"]] for row in found] == [[sentence], [], []]
    [cue] = found[0]["sentences"][0]["cues"]
    assert sentence[cue["start"] : cue["end"]] == "activating"


def test_predict_needs_no_home_that_can_be_written(model, tmp_path):
    variants = tmp_path / "v.csv"
    variants.write_text("ID,Gene,Variation\n0,BRAF,V600E\n")
    texts = tmp_path / "t.csv"
    texts.write_text("ID,Text\n0||BRAF V600E was activating.\n")
    home = tmp_path / "file"
    home.write_text("no folder")
    done = oncolit(
        "predict", "--variants", variants, "--text", texts, "--model", model,
        "--out", tmp_path / "o.csv", home=home / "deep",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [row["ID"] for row in read_csv(tmp_path / "o.csv")] == ["0"]


def test_predict_says_what_the_model_cannot_use(model, tmp_path):
    variants = tmp_path / "v.csv"
    variants.write_text("ID,Gene,Variation\n0,BRAF,V600E\n")
    annotations = tmp_path / "a.csv"
    annotations.write_text("ID,CADD_phred\n0,32\n")
    done = oncolit(
        "predict", "--variants", variants, "--annotations", annotations, "--model", model,
        "--out", tmp_path / "o.csv", home=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0
    assert "Not used: annotations, because the model was trained without" in done.stdout


@pytest.fixture(scope="module")
def side_tables(tmp_path_factory, quick_params):
    """A folder of rows with embeddings and annotations, and a model trained on it."""
    folder = tmp_path_factory.mktemp("side")
    variants = read_csv(DEMO / "training_variants")[:60]
    lines = [f"{row['ID']},{row['Gene']},{row['Variation']},{row['Class']}" for row in variants]
    (folder / "training_variants").write_text("ID,Gene,Variation,Class\n" + "\n".join(lines))
    generator = np.random.default_rng(0)
    embeddings = pd.DataFrame(generator.normal(size=(60, 3)), columns=["a0", "a1", "a2"])
    embeddings.insert(0, "ID", [int(row["ID"]) for row in variants])
    embeddings.to_parquet(folder / "training_embeddings.parquet")
    annotated = [f"{row['ID']},{n / 3},{'1' if n % 2 else 'T'}" for n, row in enumerate(variants)]
    (folder / "training_annotations.csv").write_text("ID,CADD,SIFT\n" + "\n".join(annotated))
    done = oncolit("train", folder, "--model", folder / "model", "--params", quick_params,
                   home=folder)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


def test_predict_refuses_embeddings_of_other_columns(side_tables, tmp_path):
    other = tmp_path / "other.parquet"
    pd.DataFrame({"ID": [0], "x": [1.0]}).to_parquet(other)
    done = oncolit(
        "predict", "--variants", side_tables / "training_variants", "--embeddings", other,
        "--model", side_tables / "model", "--out", tmp_path / "o.csv", home=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert "none of the 3 columns that the model was trained with is here" in done.stderr


def test_predict_says_which_columns_and_values_count_as_missing(side_tables, tmp_path):
    some = tmp_path / "some.parquet"
    pd.DataFrame({"ID": [0], "a0": [1.0]}).to_parquet(some)
    annotations = tmp_path / "annotations.csv"
    annotations.write_text("ID,CADD,SIFT\n0,high,1\n")
    done = oncolit(
        "predict", "--variants", side_tables / "training_variants", "--embeddings", some,
        "--annotations", annotations, "--model", side_tables / "model", "--out",
        tmp_path / "o.csv", home=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "2 of 3 columns" in done.stderr
    assert "a1, a2" in done.stderr
    assert "annotation CADD: 1 values are no numbers" in done.stderr


def test_an_annotation_is_read_alike_whatever_else_its_file_holds(side_tables, tmp_path):
    """A lone "1" in a column of names looks like a number; the model learnt it as a name."""
    answers = []
    for name, rows in (("lone", "1,0.5,1\n"), ("mixed", "1,0.5,1\n2,0.5,T\n")):
        annotations = tmp_path / f"{name}.csv"
        annotations.write_text("ID,CADD,SIFT\n" + rows)
        out = tmp_path / f"{name}.out.csv"
        oncolit(
            "predict", "--variants", side_tables / "training_variants", "--annotations",
            annotations, "--model", side_tables / "model", "--out", out, home=tmp_path,
        )  # fmt: skip
        answers.append(read_csv(out)[1])
    assert answers[0] == answers[1]


def test_predict_reads_annotations_from_a_vcf_annotated_by_vep(side_tables, tmp_path):
    variants, annotated = tmp_path / "v.csv", tmp_path / "annotated.vcf"
    variants.write_text("ID,Gene,Variation\n0,BRAF,V600E\n1,KIT,D816V\n")
    annotated.write_text(
        '##fileformat=VCFv4.2\n##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence '
        'annotations from Ensembl VEP. Format: Allele|SYMBOL|HGVSp|CADD">\n'
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
        "7\t140753336\t.\tA\tT\t.\t.\tCSQ=T|BRAF|ENSP1.1:p.Val600Glu|30\n"
    )
    done = oncolit(
        "predict", "--variants", variants, "--annotations", annotated, "--model",
        side_tables / "model", "--out", tmp_path / "o.csv", home=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"Annotated 1 of 2 variants from {annotated}" in done.stdout
    assert "1 of 2 columns" in done.stderr


def test_predict_says_how_to_annotate_a_bare_vcf(side_tables, tmp_path):
    bare = tmp_path / "bare.vcf"
    bare.write_text("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
    done = oncolit(
        "predict", "--variants", side_tables / "training_variants", "--annotations", bare,
        "--model", side_tables / "model", "--out", tmp_path / "o.csv", home=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert f"oncolit: {bare}: a VCF without annotations" in done.stderr
    assert "vep -i IN.vcf -o OUT.vcf --vcf" in done.stderr


def test_a_broken_model_is_one_clear_error(tmp_path):
    (tmp_path / "classifier.pickle").write_bytes(b"nonsense")
    (tmp_path / "model.json").write_text("{}")
    variants = tmp_path / "v.csv"
    variants.write_text("ID,Gene,Variation\n0,BRAF,V600E\n")
    done = oncolit("predict", "--variants", variants, "--model", tmp_path, "--out",
                   tmp_path / "o.csv", home=tmp_path)  # fmt: skip
    assert done.returncode == 2
    assert "the model cannot be read" in done.stderr
    assert len(done.stderr.splitlines()) == 1


SUGGESTION_FIELDS = {
    "therapy", "direction", "tier", "level", "civic_level", "basis", "origin", "disease",
    "disease_match", "requires", "citations",
}  # fmt: skip


def test_therapies_answers_from_curated_evidence_without_a_model(tmp_path):
    done = oncolit("therapies", "EGFR", "p.Thr790Met", "--disease", "NSCLC", "--json",
                   home=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["gene"], answer["variation"]) == ("EGFR", "p.Thr790Met")
    assert answer["effect"]["predicted"] is None
    by_therapy = {item["therapy"]: item for item in answer["suggestions"]}
    osimertinib = by_therapy["osimertinib"]
    assert set(osimertinib) >= SUGGESTION_FIELDS
    assert (osimertinib["direction"], osimertinib["tier"], osimertinib["level"]) == (
        "sensitivity", "I", "A",
    )  # fmt: skip
    assert (osimertinib["basis"], osimertinib["origin"]) == ("equivalent", "curated")
    assert osimertinib["disease_match"] is True
    assert {drug["name"] for drug in osimertinib["drugs"]} == {"osimertinib"}
    assert by_therapy["gefitinib"]["direction"] == "resistance"
    assert all(
        {"source", "id", "url"} == set(citation) and citation["id"]
        for item in answer["suggestions"]
        for citation in item["citations"]
    )
    assert all(item["citations"] for item in answer["suggestions"])


def test_therapies_reads_a_whole_sample(tmp_path):
    done = oncolit("therapies", "EGFR", "L858R", "--with", "EGFR T790M", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "EGFR L858R, beside EGFR T790M" in done.stdout
    assert "EGFR T790M, also in this sample, reports resistance to gefitinib: EID239" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["BRAF", " "], "expected a variation such as V600E, got ' '"),
        (["BRAF", "V600E", "--with", "NRAS"], "expected a variation such as V600E"),
    ],
)
def test_therapies_refuses_what_is_no_variant(tmp_path, arguments, message):
    done = oncolit("therapies", *arguments, home=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.parametrize(
    ("gene", "variation", "note"),
    [
        ("BRAF", "c.1799T>A", "names nucleotides only: ask for the change of the protein"),
        ("BRAF", "Vxx", "Variation not read, and compared by its text alone"),
        ("NOSUCHGENE", "V600E", "Gene 'NOSUCHGENE' is unknown"),
    ],
)
def test_therapies_says_what_it_does_not_understand(tmp_path, gene, variation, note):
    done = oncolit("therapies", gene, variation, "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert any(note in told for told in json.loads(done.stdout)["notes"])


def test_therapies_asks_for_two_variants_one_by_one(tmp_path):
    done = oncolit("therapies", "EGFR", "L858R + T790M", home=tmp_path)
    assert done.returncode == 2
    assert 'ask for EGFR L858R --with "EGFR T790M"' in done.stderr


def test_therapies_says_that_a_tumour_type_is_not_known(tmp_path):
    done = oncolit("therapies", "BRAF", "V600E", "--disease", "melanomma", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Tumour type 'melanomma' is not known")
    assert "Did you mean melanoma" in done.stdout


def test_therapies_says_when_nothing_fits(tmp_path):
    done = oncolit("therapies", "NOSUCHGENE", "A1B", home=tmp_path)
    assert done.returncode == 0
    assert "No therapy suggestion" in done.stdout


def test_fetch_says_what_to_do_without_credentials(tmp_path):
    done = oncolit("data", "fetch", "msk", "--out", tmp_path / "msk", home=tmp_path)
    assert done.returncode == 2
    assert "kaggle" in done.stderr.lower()
