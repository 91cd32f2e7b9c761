"""Which of a laboratory's variants the model was trained on: their answers have seen the label."""

from functools import lru_cache

from experiments.model_folder import TrainedModel
from reports.lab_report import ClassName
from variants.effect_class import CLASS_COLUMNS
from variants.gene_symbols import comparable_symbol
from variants.schema import CLASS, GENE, VARIATION
from variants.variation_grammar import VariationError, parse_variation


class TrainingClasses:
    """Classes of the training variants, found under any spelling.

    Parameters
    ----------
    trained : TrainedModel
    """

    def __init__(self, trained: TrainedModel) -> None:
        rows = trained.classifier.training_
        self._classes: dict[tuple[str, str], ClassName] = {
            _key(gene, variation): CLASS_COLUMNS[label - 1]
            for gene, variation, label in zip(
                rows[GENE], rows[VARIATION], rows[CLASS].astype(int), strict=True
            )
        }

    def find(self, gene: str, variation: str) -> ClassName | None:
        """Return the class, ``class1`` to ``class9``, that this very variant has there."""
        return self._classes.get(_key(gene, variation))


@lru_cache(maxsize=16384)
def _key(gene: str, variation: str) -> tuple[str, str]:
    try:
        name = parse_variation(variation).name
    except VariationError:
        name = variation.strip()
    return comparable_symbol(gene), name
