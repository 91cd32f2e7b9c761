"""``oncolit predict`` says beside its probabilities what each answer is worth, and why."""

import json

import numpy as np
import pandas as pd
import pytest

from experiments.answers import ABSTAIN
from experiments.classifier import EffectClassifier, ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.inputs import inputs_from_table
from experiments.model_folder import TrainedModel, describe, write_model
from experiments.views import TextSettings
from pipeline.predict import predict_file
from variants.effect_class import CLASS_COLUMNS

GENES = ("BRAF", "KIT", "TP53", "PTEN", "EGFR", "MET")
SENTENCE = "BRAF V600E was activating in these cells."
VARIANTS = "ID,Gene,Variation\n5,BRAF,V600E\n3,KIT,D816V\n9,NEWGENE,Q1*\nx,TP53,R175H\n"
TEXTS = f"ID,Text\n5||Mice were kept. {SENTENCE}\n9||Nothing of note.\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A small model of rows of which every other has a text; the gene tells the class."""
    generator = np.random.default_rng(0)
    genes = generator.choice(GENES, 160)
    places = generator.integers(1, 900, 160)
    table = pd.DataFrame(
        {
            "Gene": genes,
            "Variation": [f"V{place}E" for place in places],
            "Text": [
                f"{gene} V{place}E was seen in cells." if row % 2 else None
                for row, (gene, place) in enumerate(zip(genes, places, strict=True))
            ],
        },
        index=pd.RangeIndex(160, name="ID"),
    )
    labels = pd.Series(np.where(np.isin(genes, ["BRAF", "KIT", "EGFR"]), 7, 4))
    settings = ExperimentSettings(
        ClassifierSettings(n_estimators=8, max_depth=3),
        TextSettings(tfidf_components=4, doc2vec_size=4, doc2vec_epochs=2, doc2vec_min_count=1),
    )
    inputs = inputs_from_table(table)
    fitted = EffectClassifier(settings).fit(inputs, labels.to_numpy())
    folder = tmp_path_factory.mktemp("model")
    write_model(TrainedModel(fitted, describe(inputs, labels, "ab" * 32)), folder)
    return folder


@pytest.fixture
def predict(model, tmp_path, monkeypatch):
    """Predict some variants; return what was told, the probabilities and the records."""
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "home"))

    def run(variants=VARIANTS, texts=None, why=True):
        (tmp_path / "v.csv").write_text(variants, encoding="utf-8")
        text = None
        if texts:
            text = tmp_path / "t.csv"
            text.write_text(texts, encoding="utf-8")
        out = tmp_path / "o.csv"
        told = predict_file(tmp_path / "v.csv", text, None, None, str(model), out, why)
        lines = (tmp_path / "o.answers.jsonl").read_text(encoding="utf-8").splitlines()
        return told, pd.read_csv(out, index_col="ID"), [json.loads(line) for line in lines]

    return run


@pytest.mark.parametrize("texts", [None, TEXTS], ids=["without text", "with text"])
def test_every_variant_has_its_record_in_order_that_agrees_with_its_probabilities(predict, texts):
    told, probabilities, records = predict(texts=texts)
    assert [(r["ID"], r["Gene"], r["Variation"]) for r in records] == [
        (5, "BRAF", "V600E"), (3, "KIT", "D816V"), (9, "NEWGENE", "Q1*")
    ]  # fmt: skip
    assert "What each answer is worth, and why it is so:" in told
    assert "o.answers.jsonl" in told
    assert list(probabilities.index) == [5, 3, 9]
    for record, (_, row) in zip(records, probabilities.iterrows(), strict=True):
        assert record["most_probable"] == row.idxmax()
        assert list(record["probabilities"].values()) == pytest.approx(row.tolist(), abs=5e-5)
        assert record["most_probable"] in record["prediction_set"]
        assert set(record["prediction_set"]) <= set(CLASS_COLUMNS)
        assert record["answer"] in (ABSTAIN, record["most_probable"])
        assert (record["answer"] == ABSTAIN) == bool(record["reason"])
        assert 0 <= record["measured"]["accuracy_low"] <= record["measured"]["accuracy"] <= 1
        assert record["why"]["words"].startswith(record["effect"])
        assert len(record["similar"]) == 5
    assert [record["case"]["seen"] for record in records] == ["gene seen"] * 2 + ["gene unseen"]


def test_a_text_says_of_a_record_what_it_names_and_leaves_its_sentences(predict):
    _, _, records = predict(texts=TEXTS)
    assert [record["case"]["named"] for record in records] == [
        "text mentions the variant", "no text mentions it", "no text mentions it"
    ]  # fmt: skip
    assert [[each["text"] for each in record["sentences"]] for record in records] == [
        [SENTENCE], [], []
    ]  # fmt: skip
    _, _, without = predict()
    assert {record["case"]["named"] for record in without} == {"no text mentions it"}
    assert [record["sentences"] for record in without] == [[], [], []]
    assert records[1] == without[1]
    assert records[0] != without[0]


@pytest.mark.parametrize("texts", [None, TEXTS], ids=["without text", "with text"])
def test_without_why_a_record_has_its_answer_alone_and_it_is_the_same(predict, texts):
    _, expected, whole = predict(texts=texts)
    told, probabilities, records = predict(texts=texts, why=False)
    assert "What each answer is worth:" in told
    why = ("why", "similar", "sentences")
    for record, full in zip(records, whole, strict=True):
        assert not set(why) & set(record)
        assert record == {key: value for key, value in full.items() if key not in why}
    pd.testing.assert_frame_equal(probabilities, expected)
