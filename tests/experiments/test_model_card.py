import pandas as pd
import pytest

from experiments.model_card import score_note, write_card
from experiments.model_folder import ModelCard
from text_features.embedding_source import EmbeddingSource

SCORES = {
    "log_loss": 1.5, "accuracy": 0.5, "macro_f1": 0.4, "balanced_accuracy": 0.3, "ece": 0.1,
    "log_loss_ci_low": 1.4, "log_loss_ci_high": 1.6,
}  # fmt: skip
TAGS = {"data.name": "msk", "data.sha256": "ab" * 32, "git.commit": "c0ffee", "data.demo": "false"}
COUNTS = {str(number): 100 for number in range(1, 10)}
CLASSES = pd.DataFrame(
    {"class": [1, 7], "precision": [0.5, 0.25], "recall": [0.75, 1.0], "f1": [0.6, 0.4],
     "support": [4, 2], "log_loss": [1.0, 2.0]}
)  # fmt: skip


def card(counts=None, tags=None, metrics=None, rows_read=None, embedded=None):
    model = ModelCard(
        *("ab" * 32, 900, 800, {**COUNTS, **(counts or {})}, ("a0",), {"SIFT": "string"}),
        rows_read=rows_read or {},
        embedding_source=embedded,
    )
    return write_card(
        model,
        {**TAGS, **(tags or {})},
        {"split.folds": 5, "split.seed": 0},
        metrics or {"text": {**SCORES, "baselines": {}}, "gene": {**SCORES, "baselines": {}}},
        {"text": CLASSES, "gene": CLASSES},
    )


def test_the_card_says_what_the_model_was_trained_on_and_by_which_code():
    text = card()
    assert f"| data | msk, sha256 `{'ab' * 32}` |" in text
    assert "900 variants, 800 of them with a text" in text
    assert "Gain-of-function (7) 100" in text
    assert "1 of embeddings, 1 of annotations" in text
    assert "commit `c0ffee` |" in text
    assert "commit `c0ffee`, with changes that are not committed |" in card(
        tags={"git.dirty": "true"}
    )


def test_the_card_has_the_scores_of_each_split_with_its_interval_and_question():
    lines = card().splitlines()
    assert "5 folds, seed 0" in card()
    assert (
        "| gene | a gene that is not in the training data | 1.500 (1.400 to 1.600) "
        "| 0.500 | 0.400 | 0.300 | 0.100 |" in lines
    )
    assert sum(line.startswith(("| text |", "| gene |")) for line in lines) == 2


def test_the_card_has_precision_and_recall_of_each_class():
    assert "| Gain-of-function (7) | 0.25, 1.00 | 0.25, 1.00 |" in card().splitlines()
    assert "| Neutral (3) |" not in card()


def test_the_card_says_which_rows_were_read_of_features_on_disk():
    assert "on disk" not in card()
    told = card(rows_read={"read_trees": 800, "read_regression": 90})
    assert "rows that members read: read_trees 800, read_regression 90 |" in told


def test_the_card_says_what_made_the_embeddings_where_it_is_known():
    assert "| embeddings |" not in card()
    told = card(embedded=EmbeddingSource("tiny", "cd" * 32, pooling="cls", max_tokens=12))
    assert f"| embeddings | model tiny, weights sha256 `{'cd' * 32}`, cls pooling" in told
    assert "windows of 12 tokens; `model.json` has all |" in told


def test_the_card_says_that_it_is_for_research_only():
    assert "not a medical device" in card()


@pytest.mark.parametrize("demo", ["true", "false"])
def test_only_a_model_of_the_demo_data_is_said_to_be_one(demo):
    assert ("Trained on the demo data" in card(tags={"data.demo": demo})) == (demo == "true")


def test_classes_with_few_rows_are_named_among_the_limits():
    assert "fewer than" not in card()
    assert "fewer than 50 training rows: Neutral (49)." in card(counts={"3": 49, "5": 50})


def test_a_long_card_fits_into_the_registrys_description():
    many = {regime: {**SCORES, "baselines": {str(n): SCORES for n in range(40)}}
            for regime in ("random", "text", "gene")}  # fmt: skip
    assert len(card(counts=dict.fromkeys(COUNTS, 1), metrics=many)) < 4000


def test_the_note_has_a_line_for_each_learner_in_each_split():
    note = score_note({"text": {**SCORES, "baselines": {"prior": {**SCORES, "log_loss": 2.0}}}})
    assert note.splitlines()[2:] == [
        "| text | oncolit | 1.500 (1.400 to 1.600) | 0.500 |",
        "| text | prior | 2.000 (1.400 to 1.600) | 0.500 |",
    ]
