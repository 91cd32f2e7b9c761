"""Sample names replaced as a file is read, so that nothing that is kept holds them.

A pseudonym such as ``S-7F3K2A9QXM`` is made from the name with a secret of the laboratory (HMAC,
RFC 2104): a laboratory's sample has the same one in every file, another laboratory's has another,
and without the secret no name can be tried out. The secret rests in the database; ``oncolit keys
pseudonym`` shows a name's pseudonym.

Replaced are the names of samples, also where a row's reason or the notes on a file repeat them, and
names of sheets. What a rejected row holds, and what an error quotes of a file, cannot be known to
hold no name: it is left out. Genes and changes stay as they are. This hides names. It does not make
a tumour's variants anonymous.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from sqlalchemy.exc import IntegrityError

from intake.lab_reader import LabReader
from intake.lab_row import LabRow, LabVariant, Outcome
from webapp.database import Database
from webapp.tables import PseudonymSecret

WITHHELD = "(left out: sample names are replaced)"
"""Stands for what a rejected row holds."""

MARK = "S-"
"""Begins every pseudonym."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TRANSLATION = str.maketrans(_STANDARD, _LETTERS)  # Crockford's: no I, L, O and U
_LENGTH = 10
_SHORTEST = 3
_SUFFIXES = frozenset(
    {
        ".maf",
        ".vcf",
        ".csv",
        ".tsv",
        ".txt",
        ".xlsx",
        ".gz",
        ".bgz",
        ".tab",
        ".seg",
        ".list",
        ".yaml",
        ".yml",
        ".json",
    }
)
_EXPECTED = re.compile(r"expected .*", re.DOTALL)
_QUOTED = re.compile(r"[,;:]? got .*", re.DOTALL)


class PseudonymError(ValueError):
    """Two names of a file would be given the same pseudonym."""


class Pseudonyms:
    """Pseudonyms of one laboratory.

    Parameters
    ----------
    secret : bytes

    Examples
    --------
    >>> pseudonyms = Pseudonyms(b"secret of the laboratory")
    >>> pseudonyms.of("Miller 2024") == pseudonyms.of("Miller 2024")
    True
    >>> pseudonyms.scrub("Miller 2024: normal tissue").startswith("S-")
    True
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._given: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, name: str) -> str:
        """Return the pseudonym of a name.

        Raises
        ------
        PseudonymError
            Another name was given the same one: of 100,000 names that happens once in 200,000
            files.
        """
        known = self._given.get(name)
        if known is None:
            known = self._make(name)
            if known in self._taken:
                raise PseudonymError("two samples would be given one pseudonym; rename one of them")
            self._given[name] = known
            self._taken.add(known)
        return known

    def scrub(self, text: str, names: Iterable[str] | None = None) -> str:
        """Replace in a text some names, or all that were seen; too short ones are nobody's."""
        for name in sorted(self._given if names is None else names, key=len, reverse=True):
            if len(name) >= _SHORTEST and name in text:
                text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", self.of(name), text)
        return text

    def _make(self, name: str) -> str:
        digest = hmac.new(self._secret, name.encode(errors="surrogatepass"), hashlib.sha256)
        letters = base64.b32encode(digest.digest()).decode().translate(_TRANSLATION)
        return MARK + letters[:_LENGTH]


class PseudonymisedReader:
    """Reads a file through another reader, without the names of its samples; a LabReader.

    Parameters
    ----------
    reader : LabReader
    pseudonyms : Pseudonyms
    """

    def __init__(self, reader: LabReader, pseudonyms: Pseudonyms) -> None:
        self._reader = reader
        self._pseudonyms = pseudonyms
        self.format = f"{reader.format}, sample names replaced"
        self._take_over()

    def rows(self) -> Iterator[LabRow]:
        """Read every data row once, in the order of the file."""
        yield from pseudonymise(self._reader.rows(), self._pseudonyms)
        self._take_over()

    def _take_over(self) -> None:
        """Repeat what the reader says of the file."""
        reader = self._reader
        self.header_names = [self._pseudonyms.of(name) for name in reader.header_names]
        self.build = reader.build
        self.notes = [self._pseudonyms.scrub(note) for note in reader.notes]
        self.advice = [self._pseudonyms.scrub(advice) for advice in reader.advice]


def pseudonymise(rows: Iterable[LabRow], pseudonyms: Pseudonyms) -> Iterator[LabRow]:
    """Replace the names of samples in rows.

    The words of a row are made anew from its variants; of a rejected row the place and what was
    expected are kept.
    """
    for row in rows:
        if row.outcome is Outcome.REJECTED:
            yield replace(row, value=WITHHELD, reason=without_quotes(row.reason), variants=())
        else:
            names = {name for variant in row.variants for name in variant.samples}
            variants = tuple(_without_names(variant, pseudonyms) for variant in row.variants)
            reason = pseudonyms.scrub(row.reason, names)
            yield replace(row, value=_words(variants), reason=reason, variants=variants)


def pseudonyms_of(database: Database, laboratory_id: str) -> Pseudonyms:
    """Return a laboratory's pseudonyms; its secret is made where there is none."""
    try:
        with database.session() as session:
            found = session.get(PseudonymSecret, laboratory_id)
            if found is None:
                found = PseudonymSecret(laboratory_id=laboratory_id, secret=secrets.token_hex(32))
                session.add(found)
    except IntegrityError:  # another process was first
        with database.reading() as session:
            found = session.get_one(PseudonymSecret, laboratory_id)
    return Pseudonyms(bytes.fromhex(found.secret))


def nameless_file(name: str) -> str:
    """Return what a file is called whose own name is not kept: its known endings stay.

    Examples
    --------
    >>> nameless_file("Miller 2024.vcf.gz"), nameless_file("list.of.Miller")
    ('submission.vcf.gz', 'submission')
    """
    endings = [one.lower() for one in PurePath(name).suffixes[-2:]]
    return "submission" + "".join(one for one in endings if one in _SUFFIXES)


def without_quotes(message: str) -> str:
    """Keep of a message what was expected; what came may hold a name.

    Examples
    --------
    >>> without_quotes("sample Miller: '7' is no copy-number call; expected -2, -1, 0, 1 or 2")
    'cannot be read; expected -2, -1, 0, 1 or 2'
    >>> without_quotes("a quote is not closed")
    'cannot be read'
    """
    at = message.rfind("expected ")
    found = _EXPECTED.match(message, at) if at >= 0 else None
    return f"cannot be read; {_QUOTED.sub('', found[0])}" if found else "cannot be read"


def _without_names(variant: LabVariant, pseudonyms: Pseudonyms) -> LabVariant:
    if not variant.samples:
        return variant
    names = variant.samples
    return replace(
        variant,
        samples=tuple(pseudonyms.of(name) for name in names),
        notes=tuple(pseudonyms.scrub(note, names) for note in variant.notes),
        annotations=tuple(
            (key, pseudonyms.scrub(text, names)) for key, text in variant.annotations
        ),
    )


def _words(variants: tuple[LabVariant, ...]) -> str:
    """Say in a few words what a row holds."""
    if not variants:
        return WITHHELD
    first = variants[0]
    changes = [one.variation or one.hgvs_p or one.hgvs_c or one.consequence for one in variants]
    return " ".join(filter(None, (first.gene, " and ".join(filter(None, changes))))) or _at(first)


def _at(variant: LabVariant) -> str:
    at = variant.locus
    return f"{at.chromosome}:{at.position} {at.reference}>{at.alternate}" if at else WITHHELD
