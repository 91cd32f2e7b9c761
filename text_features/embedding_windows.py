"""A text as the windows of tokens that a model reads, and how vectors of windows become one.

A window is as long as the model takes. Windows of a long text overlap by an eighth or more, so
that what stands at the edge of one stands inside another; they are spread evenly, so that none is
a short rest.
"""

from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import numpy as np

from text_features.embedding_folder import EmbeddingFolderError, ModelFolder, read_settings

OVERLAP = 8
"""A window shares at least one part in so many with the next."""

TOKENIZER_FILES = ("tokenizer.json", "vocab.txt")
"""What tokens are made by, first one first; the second for BERT only."""


@dataclass(frozen=True)
class Windows:
    """A text's windows.

    Parameters
    ----------
    ids : tuple of int64 arrays
        Token numbers of each window, special tokens included.
    weights : float array of shape (n_windows,)
        Tokens of each window that are not special; at least 1.
    n_tokens : int
        Tokens of the text.
    """

    ids: tuple[np.ndarray, ...]
    weights: np.ndarray
    n_tokens: int


class Tokenizer:
    """Splits texts into windows of tokens; ``lower_case`` says whether their case is lost.

    Parameters
    ----------
    folder : ModelFolder

    Raises
    ------
    EmbeddingFolderError
        The folder has no tokenizer that can be read.
    """

    def __init__(self, folder: ModelFolder) -> None:
        self.file = _tokenizer_file(folder)
        self._tokenizer = _open(self.file, folder)
        _require_words(self._tokenizer.get_vocab_size(), self.file, folder)
        self._lower_first = folder.lower_case
        self.lower_case = folder.lower_case or _lowers(self._tokenizer)
        self._before, self._after = _special_tokens(self._tokenizer, self.file)
        self._room = folder.max_tokens - len(self._before) - len(self._after)
        pad = folder.config.get("pad_token_id")
        self.pad_id = int(pad) if isinstance(pad, int) else 0

    def windows(self, text: str) -> Windows:
        """Split a text; one without a token has a window of special tokens alone."""
        if self._lower_first:
            text = text.lower()
        # a lone surrogate is no text that the tokenizer takes
        text = text.encode("utf-8", "replace").decode("utf-8")
        ids = np.array(self._tokenizer.encode(text, add_special_tokens=False).ids, dtype=np.int64)
        parts = [ids[start : start + self._room] for start in window_starts(len(ids), self._room)]
        return Windows(
            tuple(np.concatenate([self._before, part, self._after]) for part in parts),
            np.array([max(len(part), 1) for part in parts], dtype=np.float64),
            len(ids),
        )


def window_starts(n_tokens: int, room: int) -> list[int]:
    """Return where windows of ``room`` tokens begin, so that all tokens are in one.

    Examples
    --------
    >>> window_starts(5, 16)
    [0]
    >>> window_starts(40, 16)
    [0, 12, 24]
    """
    if n_tokens <= room:
        return [0]
    step = room - max(room // OVERLAP, 1)
    n_windows = -(-(n_tokens - room) // step) + 1
    return [round(place) for place in np.linspace(0, n_tokens - room, n_windows)]


def _tokenizer_file(folder: ModelFolder) -> Path:
    places = dict.fromkeys((folder.transformer, folder.path))
    for name in TOKENIZER_FILES:
        for place in places:
            if (place / name).is_file():
                return place / name
    raise EmbeddingFolderError(
        f"{folder.path}: no tokenizer; expected {' or, for BERT, '.join(TOKENIZER_FILES)}"
    )


def _require_words(n_tokens: int, file: Path, folder: ModelFolder) -> None:
    known = folder.config.get("vocab_size")
    if isinstance(known, int) and n_tokens > known:
        raise EmbeddingFolderError(
            f"{file}: {n_tokens} tokens, but the model of config.json knows {known}; expected the "
            "tokenizer that belongs to it"
        )


def _special_tokens(tokenizer: Any, file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return the tokens that go before and after those of a text."""
    try:
        probe = tokenizer.encode("a")
    except Exception as error:  # the library raises plain Exception
        raise EmbeddingFolderError(f"{file}: cannot split a text ({error})") from error
    places = np.flatnonzero(~np.array(probe.special_tokens_mask, dtype=bool))
    if not len(places):
        raise EmbeddingFolderError(
            f"{file}: no token for the text 'a'; expected a tokenizer that has one for any word"
        )
    ids = np.array(probe.ids, dtype=np.int64)
    return ids[: places[0]], ids[places[-1] + 1 :]


def _lowers(tokenizer: Any) -> bool:
    return tokenizer.normalizer is not None and "a" in tokenizer.normalizer.normalize_str("A")


def _is_cased(vocabulary: Path) -> bool:
    """Tell whether words were counted in their own case: capital letters are then tokens, too."""
    words = vocabulary.read_text(encoding="utf-8").splitlines()
    return not set(ascii_uppercase).isdisjoint(words)


def _open(file: Path, folder: ModelFolder) -> Any:
    from tokenizers import Tokenizer as FastTokenizer
    from tokenizers.implementations.bert_wordpiece import BertWordPieceTokenizer

    try:
        if file.name == TOKENIZER_FILES[0]:
            tokenizer = FastTokenizer.from_file(str(file))
            tokenizer.no_truncation()
            tokenizer.no_padding()
            return tokenizer
        if folder.config.get("model_type") != "bert":
            kind = folder.config.get("model_type")
            raise EmbeddingFolderError(
                f"{file}: for BERT only, not {kind}; expected tokenizer.json"
            )
        settings = read_settings(file.parent / "tokenizer_config.json")
        lower_case = settings.get("do_lower_case")
        return BertWordPieceTokenizer(
            str(file),
            lowercase=not _is_cased(file) if lower_case is None else bool(lower_case),
            strip_accents=settings.get("strip_accents"),
            handle_chinese_chars=bool(settings.get("tokenize_chinese_chars", True)),
        )
    except EmbeddingFolderError:
        raise
    except Exception as error:  # the library raises plain Exception
        detail = str(error).partition("\n")[0]
        raise EmbeddingFolderError(f"{file}: cannot be read as a tokenizer ({detail})") from error
