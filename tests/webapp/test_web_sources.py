"""What answers now, and what takes its place."""

import pytest
from small_models import write_small_model

from pipeline.models import NoModelError
from webapp.answering import AnsweringDesk, DeskBusyError
from webapp.classification import Question
from webapp.sources import CurrentSources

BRAF = Question(gene="BRAF", variation="V600E")


@pytest.fixture
def own_model(tmp_path, home):
    return write_small_model(tmp_path / "own")


def answer_of(sources, question=BRAF):
    desk = AnsweringDesk(sources)
    answer = desk.ask(question).result(30)
    desk.stop()
    return answer


def test_without_a_model_there_is_nothing_to_serve(home):
    with pytest.raises(NoModelError, match="no model here"):
        CurrentSources(str(home / "nowhere"))


def test_a_new_model_takes_the_place_of_the_old_at_the_next_look(own_model):
    sources = CurrentSources(str(own_model))
    assert not sources.refresh()
    before = answer_of(sources)
    write_small_model(own_model, seed=1)
    assert answer_of(sources).versions == before.versions
    assert sources.refresh()
    after = answer_of(sources)
    assert before.variant.effect.most_probable == "class7"
    assert after.variant.effect.most_probable == "class4"
    assert after.versions.model_data != before.versions.model_data


def test_who_holds_the_old_model_goes_on_with_it(own_model):
    sources = CurrentSources(str(own_model))
    held = sources.current
    write_small_model(own_model, seed=1)
    sources.refresh()
    assert held is not sources.current
    assert held.answerer.trained.card.data_sha256 == "00" * 32


def test_a_model_that_cannot_be_read_leaves_the_old_one_answering(own_model):
    sources = CurrentSources(str(own_model))
    (own_model / "classifier.pickle").write_bytes(b"no model")
    assert not sources.refresh()
    assert "cannot be read" in sources.trouble
    assert answer_of(sources).variant.effect.most_probable == "class7"


def test_questions_that_come_together_get_their_own_answers(own_model):
    desk = AnsweringDesk(CurrentSources(str(own_model)))
    genes = ["BRAF", "TP53", "KIT", "PTEN"] * 10
    asked = [desk.ask(Question(gene=gene, variation=f"V{n}E")) for n, gene in enumerate(genes, 1)]
    answers = [one.result(60).variant for one in asked]
    desk.stop()
    alone = CurrentSources(str(own_model))
    assert [(one.gene, one.variation) for one in answers] == [
        (gene, f"V{n}E") for n, gene in enumerate(genes, 1)
    ]
    assert (
        answers[1].effect == answer_of(alone, Question(gene="TP53", variation="V2E")).variant.effect
    )


def test_a_question_that_breaks_breaks_no_other(own_model, monkeypatch):
    sources = CurrentSources(str(own_model))
    ask = sources.current.answerer.answer

    def answer(rows, given):
        if any(row.gene == "KIT" for row in rows):
            raise RuntimeError("broken")
        return ask(rows, given)

    monkeypatch.setattr(sources.current.answerer, "answer", answer)
    desk = AnsweringDesk(sources)
    asked = {
        gene: desk.ask(Question(gene=gene, variation="V600E")) for gene in ("BRAF", "KIT", "MET")
    }
    assert asked["BRAF"].result(30).variant.gene == "BRAF"
    assert asked["MET"].result(30).variant.gene == "MET"
    with pytest.raises(RuntimeError, match="broken"):
        asked["KIT"].result(30)
    desk.stop()


def test_the_desk_turns_away_more_than_may_wait(own_model):
    desk = AnsweringDesk(CurrentSources(str(own_model)), most_waiting=1)

    def ask_often():
        for _ in range(100):
            desk.ask(BRAF)

    with pytest.raises(DeskBusyError, match="1 questions wait already"):
        ask_often()
    desk.stop()


def test_a_text_that_is_sent_is_read_and_quoted(home, small_model):
    text = "BRAF was seen in cells. The BRAF V600E mutation activates the kinase."
    sources = CurrentSources(str(small_model))
    answer = answer_of(sources, Question(gene="BRAF", variation="V600E", text=text))
    assert answer.text.used
    assert [one.text for one in answer.text.sentences] == [
        "The BRAF V600E mutation activates the kinase."
    ]
    without = answer_of(sources)
    assert not without.text.given
    assert without.variant.effect.probabilities != answer.variant.effect.probabilities


def test_a_model_that_learnt_without_texts_says_that_it_reads_none(own_model):
    question = Question(gene="BRAF", variation="V600E", text="BRAF V600E activates.")
    answer = answer_of(CurrentSources(str(own_model)), question)
    assert not answer.text.used
    assert "not read" in answer.text.words
    assert answer.variant.effect == answer_of(CurrentSources(str(own_model))).variant.effect
