"""What made a file of embeddings: vectors of another model, or of other settings, do not compare.

``oncolit embed`` writes it into its file, training keeps it with the model.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

METADATA = b"oncolit"
"""Key of the Parquet file's metadata: how the embeddings were made, as JSON."""


@dataclass(frozen=True)
class EmbeddingSource:
    """What made embeddings; None where it is not known.

    Parameters
    ----------
    model : str
        Name of the model's folder, for people.
    weights_sha256, tokenizer_sha256 : str
    pooling : str
    normalised : bool
    max_tokens : int
        Of a window, the model's special tokens included.
    lower_case : bool
        Whether texts were put in small letters.
    names_masked_in_passages : bool
    sentences_on_either_side : int
        Of those that name the variant, in a passage.
    """

    model: str | None = None
    weights_sha256: str | None = None
    tokenizer_sha256: str | None = None
    pooling: str | None = None
    normalised: bool | None = None
    max_tokens: int | None = None
    lower_case: bool | None = None
    names_masked_in_passages: bool | None = None
    sentences_on_either_side: int | None = None

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "EmbeddingSource":
        """Take what is known here from a file's metadata or a model's card."""
        return cls(**{field.name: said.get(field.name) for field in fields(cls)})

    def difference(self, other: "EmbeddingSource") -> tuple[str, Any, Any] | None:
        """Return the first setting of which both say something else, with what they say.

        A folder may have another name.

        Examples
        --------
        >>> made = EmbeddingSource(model="pubmedbert", pooling="mean", max_tokens=512)
        >>> made.difference(EmbeddingSource(model="copy", pooling="cls", max_tokens=256))
        ('pooling', 'mean', 'cls')
        >>> made.difference(EmbeddingSource(pooling="mean")) is None
        True
        """
        for field in fields(self)[1:]:
            ours, theirs = getattr(self, field.name), getattr(other, field.name)
            if None not in (ours, theirs) and ours != theirs:
                return field.name, ours, theirs
        return None


def read_embedding_metadata(file: Path) -> dict[str, Any]:
    """Return what a Parquet file of embeddings says of how it was made.

    Empty where it says nothing, as one that the user brought.
    """
    said = (pq.read_schema(file).metadata or {}).get(METADATA, b"{}")
    try:
        metadata = json.loads(said)
    except ValueError:
        return {}
    return metadata if isinstance(metadata, dict) else {}
