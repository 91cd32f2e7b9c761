"""What a text says of a variant, in numbers.

How often and where the variant, its gene and other variants are named, how many
variants share a sentence with it, and which cue phrases stand in its sentences, in
those next to them and in those of the gene.
"""

import numpy as np

from text_features.cue_counts import CUE_FEATURES, count_cues
from text_features.mention import Relation
from text_features.passages import around, gene_sentences
from text_features.reading import Reading

OPENING = 0.05
"""Share of a text's characters that stands for title and abstract."""

MOST_GENE_SENTENCES = 200
"""Sentences of the gene that are searched for cues, spread evenly over the text."""

_COUNTS = ("same", "residue", "other", "foreign", "gene")

_PLACES = (
    "sentences",
    "words",
    "same_sentences",
    "same_share",
    "same_first",
    "same_in_opening",
    "gene_first",
    "gene_in_opening",
    "distinct_others",
    "others_beside_least",
    "others_beside_mean",
    "rank_among_variants",
)

MENTION_FEATURES: tuple[str, ...] = (
    *(f"{name}_mentions" for name in _COUNTS),
    *_PLACES,
    *(f"variant_cue_{name}" for name in CUE_FEATURES),
    *(f"near_cue_{name}" for name in CUE_FEATURES),
    *(f"gene_cue_{name}" for name in CUE_FEATURES),
)
"""Names of the features, in order.

Counts are logarithms of one plus the count; ``…_first`` and ``…_in_opening`` are places as shares
of the text's length, NaN where there is no mention. A cue in a sentence with the variant weighs
one by the number of variants there; cues of the gene are a mean over its sentences.
"""


def mention_features(reading: Reading, window: int) -> np.ndarray:
    """Return float32 of shape (n_features,), see :data:`MENTION_FEATURES`.

    Parameters
    ----------
    reading : Reading
    window : int
        Sentences on either side that count as near the variant.
    """
    of_variant = reading.variant_sentences()
    near = np.setdiff1d(around(of_variant, window, len(reading.source.sentences)), of_variant)
    of_gene = _spread(gene_sentences(reading), MOST_GENE_SENTENCES)
    others = _others_beside(reading, of_variant)
    return np.concatenate(
        [
            _counts(reading),
            _places(reading, of_variant, others),
            _cues(reading, of_variant, 1 / (1 + others)),
            _cues(reading, near, np.ones(len(near))),
            _cues(reading, of_gene, np.ones(len(of_gene))) / max(len(of_gene), 1),
        ]
    ).astype(np.float32)


def _counts(reading: Reading) -> np.ndarray:
    counts = [
        *(
            reading.relations.count(relation)
            for relation in (
                Relation.SAME,
                Relation.RESIDUE,
                Relation.OTHER,
                Relation.FOREIGN,
            )
        ),
        len(reading.genes),
    ]
    return np.log1p(counts)


def _places(reading: Reading, of_variant: np.ndarray, others: np.ndarray) -> np.ndarray:
    length = max(len(reading.source.text), 1)
    same = [
        mention.start / length
        for mention, relation in zip(reading.source.variants, reading.relations, strict=True)
        if relation is Relation.SAME
    ]
    genes = [mention.start / length for mention in reading.genes]
    of_this_gene = sum(relation is not Relation.FOREIGN for relation in reading.relations)
    distinct = _mentions_by_variant(reading)
    return np.array(
        [
            np.log1p(len(reading.source.sentences)),
            np.log1p(reading.source.text.count(" ") + bool(reading.source.text)),
            np.log1p(len(of_variant)),
            len(same) / max(of_this_gene, 1),
            min(same, default=np.nan),
            float(np.mean(np.array(same) < OPENING)) if same else np.nan,
            min(genes, default=np.nan),
            float(np.mean(np.array(genes) < OPENING)) if genes else np.nan,
            np.log1p(len(distinct)),
            others.min() if len(others) else np.nan,
            others.mean() if len(others) else np.nan,
            sum(count > len(same) for count in distinct.values()) if same else np.nan,
        ]
    )


def _mentions_by_variant(reading: Reading) -> dict[str, int]:
    """Count the mentions of each other variant of the gene, by its canonical name."""
    counts: dict[str, int] = {}
    for mention, relation in zip(reading.source.variants, reading.relations, strict=True):
        if relation in (Relation.OTHER, Relation.RESIDUE):
            counts[mention.variation.name] = counts.get(mention.variation.name, 0) + 1
    return counts


def _others_beside(reading: Reading, sentences: np.ndarray) -> np.ndarray:
    """Return how many other variants stand in each of these sentences, shape (n_sentences,)."""
    names: dict[int, set[str]] = {int(sentence): set() for sentence in sentences}
    for mention, relation, sentence in zip(
        reading.source.variants, reading.relations, reading.source.variant_sentence, strict=True
    ):
        if relation is not Relation.SAME and int(sentence) in names:
            names[int(sentence)].add(mention.variation.name)
    return np.array([len(others) for others in names.values()], dtype=np.float64)


def _cues(reading: Reading, sentences: np.ndarray, weights: np.ndarray) -> np.ndarray:
    found = np.zeros(len(CUE_FEATURES))
    for position, weight in zip(sentences, weights, strict=True):
        found += weight * count_cues(reading.cues_of(int(position)))
    return found


def _spread(positions: np.ndarray, most: int) -> np.ndarray:
    """Keep at most so many positions, evenly spread."""
    if len(positions) <= most:
        return positions
    return positions[np.linspace(0, len(positions) - 1, most).astype(np.int64)]
