"""What a search in the literature finds."""

from dataclasses import dataclass
from enum import StrEnum

from literature.mentions import Naming
from text_features.mention import Span
from therapy.evidence_item import Citation


class Match(StrEnum):
    """What a passage has to do with what was asked."""

    SAME = "same"
    """Names the variant, or its source says that it is about the variant."""
    RESIDUE = "residue"
    """Names the residue, exon or fusion partner, or another change of it."""
    GENE = "gene"
    """Names the gene; only where no variant was asked for."""
    WORDS = "words"
    """Holds the words; only where gene or variant are not read."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage.

    Parameters
    ----------
    text : str
        The whole passage, cleaned; a document's first one begins with its title.
    title : str
        Of its document, empty where it has none.
    section : str
    kind, key : str
        Name its document: ``pubmed`` and a PMID, ``kaggle`` and ``training_text row 17``.
    citation : Citation, optional
        Where it was published, None where the source does not say.
    pmid, pmcid : str
        Empty where the source gives none.
    journal : str
    year : int, optional
    relation : Match
    naming : Naming
        Whether the passage itself names variant and gene.
    spans : tuple of Span
        Where variant, residue or gene are named, in characters of ``text``.
    """

    text: str
    title: str
    section: str
    kind: str
    key: str
    citation: Citation | None
    pmid: str
    pmcid: str
    journal: str
    year: int | None
    relation: Match
    naming: Naming
    spans: tuple[Span, ...]

    @property
    def source(self) -> str:
        """Say where it is from.

        Examples
        --------
        ``PubMed 20979469``, ``CIViC EID1409, PubMed 20979469``, ``training_text row 17``.
        """
        cited = f"{self.citation.source} {self.citation.id}" if self.citation else ""
        if self.kind == "civic":
            return f"CIViC {self.key}, {cited}"
        return cited or self.key

    @property
    def body(self) -> str:
        """Return the text without the title that it may begin with."""
        return self.text[self.title_length :]

    @property
    def title_length(self) -> int:
        """Characters of the title, and of the blank line behind it, that the text begins with."""
        title, blank, rest = self.text.partition("\n\n")
        is_title = bool(blank and rest and self.title) and _plain(title) == _plain(self.title)
        return len(title) + len(blank) if is_title else 0


@dataclass(frozen=True, slots=True)
class Found:
    """The passages on one variant or gene, the best first.

    Parameters
    ----------
    gene, variation : str
        As they were asked for; empty variation where only the gene was.
    passages : tuple of FoundPassage
    total : int
        Passages that there are in all.
    note : str
        Why words were searched for instead; empty where they were not.
    """

    gene: str
    variation: str
    passages: tuple[FoundPassage, ...] = ()
    total: int = 0
    note: str = ""

    def text(self, limit_characters: int = 20000) -> str:
        """Join whole passages, the best first, for as long as they fit; each text once."""
        chosen: dict[str, None] = {}
        room = limit_characters
        for passage in self.passages:
            if passage.text not in chosen and len(passage.text) <= room:
                chosen[passage.text] = None
                room -= len(passage.text) + len("\n\n")
        return "\n\n".join(chosen)


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
