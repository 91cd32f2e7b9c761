"""What a reader counts while it reads rows, and says of them when all are read.

Parts of a file can be read apart: what was counted in each is added up.

Examples
--------
>>> notes = RowNotes("Empty rows: {count}.", "Odd words: {count}, the first on {first}.")
>>> notes.add("Odd words: {count}, the first on {first}.", "line 3: perhaps")
>>> notes.told()
['Odd words: 1, the first on line 3: perhaps.']
"""

from collections.abc import Iterator


class RowNotes:
    """Counts by the sentence that tells them.

    Parameters
    ----------
    *sentences : str
        In the order in which they are told, with ``{count}`` and, where it is told, ``{first}``.
    """

    def __init__(self, *sentences: str) -> None:
        self._counts = dict.fromkeys(sentences, 0)
        self._first: dict[str, str] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def add(self, sentence: str, first: str = "") -> None:
        """Count one row; ``first`` is kept of the first one."""
        self._counts[sentence] += 1
        self._first.setdefault(sentence, first)

    def absorb(self, others: "RowNotes") -> None:
        """Add what was counted in rows that come after these."""
        for sentence, count in others._counts.items():
            self._counts[sentence] = self._counts.get(sentence, 0) + count
            if sentence in others._first:
                self._first.setdefault(sentence, others._first[sentence])

    def told(self) -> list[str]:
        """Return the sentences of what was counted at all."""
        return [
            sentence.format(count=count, first=self._first[sentence])
            for sentence, count in self._counts.items()
            if count
        ]
