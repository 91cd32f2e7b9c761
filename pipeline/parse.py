r"""``oncolit parse``: what variations say, one JSON object a line.

Nine keys are always there, null where there is nothing to say: ``input``, ``parsed``,
``type``, ``consequence``, ``hgvs_p``, ``short``, ``start``, ``end``, ``reason``. The others
follow them only where they apply: ``name`` (the canonical spelling), ``direction``,
``partners`` (null for any gene) and ``exons`` of a fusion, ``exon`` of an exon event,
``coding``, ``reference_sequence`` and ``parts`` of what was parsed; ``gene`` (as given),
``gene_symbol`` (approved, null where none is certain) and ``gene_status`` where a gene was
given. The parts of a combination are objects without ``input``, ``parsed``, ``reason`` and gene.

The output is ASCII: other characters are escaped, so that no line breaks where it should not.

Examples
--------
>>> record = describe_line(b"BRAF\tp.Val600Glu")
>>> record["short"], record["consequence"], record["gene_status"]
('V600E', 'missense_variant', 'approved')
>>> describe_line(b"V600E\xff")["reason"]
'byte 6 (0xff) is no UTF-8'
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from variants.gene_symbols import resolve_symbol
from variants.variation import Variation
from variants.variation_grammar import VariationError, parse_variation

STANDARD_INPUT = "-"
"""The argument that stands for lines on standard input."""

CHUNK = 1 << 16
"""Bytes read at once at the most: what has come is answered before more is waited for."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Record = dict[str, Any]
"""The JSON object of one line, its keys in the order in which they are printed."""


class ParseInputError(ValueError):
    """The arguments or the standard streams are not what the command works on."""


def print_variations(arguments: Sequence[str]) -> None:
    """Print the object of each argument, or of each line of standard input for ``-``.

    A reader who has seen enough, such as ``head``, ends it quietly.

    Raises
    ------
    ParseInputError
        ``-`` is not alone, or a standard stream is closed.
    """
    if STANDARD_INPUT in arguments and len(arguments) > 1:
        raise ParseInputError(
            f"expected variations, or {STANDARD_INPUT} alone for standard input, got both"
        )
    if sys.stdout is None:
        raise ParseInputError("standard output is closed")
    if arguments[0] == STANDARD_INPUT:
        blocks = describe_chunks(_standard_input())
    else:
        lines = (argument.encode("utf-8", "surrogateescape") for argument in arguments)
        blocks = iter([_json_lines(lines)])
    _write(blocks, sys.stdout.buffer)


def describe_chunks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    r"""Answer the lines of a text that comes in pieces, each as soon as it is complete.

    Examples
    --------
    >>> blocks = describe_chunks([b"V600E\r\nG1", b"2D"])
    >>> [json.loads(block)["short"] for block in blocks]
    ['V600E', 'G12D']
    """
    return (_json_lines(lines) for lines in _line_batches(chunks))


def describe_line(line: bytes) -> Record:
    """Say what a line, ``VARIATION`` or ``GENE<tab>VARIATION``, says.

    Parameters
    ----------
    line : bytes
        UTF-8, without the line end. What cannot be read becomes a record with its reason.
    """
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = f"byte {error.start + 1} (0x{line[error.start]:02x}) is no UTF-8"
        return _unparsed(line.decode("utf-8", "replace"), reason)
    gene, _, spelling = text.rpartition("\t")
    if "\t" in gene:
        n_tabs = text.count("\t")
        return _unparsed(text, f"expected VARIATION or GENE<tab>VARIATION, got {n_tabs} tabs")
    try:
        variation = parse_variation(spelling)
    except VariationError as error:
        return {**_unparsed(text, str(error)), **_gene(gene)}
    return {
        "input": text,
        "parsed": True,
        **_change(variation),
        "reason": None,
        **_details(variation),
        **_gene(gene),
    }


def _unparsed(text: str, reason: str) -> Record:
    return {
        "input": text,
        "parsed": False,
        "type": None,
        "consequence": None,
        "hgvs_p": None,
        "short": None,
        "start": None,
        "end": None,
        "reason": reason,
    }


def _change(variation: Variation) -> Record:
    return {
        "type": variation.type.value,
        "consequence": variation.consequence,
        "hgvs_p": variation.hgvs_p,
        "short": variation.short,
        "start": variation.start,
        "end": variation.end,
    }


def _details(variation: Variation) -> Record:
    details: Record = {"name": variation.name}
    if variation.direction:
        details["direction"] = variation.direction.value
    if variation.fusion:
        details["partners"] = [partner or None for partner in variation.fusion.partners]
        if variation.fusion.exons:
            details["exons"] = list(variation.fusion.exons)
    if exons := variation.exons:
        details["exon"] = {"first": exons.first, "last": exons.last, "event": exons.event}
    if variation.coding:
        details["coding"] = variation.coding
    if variation.reference_sequence:
        details["reference_sequence"] = variation.reference_sequence
    if variation.parts:
        details["parts"] = [{**_change(part), **_details(part)} for part in variation.parts]
    return details


def _gene(text: str) -> Record:
    given = text.strip()
    if not given:
        return {}
    symbol = resolve_symbol(given)
    return {"gene": given, "gene_symbol": symbol.approved, "gene_status": symbol.status.value}


def _line_batches(chunks: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Cut into lines: those that a chunk completes are one batch.

    A byte order mark at the start of the text and the CR of each CRLF are taken off.
    """
    unfinished: list[bytes] = []
    mark = _BYTE_ORDER_MARK
    for chunk in chunks:
        rest, *others = chunk.split(b"\n")
        unfinished.append(rest)
        if others:
            first = b"".join(unfinished).removeprefix(mark)
            mark = b""
            unfinished = [others.pop()]
            yield [line.removesuffix(b"\r") for line in (first, *others)]
    if last := b"".join(unfinished).removeprefix(mark):
        yield [last.removesuffix(b"\r")]


def _json_lines(lines: Iterable[bytes]) -> bytes:
    return "".join(f"{json.dumps(describe_line(line))}\n" for line in lines).encode("ascii")


def _standard_input() -> Iterator[bytes]:
    if sys.stdin is None:
        raise ParseInputError("standard input is closed")
    number = sys.stdin.fileno()
    return iter(lambda: os.read(number, CHUNK), b"")


def _write(blocks: Iterator[bytes], target: BinaryIO) -> None:
    for block in blocks:
        try:
            target.write(block)
            target.flush()
        except OSError as error:
            # What is left in the buffer must not fail once more when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), target.fileno())
            if isinstance(error, BrokenPipeError):
                return
            raise
