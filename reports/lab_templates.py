"""What the pages of a laboratory's report share: templates, words, and what they may load.

The pages load nothing. Their content security policy allows inline style, images in the page and
the one inline script, by its digest.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from jinja2 import BaseLoader, Environment, PackageLoader

from reports.page_environment import new_environment
from reports.therapies_page import BASIS_WORDS, RELATION_WORDS, web_link
from therapy.basis import Basis
from therapy.suggestion import GROUP_WORDS
from variants.effect_class import EffectClass

LABELS = {effect.column: effect.label for effect in EffectClass}
"""Label of each class by its column."""

GROUPS = {direction.name.lower(): words for direction, words in GROUP_WORDS.items()}
"""Words of each group of effects by its name."""

BASES: dict[str, str] = {basis.value: BASIS_WORDS[basis] for basis in Basis}
"""What the evidence is on, by the name of the basis."""

RELATIONS: dict[str, str] = {one.value: words for one, words in RELATION_WORDS.items()}

_PIECES = 64
"""Pieces of a template that are handed on as one."""

_LEAST = 0.1
"""Per cent; what is nearer to none or all is said to be."""


def render_pieces(
    template: str,
    script: str,
    context: Mapping[str, Any],
    filters: Mapping[str, Callable[..., Any]] | None = None,
) -> Iterator[str]:
    """Yield a page piece by piece.

    Parameters
    ----------
    template, script : str
        Names of the page's template and of its script's, the latter empty where there is none.
    context : mapping
        What the template reads, besides the words of this module.
    filters : mapping, optional
        What the template applies, besides the functions of this module.
    """
    environment = _environment(**(filters or {}))
    code = environment.get_template(script).render() if script else ""
    stream = environment.get_template(template).stream(
        script=code, policy=content_policy(code), **context
    )
    stream.enable_buffering(_PIECES)
    return iter(stream)


@cache
def _environment(**filters: Callable[..., Any]) -> Environment:
    environment = pieces_environment(PackageLoader("reports"))
    environment.filters.update(filters)
    return environment


def pieces_environment(loader: BaseLoader) -> Environment:
    """Return what renders the templates: escaping, strict, with the words and filters they read."""
    environment = new_environment(loader)
    environment.globals.update(LABELS=LABELS, GROUPS=GROUPS, BASES=BASES, RELATIONS=RELATIONS)
    environment.filters.update(
        percent=percent, chance=chance, css_string=css_string, sentence=sentence, standing=standing,
        thousands=thousands, web_link=web_link, place=place,
    )  # fmt: skip
    return environment


def content_policy(script: str) -> str:
    """Return the content security policy of a page with this inline script, empty for none."""
    rules = ["default-src 'none'", "style-src 'unsafe-inline'", "img-src data:"]
    if script:
        digest = hashlib.sha256(script.encode()).digest()
        rules.append(f"script-src 'sha256-{base64.b64encode(digest).decode()}'")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def css_string(text: str) -> str:
    r"""Return text as the inside of a CSS string, whatever it holds.

    Examples
    --------
    >>> css_string('a"b</style>')
    'a\\22 b\\3c \\2f style\\3e '
    """
    return "".join(
        one if one.isascii() and (one.isalnum() or one in " ._-") else f"\\{ord(one):x} "
        for one in text
    )


def percent(share: float) -> str:
    """Write a share from 0 to 1; what is not none or all does not look so.

    Examples
    --------
    >>> [percent(share).replace(chr(160), " ") for share in (0.784, 0.004, 0.0, 0.9996, 1.0)]
    ['78 %', '0.4 %', '0 %', 'over 99.9 %', '100 %']
    """
    value = 100 * share
    if 0 < value < _LEAST:
        words = f"under {_LEAST}"
    elif 100 - _LEAST < value < 100:
        words = f"over {100 - _LEAST}"
    else:
        words = f"{value:.{0 if value in (0, 100) or 1 <= value <= 99 else 1}f}"
    return f"{words}\N{NO-BREAK SPACE}%"


def chance(probability: float, digits: int = 2) -> str:
    """Write a probability; what is not certain does not look so.

    Examples
    --------
    >>> chance(0.784), chance(0.9993), chance(0.9993, 3), chance(0.0004, 3), chance(1.0)
    ('0.78', 'over 0.99', '0.999', 'under 0.001', '1.00')
    """
    least = 10.0**-digits
    if 0 < probability < least / 2:
        return f"under {least:.{digits}f}"
    if 1 - least / 2 <= probability < 1:
        return f"over {1 - least:.{digits}f}"
    return f"{probability:.{digits}f}"


def thousands(number: int) -> str:
    """Write a whole number.

    Examples
    --------
    >>> thousands(1234567)
    '1,234,567'
    """
    return f"{number:,}"


def sentence(text: str) -> str:
    """Begin with a capital and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def standing(tier: str, level: str | None) -> str:
    """Write a tier with its level.

    Examples
    --------
    >>> standing("I", "A"), standing("III", None)
    ('I-A', 'III')
    """
    return f"{tier}-{level}" if level else tier


def place(chromosome: str, position: int | None, reference: str, alternate: str) -> str:
    """Write where a variant lies on the genome, empty where the file does not say.

    Examples
    --------
    >>> place("7", 140453136, "A", "T"), place("", None, "", "")
    ('7:140453136 A>T', '')
    """
    if not chromosome or position is None:
        return ""
    alleles = f" {reference or '-'}>{alternate or '-'}" if reference or alternate else ""
    return f"{chromosome}:{position}{alleles}"
