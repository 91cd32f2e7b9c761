"""What moved an answer, in plain words."""

import re

from experiments.pushes import Push, Pushes, ViewPush
from variants.effect_class import EffectClass

VIEW_WORDS = {
    "one_hot": "gene and variation by name",
    "consequence": "type of change",
    "substitution": "chemistry of the substitution",
    "position": "place in the protein",
    "neighbourhood": "similar training variants",
    "hotspot": "training variants at and near the residue",
    "response": "classes of the gene's training variants",
    "ngrams": "spelling of the variation",
    "recurrence": "recurrence in the table of hotspots",
    "annotations": "annotations",
    "annotated_neighbourhood": "training variants with similar annotations",
    "tfidf": "words of the text",
    "variant_tfidf": "words around the variant",
    "gene_tfidf": "words around the gene",
    "rest_tfidf": "words elsewhere in the text",
    "text_response": "words of the text, weighed by class",
    "variant_text_response": "words around the variant, weighed by class",
    "gene_text_response": "words around the gene, weighed by class",
    "mentions": "mentions and cues in the text",
    "doc2vec": "theme of the text (Doc2Vec)",
    "embeddings": "embedding of the text",
    "read_neighbourhood": "training variants with similar texts",
}
"""What each view reads, for people."""

_READABLE = frozenset(
    {"consequence", "substitution", "position", "recurrence", "annotations", "mentions"}
)
"""Views whose features mean something by themselves."""

_VIEWS_NAMED = 3
_FEATURES_NAMED = 2
_LEAST = 0.05
"""Weaker pushes are left out of the sentence."""


def feature_words(push: Push) -> str | None:
    """Return a feature and its value in words, None where its name would tell nothing.

    Examples
    --------
    >>> feature_words(Push("position", "residues_within_5", 12.0, 0.4))
    'residues within 5 = 12'
    >>> feature_words(Push("consequence", "type_substitution", 0.0, -0.1))
    'not type substitution'
    >>> feature_words(Push("tfidf", "tfidf_svd_3", 0.2, 0.1)) is None
    True
    """
    if push.view not in _READABLE:
        return None
    name = re.sub(r"[_\s]+", " ", push.feature).strip()
    if push.value is None:
        return f"{name} unknown"
    if push.view == "consequence" and push.value in (0, 1):
        return name if push.value else f"not {name}"
    return f"{name} = {push.value:.4g}"


def in_words(pushes: Pushes, probability: float) -> str:
    """Return one or two sentences: the class, what spoke for it, what against.

    Parameters
    ----------
    pushes : Pushes
    probability : float
        Of the most probable class.
    """
    label = EffectClass(pushes.effect).label
    told = [f"{label} ({probability:.2f})."]
    for words, sign in (("For it", 1), ("Against it", -1)):
        views = [view for view in pushes.views if sign * view.push >= _LEAST][:_VIEWS_NAMED]
        if views:
            told.append(f"{words}: {'; '.join(_view_words(view, sign) for view in views)}.")
    return " ".join(told)


def _view_words(view: ViewPush, sign: int) -> str:
    alike = [push for push in view.features if sign * push.push > 0]
    named = [words for push in alike if (words := feature_words(push))][:_FEATURES_NAMED]
    details = f" ({', '.join(named)})" if named else ""
    return f"{VIEW_WORDS.get(view.view, view.view)}{details} {view.push:+.2f}"
