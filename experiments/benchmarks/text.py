"""How fast texts are cleaned, read and counted, against a notebook's loop and scikit-learn.

The corpus is made up of the MSK papers in ``../shared/data/msk``: stretches of 100 to 400 of
their words, of which a fifth are replaced by pseudo-words drawn by Zipf's law, so that the
vocabulary grows with the corpus as it does in life. Rows share texts. Both sides of a
comparison work on the same distinct texts, once, on one thread, after both have worked on a
few. Speed-ups are ratios of wall time.

Cleaning is ``normalise(clean(text))``, against two regular expressions and a loop that
leaves out stop words. TF-IDF is that of words and pairs of words, fitted and transformed. The
growth is the exponent of the time of both over corpora of one, two and four times the size.
Mentions are all that the texts say of every row (fields, features, evidence sentences), read
by two processes; each row asks for a variant of the MSK rows whose papers these are.
Prints a table and, as its last line, one JSON object. Without the papers it exits with 2.

    python experiments/benchmarks/text.py [--megabytes 212] [--seed 0] [--only cleaning tfidf]
"""

import argparse
import csv
import gc
import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer
from threadpoolctl import threadpool_limits

from engine.local_engine import LocalEngine
from text_features.literature import gather, read_texts
from text_features.mention_features import MENTION_FEATURES
from text_features.tfidf import WordTfidf
from text_features.tokens import normalise
from variants.schema import GENE, ID, VARIATION

Result = TypeVar("Result")

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
PAPERS = SHARED / "msk" / "training_text"

MEGABYTES = 212
ROWS = 3_321
TEXTS = 1_900
"""Size, rows and about the distinct texts of the MSK task; other sizes keep the ratios."""

FEWEST_TEXTS = 20

STRETCH = (100, 400)
"""Least and most words taken from one place."""

REPLACED = 0.2
ZIPF_EXPONENT = 1.3
"""Of pseudo-words; the vocabulary grows with about the 1/1.3-th power of the words drawn."""

SIZE_SPREAD = 0.5
"""Standard deviation of the natural logarithm of the texts' sizes."""

SYLLABLES = [consonant + vowel for consonant in "bcdfghjklmnprstvz" for vowel in "aeiouy"]

PROCESSES = 2
"""That read texts side by side."""

TURN = 100
"""Texts that one side cleans before the other does."""

GROWTH = (1, 2, 4)
MEASURES = ("cleaning", "tfidf", "mentions", "growth")
"""In the order in which they are taken."""

MIN_DOCUMENTS = 2
MAX_SHARE = 0.7
"""Terms in fewer documents, or a larger share of them, are left out, as in the pipeline."""

LARGEST_DIFFERENCE = 1e-6


class DifferentWeightsError(ValueError):
    """The two sides of the TF-IDF comparison do not agree."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Rows and their texts.

    Parameters
    ----------
    texts : list of str
        Distinct texts.
    document : int array of shape (n_rows,)
        Position of each row's text in ``texts``.
    """

    texts: list[str]
    document: np.ndarray

    @property
    def characters(self) -> int:
        """Characters of the distinct texts."""
        return sum(map(len, self.texts))


@lru_cache(maxsize=1 << 16)
def pseudo_word(number: int) -> str:
    """Spell a number, 1 or more, by syllables: the same number, the same word."""
    syllables = []
    while number:
        number, syllable = divmod(number, len(SYLLABLES))
        syllables.append(SYLLABLES[syllable])
    return "".join(syllables)


def made_up_texts(words: np.ndarray, megabytes: float, seed: int) -> Iterator[str]:
    """Yield the distinct texts of a corpus whose rows have so many megabytes."""
    rng = np.random.default_rng(seed)
    mean_size = MEGABYTES * 1e6 / ROWS
    for _ in range(max(round(TEXTS * megabytes / MEGABYTES), FEWEST_TEXTS)):
        size = mean_size * rng.lognormal(-(SIZE_SPREAD**2) / 2, SIZE_SPREAD)
        parts: list[str] = []
        while size > 0:
            parts.append(made_up_stretch(words, rng))
            size -= len(parts[-1]) + 1
        yield " ".join(parts)


def made_up_stretch(words: np.ndarray, rng: np.random.Generator) -> str:
    """Return words from one place, of which some are replaced."""
    part = words[rng.integers(len(words)) :][: rng.integers(STRETCH[0], STRETCH[1] + 1)]
    replaced = rng.random(len(part)) < REPLACED
    part = part.copy()
    numbers = np.minimum(rng.zipf(ZIPF_EXPONENT, int(replaced.sum())), 10**12).tolist()
    part[replaced] = [pseudo_word(number) for number in numbers]
    return " ".join(part)


