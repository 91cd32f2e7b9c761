"""HTML and XML in texts: tags and entities."""

import html
import re

INLINE_TAGS = (
    "sup|sub|i|b|u|em|strong|span|a|font|small|italic|bold|sc|xref|ext-link|named-content"
    "|styled-content|underline|monospace|mark|code|tt|inline-formula|inline-graphic"
)
"""Tags inside a word or a line: they vanish. ``<I>`` is a mean intensity, not a tag."""

BLOCK_TAGS = (
    "p|br|hr|div|li|ul|ol|dl|dt|dd|h[1-6]|table|thead|tbody|tfoot|tr|td|th|title|sec|section"
    "|article|abstract|fig|figure|figcaption|caption|label|list|list-item|body|html|head|header"
    "|footer|nav|img|graphic|meta|link|script|style|pre|blockquote|disp-formula|ref|ref-list"
    "|back|front|ack|fn|AbstractText"
)
"""Tags between words or paragraphs: a space takes their place."""

_VALUE = r"""(?:"[^"<>]{0,300}"|'[^'<>]{0,300}'|[^\s"'<>]{1,300})"""
_ATTRIBUTES = rf"(?>\s{{1,9}}[\w:.-]{{1,40}}\s?=\s?{_VALUE}){{0,20}}"
_TAG = re.compile(
    rf"<(?:/?(?:(?P<inline>{INLINE_TAGS})|{BLOCK_TAGS}){_ATTRIBUTES}\s{{0,9}}/?>"
    r"|!--[^<>]{0,1000}-->|!DOCTYPE[^<>]{0,300}>|\?xml[^<>]{0,300}>)"
)
_SUPERSCRIPT = re.compile(r"<sup>\s?([\d,–−+-]{1,60})\s?</sup>")
_RAISED_WORD = re.compile(r"(?<=[\w>])<sup>(?=[A-Za-z]\w)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NESTED = re.compile(r"&(?:amp;){1,}(?=#?\w)")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def has_markup(text: str) -> bool:
    """Say whether the text has a tag or what looks like an entity."""
    return _matches_at("<", _TAG, text) or _matches_at("&", _ENTITY, text)


def without_markup(text: str) -> str:
    """Drop tags and resolve entities; raised digits become superscript characters.

    Comparisons such as ``p < 0.05`` stay.

    Examples
    --------
    >>> without_markup("<p>TGF&beta; in 10<sup>3</sup> cells, p &lt; 0.05</p>").strip()
    'TGFβ in 10³ cells, p < 0.05'
    """
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), _NESTED.sub("&", text))
    text = _SUPERSCRIPT.sub(_raise, text)
    text = _RAISED_WORD.sub(" ", text)
    return _TAG.sub(lambda tag: "" if tag["inline"] else " ", text)


def _raise(mark: re.Match[str]) -> str:
    """``12–14`` keeps its dash, which is part of a list; ``-1`` is a power."""
    first, rest = mark[1][:1], mark[1][1:]
    return first.translate(_RAISED) + "".join(
        sign if sign in "-–−" and rest[at + 1 : at + 2].isdigit() else sign.translate(_RAISED)
        for at, sign in enumerate(rest)
    )


def _matches_at(sign: str, pattern: re.Pattern[str], text: str) -> bool:
    at = text.find(sign)
    while at >= 0:
        if pattern.match(text, at):
            return True
        at = text.find(sign, at + 1)
    return False
