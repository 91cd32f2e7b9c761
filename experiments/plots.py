"""Plots of held-out predictions, drawn without a screen."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from sklearn.calibration import calibration_curve
from sklearn.metrics import confusion_matrix

from experiments.scores import expected_calibration_error, reliability_table
from variants.effect_class import CLASS_COLUMNS, CLASS_NUMBERS, EffectClass

_BLUE = "#1f5a92"
_DPI = 130
_CLASS_BINS = 5


def draw_confusion(probabilities: pd.DataFrame, labels: pd.Series, regime: str) -> Figure:
    """Draw counts of actual against predicted classes, coloured by share of the actual class."""
    predicted = probabilities[list(CLASS_COLUMNS)].to_numpy().argmax(axis=1) + 1
    counts = confusion_matrix(labels, predicted, labels=list(CLASS_NUMBERS))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(7.6, 6.4), dpi=_DPI, layout="constrained")
    axes = figure.add_subplot()
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    names = [f"{effect.label} ({effect.value})" for effect in EffectClass]
    ticks = range(len(names))
    axes.set_xticks(ticks, names, rotation=40, ha="right")
    axes.set_yticks(ticks, names)
    for row in ticks:
        for column in ticks:
            if counts[row, column]:
                colour = "white" if shares[row, column] > 0.55 else "#222222"
                axes.text(column, row, counts[row, column], ha="center", va="center", color=colour)
    axes.set_xlabel("Predicted, out of fold")
    axes.set_ylabel("Curated")
    accuracy = counts.trace() / max(counts.sum(), 1)
    axes.set_title(f"Split: {regime} · accuracy {accuracy:.2f} · n = {counts.sum()}")
    figure.colorbar(image, ax=axes, label="Share of the curated class", shrink=0.8)
    return figure


def draw_reliability(probabilities: pd.DataFrame, labels: pd.Series, regime: str) -> Figure:
    """Draw the top class's accuracy against its probability, ten equal-width bins."""
    table = reliability_table(probabilities, labels)
    figure = Figure(figsize=(5.2, 5.6), dpi=_DPI, layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[4, 1])
    upper.plot([0, 1], [0, 1], color="#999999", linestyle="--", linewidth=1, label="perfect")
    upper.plot(table["confidence"], table["accuracy"], "o-", color=_BLUE, label="oncolit")
    upper.set_ylabel("Accuracy")
    upper.set_xlim(-0.02, 1.02)
    upper.set_ylim(-0.02, 1.02)
    upper.legend(loc="upper left", frameon=False)
    ece = expected_calibration_error(probabilities, labels)
    upper.set_title(f"Split: {regime} · expected calibration error {ece:.3f}")
    lower.bar(table["bin"] / 10 + 0.05, table["n"], width=0.09, color=_BLUE)
    lower.set_ylabel("Variants")
    lower.set_xlabel("Probability of the predicted class, out of fold")
    return figure


def draw_class_calibration(probabilities: pd.DataFrame, labels: pd.Series, regime: str) -> Figure:
    """Draw each class's share among the rows against its probability, fifths of the rows.

    A point above the line: the class is more frequent than it was said to be. Axes end
    where the class's own points do, for a rare class is never probable.
    """
    figure = Figure(figsize=(8.4, 8.6), dpi=_DPI, layout="constrained")
    panels = figure.subplots(3, 3).flat
    for effect, axes in zip(EffectClass, panels, strict=True):
        belongs = (labels == effect.value).to_numpy()
        share, probability = calibration_curve(
            belongs,
            probabilities[effect.column].to_numpy().clip(0, 1),
            n_bins=_CLASS_BINS,
            strategy="quantile",
        )
        end = 1.1 * max(share.max(), probability.max())
        axes.plot([0, end], [0, end], color="#999999", linestyle="--", linewidth=1)
        axes.plot(probability, share, "o-", color=_BLUE)
        axes.set_xlim(0, end)
        axes.set_ylim(0, end)
        axes.set_aspect("equal")
        axes.set_title(f"{effect.label} ({effect.value}) · n = {belongs.sum()}", fontsize=9)
    figure.suptitle(f"Split: {regime} · calibration of each class")
    figure.supxlabel("Mean probability, out of fold")
    figure.supylabel("Share of the variants that are of the class")
    return figure
