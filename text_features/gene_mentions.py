"""Mentions of asked genes in cleaned text, by symbol, alias or protein name.

One expression, kept for each set of genes, is run once over a text. Hyphens between a
symbol's parts do not matter (``HER-2``, ``B-Raf``), and capitals matter only so far: a
symbol in small letters needs a digit or a hyphen, and one that is also a word of English
(``MET``, ``REST``) or an amino acid must stand in capitals.

Examples
--------
>>> [mention.gene for mention in find_genes("p53 and B-Raf(V600E), not Met599", ["TP53", "MET"])]
['TP53']
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from text_features.mention import GeneMention
from text_features.protein_names import NOT_THE_GENE, PROTEIN_NAMES, SHORT_ALIASES
from variants.gene_symbols import aliases_of, approved_symbol, resolve_symbol

LONGEST_ALIAS = 14
"""Characters of the longest alias that is searched for; protein names may be longer."""

ENGLISH_WORDS = frozenset({
    "abl", "ace", "age", "aim", "air", "all", "alk", "alpha", "amid", "and", "ant", "apex", "arc",
    "arch", "are", "ark", "arm", "art", "ask", "atom", "axl", "bad", "bag", "bank", "bark", "bat",
    "bid", "bite", "blast", "blk", "brain", "bud", "cad", "calm", "cap", "car", "carp", "cart",
    "case", "cash", "cast", "cat", "chip", "cis", "clip", "clock", "cope", "crop", "daft", "dap",
    "dark", "deaf", "dec", "del", "dim", "dock", "dream", "dvl", "eat", "end", "face", "fat",
    "fed", "fes", "fish", "flap", "flt", "fog", "for", "fps", "fur", "fuse", "gab", "gap", "gas",
    "glad", "gas6", "gold", "grip", "gut", "hand", "hark", "hat", "hit", "hood", "host", "hot",
    "hunt", "impact", "ice", "ilk", "ink", "iris", "jag", "jun", "kit", "lab", "lamp", "large",
    "last", "lat", "law", "lead", "led", "lego", "lck", "map", "marcks", "mark", "mars", "mask",
    "max", "meg", "mel", "met", "mice", "mid", "min", "mix", "mob", "mos", "moz", "mug", "myc",
    "nail", "neu", "net", "nick", "nod", "nope", "not", "not1", "nut", "off", "out", "pace",
    "pad", "pals", "pan", "park", "part", "past", "patch", "patched", "pax", "pen", "pigs", "pim",
    "pin", "pink", "plea", "pole", "pop", "pot", "prep", "prune", "raf", "ran", "rap", "rare",
    "ras", "rat", "ray", "red", "rel", "rest", "ret", "ring", "rip", "rod", "ros", "sad", "sat",
    "scar", "self", "set", "shot", "ship", "sin", "six", "ski", "skip", "slug", "smug", "snail",
    "spin", "spop", "spring", "src", "star", "start", "steal", "step", "stop", "stub", "sun",
    "sting", "swap", "tab", "tan", "tank", "tap", "task", "tat", "tec", "tel", "the", "tie",
    "top", "trim", "trip", "tub", "type", "via", "was", "wars", "wee", "wink", "wiz", "yap",
    "yes", "zap",
})  # fmt: skip
"""Words that are also names of genes: only their capitals mean the gene."""

_AMINO_ACIDS = frozenset({
    "ala", "arg", "asn", "asp", "cys", "gln", "glu", "gly", "his", "ile", "leu", "lys", "met",
    "phe", "pro", "ser", "thr", "trp", "tyr", "val",
})  # fmt: skip
_DASH = "[-‐‑‒–]"
_PART = re.compile(r"[A-Za-zα-ωß]+|[0-9]+|[^A-Za-z0-9]")
_SEPARATED = {"-": f"{_DASH}?", " ": rf"(?:{_DASH}|\s)"}
_ONCOGENE = re.compile(r"[A-Z](?:RAS|RAF)", re.ASCII)
_ALIAS = re.compile(rf"(?=[A-Z0-9./-]{{3,{LONGEST_ALIAS}}}\Z)(?=.*[A-Z]).+")
_DISEASES = re.compile(
    r"(?:MRD|MRX|HNPCC|LYNCH|IMD|BROVCA|PNCA|LDS|CFC|ALPS|CSS|PGL|PPGL|CWS|RTPS|NS|CDLS|COCA|FCC"
    r"|DYT|AGM|KABUK|BMFS|CMM|MPPH|TAAD|AAT|IDDM|CMYP|SRXX|SRXY|HSCR|DEE|EIEE|CCM|CMD|POF|GRD)[0-9]"
)
# ``BRAFV600E``, ``EGFRvIII``, ``KRASmut``
_ENDS = r"(?![A-Za-z0-9α-δ])|(?=[A-Z][0-9]{2,4}(?:[A-Z*_]|fs|del)|v?II|mut|MUT|wt|WT)"
_HOURS = re.compile(r"(?<=MET)[- ](?:hours?|hrs?|h|min(?:utes)?)\b|(?<=MET)-equivalent")
_GENE_LEADS = re.compile(r"(?:[Mm]utant|[Ww]ild[- ]type|[Mm]ouse|[Mm]urine) \Z")
_GENE_FOLLOWS = re.compile(
    r"[ -](?:(?<!Jun.)kinase|expression|receptor|protein|signall?ing|allele|locus"
    r"|mutants?|mutations?|deficient|null|knock-?out)\b"
)
_SENTENCE_ENDS = ("", ".", "!", "?", ":")
_SEPARATORS = re.compile(r"[-‐‑‒–\s]")


def find_genes(text: str, genes: Sequence[str]) -> list[GeneMention]:
    """Find all mentions of some genes, in order; the longest name wins.

    Parameters
    ----------
    text : str
        Cleaned text.
    genes : sequence of str
        Symbols or aliases; a mention bears the gene as it was given here.
    """
    search = _search(tuple(genes))
    return list(search.found_in(text)) if search else []


@dataclass(frozen=True, slots=True)
class _Search:
    """One expression for all names, and the gene of each, by its key."""

    pattern: re.Pattern[str]
    genes: dict[str, str]

    def found_in(self, text: str) -> Iterator[GeneMention]:
        for match in self.pattern.finditer(text):
            gene = self.genes.get(_key(match[0]))
            if gene is None or _HOURS.match(text, match.end()):
                continue
            if _is_spelt_as_a_gene(match[0]) or _is_a_mouse_gene(text, match):
                yield GeneMention(match.start(), match.end(), gene)


@lru_cache(maxsize=512)
def _search(genes: tuple[str, ...]) -> _Search | None:
    names: dict[str, str] = {}
    owners: dict[str, str] = {}
    for gene in genes:
        for name in names_of(gene):
            names.setdefault(_key(name), name)
            owners.setdefault(_key(name), gene)
    if not names:
        return None
    ordered = sorted(names.values(), key=lambda name: (name[0].upper(), -len(name), name))
    branches = []
    for initial, group in groupby(ordered, key=lambda name: name[0].upper()):
        rest = "|".join(_tail(name) for name in group)
        branches.append(rf"(?<={_either(initial)})(?:{rest})")
    initials = "".join(sorted({c for name in ordered for c in (name[0].upper(), name[0].lower())}))
    # The set of first letters lets the search skip ahead; all else is asked behind it.
    pattern = rf"[{re.escape(initials)}](?<![A-Za-z0-9].)(?:{'|'.join(branches)})(?:{_ENDS})"
    return _Search(re.compile(pattern), owners)


def names_of(gene: str) -> tuple[str, ...]:
    """Return the names by which a gene is searched for, the symbol as given first.

    Examples
    --------
    >>> "HER2" in names_of("ERBB2"), "DEC" in names_of("PTEN")
    (True, False)
    """
    symbol = gene.strip()
    if not symbol:
        return ()
    approved = approved_symbol(symbol)
    aliases = (alias for alias in aliases_of(approved) if _is_safe(alias))
    return tuple(dict.fromkeys((symbol, approved, *PROTEIN_NAMES.get(approved, ()), *aliases)))


def _is_safe(alias: str) -> bool:
    if alias in NOT_THE_GENE or _ALIAS.match(alias) is None or _DISEASES.match(alias):
        return False
    if len(alias) == 3:
        return alias in SHORT_ALIASES
    parts = re.split("[-/]", alias)
    return len(parts) != 2 or not all(len(p) >= 3 and resolve_symbol(p).candidates for p in parts)


def _key(name: str) -> str:
    return _SEPARATORS.sub("", name).upper()


def _either(letter: str) -> str:
    both = sorted({letter.upper(), letter.lower()})
    return f"[{''.join(re.escape(one) for one in both)}]" if len(both) > 1 else re.escape(letter)


def _tail(name: str) -> str:
    """Write the expression of a name behind its first letter."""
    if len(name) < 3 or (len(name) == 3 and name.isalpha() and name.lower() in _AMINO_ACIDS):
        return re.escape(name[1:])
    parts = _PART.findall(name)
    if _ONCOGENE.match(name):
        parts[:1] = [parts[0][0], parts[0][1:]]
    out, behind = [], ""
    for part in parts:
        if not part[0].isalnum():
            out.append(_SEPARATED.get(part) or re.escape(part))
        else:
            if behind and behind[-1].isalnum():
                out.append(f"{_DASH}?")
            out.append("".join(_either(letter) for letter in part))
        behind = part
    if re.search(r"[0-9]-[0-9]", name):
        return re.escape(name[1:])
    whole = "".join(out)
    return whole[len(_either(name[0])) :]


def _is_spelt_as_a_gene(found: str) -> bool:
    """Tell ``Braf`` and ``b-raf`` from the words ``Rest`` and ``rest``."""
    if len(found) > LONGEST_ALIAS or " " in found:
        return True
    if any(letter.isdigit() or letter in "-‐‑‒–/" for letter in found):
        return True
    if any(letter.isupper() for letter in found[1:]) or not found.isascii():
        return True
    if found.lower() in _LONG_WORDS:
        return True
    return found[0].isupper() and found.lower() not in ENGLISH_WORDS | _AMINO_ACIDS


def _is_a_mouse_gene(text: str, match: re.Match[str]) -> bool:
    """Tell the mouse gene in ``Kit mutant`` and ``wild-type Src`` from the words."""
    before = text[max(0, match.start() - 16) : match.start()]
    if not match[0].istitle() or before.rstrip()[-1:] in _SENTENCE_ENDS or "\n" in before[-2:]:
        return False
    if _GENE_LEADS.search(before):
        return not text.startswith((" family", "-family"), match.end())
    return _GENE_FOLLOWS.match(text, match.end()) is not None


_LONG_WORDS = frozenset(
    name for names in PROTEIN_NAMES.values() for name in names if name.isalpha() and name.islower()
)
"""Protein names in plain small letters, such as merlin."""