def made_up_corpus(words: np.ndarray, megabytes: float, seed: int) -> Corpus:
    """Return texts, and rows that share them; each text has a row."""
    texts = list(made_up_texts(words, megabytes, seed))
    n_rows = max(round(ROWS * megabytes / MEGABYTES), len(texts))
    shared = np.random.default_rng(seed).integers(len(texts), size=n_rows - len(texts))
    return Corpus(texts, np.sort(np.concatenate([np.arange(len(texts)), shared])))


def paper_words(path: Path) -> np.ndarray:
    """Return the words of all papers, as they stand in the file."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return np.array([word for line in lines for word in line.partition("||")[2].split()], object)


def notebook_cleaning(text: str) -> str:
    """Clean as the loops of public notebooks do."""
    text = re.sub("[^a-zA-Z0-9\n]", " ", text)
    text = re.sub(r"\s+", " ", text)
    text = text.lower()
    cleaned = ""
    for word in text.split():
        if word not in ENGLISH_STOP_WORDS:
            cleaned += word + " "
    return cleaned


def our_cleaning(text: str) -> str:
    """Clean and tokenise."""
    from text_features.cleaning import clean

    return normalise(clean(text))


def our_tfidf(texts: list[str]) -> tuple[WordTfidf, csr_matrix]:
    """Fit and transform by our vectorizer."""
    tfidf = WordTfidf(ngram_max=2, min_df=MIN_DOCUMENTS, max_df=MAX_SHARE)
    return tfidf, tfidf.fit_transform(texts)


def their_tfidf(texts: list[str]) -> tuple[TfidfVectorizer, csr_matrix]:
    """Fit and transform by scikit-learn's."""
    tfidf = TfidfVectorizer(
        lowercase=False,
        token_pattern=r"\S+",
        ngram_range=(1, 2),
        sublinear_tf=True,
        min_df=MIN_DOCUMENTS,
        max_df=MAX_SHARE,
    )
    return tfidf, tfidf.fit_transform(texts)


def largest_difference(
    ours: tuple[WordTfidf, csr_matrix], theirs: tuple[TfidfVectorizer, csr_matrix]
) -> float:
    """Return the largest absolute difference of weights.

    Raises
    ------
    DifferentWeightsError
        Terms, their order or the places of weights differ, or weights by 1e-6 or more.
    """
    if ours[0].get_feature_names_out().tolist() != theirs[0].get_feature_names_out().tolist():
        raise DifferentWeightsError("the vectorizers have other terms or another order of them")
    for weights in (ours[1], theirs[1]):
        weights.sort_indices()
    if not all(
        np.array_equal(getattr(ours[1], part), getattr(theirs[1], part))
        for part in ("indptr", "indices")
    ):
        raise DifferentWeightsError("the vectorizers have weights in other places")
    difference = float(np.abs(ours[1].data - theirs[1].data).max(initial=0))
    if difference >= LARGEST_DIFFERENCE:
        raise DifferentWeightsError(f"weights differ by up to {difference:g}")
    return difference


