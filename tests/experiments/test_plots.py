import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments.plots import draw_class_calibration, draw_confusion, draw_reliability

COLUMNS = [f"class{number}" for number in range(1, 10)]
LABELS = pd.Series([1, 1, 1, 7])


def answers(*classes, probability=0.6):
    matrix = np.full((len(classes), 9), (1 - probability) / 8)
    matrix[np.arange(len(classes)), np.asarray(classes) - 1] = probability
    return pd.DataFrame(matrix, columns=COLUMNS)


def test_the_confusion_counts_curated_classes_against_predicted_ones():
    axes = draw_confusion(answers(1, 1, 7, 7), LABELS, "gene").axes[0]
    written = {text.get_position(): text.get_text() for text in axes.texts}
    # x is the predicted class, y the curated one, both from 0
    assert written == {(0, 0): "2", (6, 0): "1", (6, 6): "1"}
    assert axes.get_title() == "Split: gene · accuracy 0.75 · n = 4"
    assert axes.get_yticklabels()[6].get_text() == "Gain-of-function (7)"


def test_the_confusion_does_not_depend_on_the_order_of_the_columns():
    probabilities = answers(1, 1, 7, 7)[COLUMNS[::-1]]
    axes = draw_confusion(probabilities, LABELS, "text").axes[0]
    assert "accuracy 0.75" in axes.get_title()


def test_the_reliability_plot_names_the_calibration_error():
    # One bin: confidence 0.6, accuracy 0.75.
    figure = draw_reliability(answers(1, 1, 7, 7), LABELS, "random")
    assert figure.axes[0].get_title() == "Split: random · expected calibration error 0.150"


def test_the_class_calibration_has_a_panel_a_class_with_shares_against_probabilities():
    panels = draw_class_calibration(answers(1, 1, 7, 7), LABELS, "text").axes
    assert len(panels) == 9
    assert panels[6].get_title() == "Gain-of-function (7) · n = 1"
    # Class 7: said to be 0.05 in two rows, which it is not, and 0.6 in two, which one of them is.
    probability, share = panels[6].lines[1].get_data()
    assert probability == pytest.approx([0.05, 0.6])
    assert share == pytest.approx([0, 0.5])


def test_a_class_that_never_or_always_occurs_is_drawn_as_such():
    panels = draw_class_calibration(answers(1, 1, 1), pd.Series([1, 1, 1]), "text").axes
    assert panels[0].lines[1].get_ydata() == pytest.approx([1.0])
    assert panels[3].lines[1].get_ydata() == pytest.approx([0.0])


@pytest.mark.parametrize("draw", [draw_confusion, draw_reliability, draw_class_calibration])
def test_a_figure_is_written_as_png_without_a_screen(draw, tmp_path, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    figure = draw(answers(1, 1, 7, 7), LABELS, "random")
    assert isinstance(figure, Figure)
    figure.savefig(tmp_path / "plot.png")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
