"""Models that are fitted in a second, for tests of what asks one."""

import numpy as np
import pandas as pd

from experiments.classifier import EffectClassifier, ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.inputs import inputs_from_table
from experiments.model_folder import TrainedModel, describe, write_model
from experiments.views import TextSettings

GENES = ("BRAF", "KIT", "EGFR", "TP53", "PTEN", "MET")
GAINS = ("BRAF", "KIT", "EGFR")
"""Of class 7; the others are of class 4. A model of another seed than 0 has it the other way."""

_ROWS = 160


def write_small_model(folder, *, seed=0, with_texts=False):
    """Write a model whose gene tells the class; return its folder."""
    generator = np.random.default_rng(seed)
    genes = generator.choice(GENES, _ROWS)
    places = generator.integers(1, 900, _ROWS)
    texts = [f"{gene} was seen in cells." if n % 2 else None for n, gene in enumerate(genes)]
    table = pd.DataFrame(
        {
            "Gene": genes,
            "Variation": [f"V{place}E" for place in places],
            "Text": texts if with_texts else None,
        },
        index=pd.RangeIndex(_ROWS, name="ID"),
    )
    is_gain = np.isin(genes, GAINS)
    labels = pd.Series(np.where(is_gain if seed == 0 else ~is_gain, 7, 4))
    settings = ExperimentSettings(
        ClassifierSettings(n_estimators=8, max_depth=3),
        TextSettings(tfidf_components=4, doc2vec_size=4, doc2vec_epochs=2, doc2vec_min_count=1),
    )
    inputs = inputs_from_table(table)
    fitted = EffectClassifier(settings).fit(inputs, labels.to_numpy())
    write_model(TrainedModel(fitted, describe(inputs, labels, f"{seed:02d}" * 32)), folder)
    return folder