@dataclass(slots=True)
class Stopwatch:
    """Adds up the seconds of what it runs, on the wall and of all threads' processor time."""

    wall: float = 0.0
    processor: float = 0.0

    def __call__(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Do the work and return its result."""
        wall, processor = time.perf_counter(), time.process_time()
        result = work(*arguments)
        self.wall += time.perf_counter() - wall
        self.processor += time.process_time() - processor
        return result


def line(work: str, characters: int, watch: Stopwatch, note: str = "") -> None:
    """Print a line of the table."""
    megabytes = characters / 1e6
    print(
        f"{work:<28}{megabytes:>8.1f}{watch.wall:>9.2f}{watch.processor:>9.2f}"
        f"{megabytes / watch.wall:>9.1f}  {note}".rstrip(),
        flush=True,
    )


def warm_up(texts: list[str]) -> None:
    """Let both sides import and compile what they need."""
    cleaned = [our_cleaning(text) for text in texts]
    notebook_cleaning(texts[0])
    our_tfidf(cleaned)
    their_tfidf(cleaned)


def measure_cleaning(corpus: Corpus) -> dict[str, float]:
    """Compare cleaning and tokenising with the notebook's loop, some texts at a time in turns."""
    ours, theirs = Stopwatch(), Stopwatch()
    for start in range(0, len(corpus.texts), TURN):
        texts = corpus.texts[start : start + TURN]
        ours(list, map(our_cleaning, texts))
        theirs(list, map(notebook_cleaning, texts))
    line("cleaning, tokens", corpus.characters, ours)
    line("cleaning, notebook", corpus.characters, theirs)
    return {
        "cleaning_speedup": round(theirs.wall / ours.wall, 2),
        "cleaning_seconds": round(ours.wall, 2),
    }


def measure_tfidf(corpus: Corpus) -> dict[str, float]:
    """Compare TF-IDF with scikit-learn's on normalised texts."""
    texts = [our_cleaning(text) for text in corpus.texts]
    characters = sum(map(len, texts))
    watch, their_watch = Stopwatch(), Stopwatch()
    gc.collect()
    ours = watch(our_tfidf, texts)
    line("TF-IDF", characters, watch, f"{ours[1].nnz:,} weights of {ours[1].shape[1]:,} terms")
    gc.collect()
    theirs = their_watch(their_tfidf, texts)
    line("TF-IDF, scikit-learn", characters, their_watch)
    difference = largest_difference(ours, theirs)
    print(f"same terms in the same order, weights that differ by at most {difference:.1e}")
    return {
        "tfidf_speedup": round(their_watch.wall / watch.wall, 2),
        "tfidf_seconds": round(watch.wall, 2),
        "tfidf_threads": round(watch.processor / watch.wall, 2),
        "tfidf_largest_difference": difference,
    }


def measure_growth(words: np.ndarray, megabytes: float, seed: int) -> dict[str, float]:
    """Time cleaning and TF-IDF over growing corpora, whose raw texts are not kept.

    The exponent is that of processor time, which other processes hardly lengthen.
    """
    sizes, times = [], []
    for factor in GROWTH:
        watch, characters, texts = Stopwatch(), 0, []
        for text in made_up_texts(words, factor * megabytes, seed):
            texts.append(watch(our_cleaning, text))
            characters += len(text)
        cleaning = watch.processor
        n_terms = watch(our_tfidf, texts)[1].shape[1]
        sizes.append(characters)
        times.append(watch.processor)
        note = f"{cleaning:.1f} s and {watch.processor - cleaning:.1f} s; {n_terms:,} terms"
        line(f"cleaning and TF-IDF, {factor}x", characters, watch, note)
    return {"growth": round(float(np.polyfit(np.log(sizes), np.log(times), 1)[0]), 3)}


def measure_mentions(corpus: Corpus, asked: list[tuple[str, str]]) -> dict[str, float]:
    """Time what the texts say of all rows, read by two processes."""
    watch = Stopwatch()
    reading = partial(read_texts, engine=LocalEngine(PROCESSES))
    read = watch(lambda: dict(reading(corpus.texts, corpus.document, asked)))
    literature = watch(gather, map(read.get, range(len(asked))), len(asked))
    same = literature.features[:, MENTION_FEATURES.index("same_mentions")] > 0
    note = f"{len(same):,} rows, the variant named in {same.mean():.0%}"
    line("mentions, two processes", corpus.characters, watch, note)
    return {"mentions_seconds": round(watch.wall, 2)}


def asked_variants(n_rows: int, seed: int) -> list[tuple[str, str]]:
    """Deal out the genes and variations of the MSK rows that have a text."""
    with (PAPERS.parent / "training_variants").open(encoding="utf-8") as handle:
        variants = {row[ID]: (row[GENE], row[VARIATION]) for row in csv.DictReader(handle)}
    numbers = [text.partition("||")[0] for text in PAPERS.read_text("utf-8").splitlines()[1:]]
    dealt = np.random.default_rng(seed).integers(len(numbers), size=n_rows)
    return [variants[numbers[place]] for place in dealt.tolist()]


def peak_gigabytes() -> float:
    """Return the peak resident memory of this process, plus those of as large children."""
    own, largest_child = (
        resource.getrusage(kind).ru_maxrss
        for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage counts kibibytes on Linux
    return (own + PROCESSES * largest_child) * unit / 1e9


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=float, default=MEGABYTES, help="of all rows' texts")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=MEASURES)
    return parser.parse_args()


def main() -> int:
    """Measure what is asked for and print it."""
    arguments = parse_arguments()
    if not PAPERS.exists():
        print(f"the corpus is made of the MSK papers, which are not at {PAPERS}", file=sys.stderr)
        return 2
    words = paper_words(PAPERS)
    corpus = made_up_corpus(words, arguments.megabytes, arguments.seed)
    print(
        f"{len(corpus.document):,} rows of {len(corpus.texts):,} distinct texts, "
        f"seed {arguments.seed}\n{'work':<28}{'MB':>8}{'wall s':>9}{'CPU s':>9}{'MB a s':>9}"
    )
    measures: dict[str, Callable[[], dict[str, float]]] = {
        "cleaning": partial(measure_cleaning, corpus),
        "tfidf": partial(measure_tfidf, corpus),
        "growth": partial(measure_growth, words, arguments.megabytes, arguments.seed),
        "mentions": lambda: measure_mentions(
            corpus, asked_variants(len(corpus.document), arguments.seed)
        ),
    }
    figures: dict[str, float] = {}
    with threadpool_limits(1):
        warm_up(corpus.texts[:FEWEST_TEXTS])
        for name in MEASURES:
            if name in arguments.only:
                figures |= measures[name]()
    figures["peak_gb"] = round(peak_gigabytes(), 2)
    print(f"peak resident memory {figures['peak_gb']} GB")
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
