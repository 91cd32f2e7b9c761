"""Words of clinical text, and one form for their spellings, plurals and inflections.

A word has two forms. Its ``key`` is in small letters, in American spelling and in the singular:
``Tumours`` and ``tumor`` share one. Its ``stem`` also drops endings and names the same thing
once: ``enlarged`` and ``enlargement``, ``renal`` and ``kidney``. Both forms are only compared,
never shown.

Examples
--------
>>> word_key("Oedema"), word_key("tumours"), word_key("metastases")
('edema', 'tumor', 'metastas')
>>> word_stem(word_key("renal")) == word_stem(word_key("kidneys"))
True
>>> [(word.start, word.key) for word in read_words("Crohn's disease")]
[(0, 'crohn'), (8, 'diseas')]
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_APOSTROPHES = re.compile(r"['’](?:s$)?")

_IRREGULAR = {
    "feet": "foot", "teeth": "tooth", "geese": "goose", "children": "child", "men": "man",
    "women": "woman", "vertebrae": "vertebra", "phalanges": "phalanx", "nevi": "nevus",
    "naevi": "nevus", "bronchi": "bronchus", "lentigines": "lentigo", "testes": "testis",
    "ova": "ovum", "petechiae": "petechia", "cornua": "cornu", "calculi": "calculus",
    "thrombi": "thrombus", "emboli": "embolus", "fungi": "fungus", "diverticula": "diverticulum",
    "lenses": "lens", "ulcera": "ulcus", "striae": "stria", "bullae": "bulla",
    "maculae": "macula", "comedones": "comedo", "carcinomata": "carcinoma", "fibroids": "fibroid",
    "ii": "2", "iii": "3", "iv": "4", "one": "1", "two": "2", "three": "3",
}  # fmt: skip
"""Plurals and numbers that no rule makes, and what they become."""

_SPELLINGS = (
    (re.compile(r"[ao]e"), "e"),
    (re.compile(r"our(?=$|s$|ed$|ing$|al)"), "or"),
    (re.compile(r"is(?=e$|es$|ed$|ing$|ation)"), "iz"),
    (re.compile(r"ys(?=e$|es$|ed$|ing$)"), "yz"),
    (re.compile(r"(?<=cent|goit)re(?=$|s$)|(?<=fib)re(?=$|s$)"), "er"),
    (re.compile(r"^leuc(?=o)"), "leuk"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"grey"), "gray"),
)
"""British to American, whatever the word: two different words seldom meet so."""

_SAME = (
    "increased elevated raised high increase elevation",
    "decreased reduced low diminished decrease reduction",
    "enlarged enlargement",
    "large big",
    "small little tiny",
    "broad wide broadened widened",
    "kidney renal",
    "liver hepatic",
    "heart cardiac",
    "lung pulmonary",
    "eye ocular",
    "skin cutaneous dermal",
    "stomach gastric",
    "intestine intestinal bowel gut",
    "muscle muscular",
    "breast mammary",
    "abdomen abdominal belly tummy",
    "pain ache aching painful",
    "swelling swollen",
    "itching itch itchy pruritic pruritus pruritis",
    "loss lost losing",
    "face facial",
    "pancreas pancreatic",
    "colon colonic",
    "uterus uterine",
    "ovary ovarian",
    "testis testicular testicle",
    "spine spinal",
    "bone bony",
    "brain cerebral",
    "absent absence missing",
    "difficulty difficult trouble difficulties",
    "delay delayed",
    "seizure convulsion",
    "speech speaking",
    "gait walking walk",
    "fast rapid",
    "recurrent recurring repeated repeatedly recurrently",
    "lymph lymphatic",
    "node nodal",
    "visual vision",
    "urine urinary",
    "fecal stool feces",
    "color colour coloured colored",
    "haemorrhage bleeding haemorrhagic",
    "cancer cancers",
    "weakness weak",
    "stiffness stiff",
    "temperature temp",
    "retardation retarded",
    "intellectual intellectually",
    "disability disabled disabilities",
    "movement move moving",
    "bilateral bilaterally both",
)
"""Words that say the same in the name of a finding, apart by spaces."""

_ENDINGS = (
    "ization", "fulness", "iveness", "ations", "ation", "ement", "iness", "ness", "ment", "ally",
    "fully", "ful", "ity", "ing", "ied", "ed", "ly", "al", "ion", "ive", "y", "e", "i",
)  # fmt: skip
_SHORTEST_STEM = 4


class Word(NamedTuple):
    """One word of a text.

    Parameters
    ----------
    text : str
        As written.
    start, end : int
        Characters in the text, half-open.
    key, stem : str
        Its forms for comparison.
    """

    text: str
    start: int
    end: int
    key: str
    stem: str


def read_words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Return the words of a text, or of a part of it; a hyphen parts two words."""
    found = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        key = word_key(match[0])
        found.append(Word(match[0], match.start(), match.end(), key, word_stem(key)))
    return found


def spelt_words(text: str) -> list[str]:
    """Return the words of a text as they are written.

    Examples
    --------
    >>> spelt_words("Crohn's disease, low-set ears")
    ["Crohn's", 'disease', 'low', 'set', 'ears']
    """
    return _WORD.findall(text)


@lru_cache(maxsize=50_000)
def word_key(word: str) -> str:
    """Return a word in small letters, in American spelling and in the singular.

    Examples
    --------
    >>> word_key("Diarrhoea"), word_key("generalised"), word_key("Ménière's")
    ('diarrhea', 'generalized', 'meniere')
    """
    bare = american(word)
    bare = _IRREGULAR.get(bare, bare)
    return _singular(bare)


@lru_cache(maxsize=50_000)
def american(word: str) -> str:
    """Return a word in small letters and American spelling, without accents.

    Examples
    --------
    >>> american("Haemorrhages")
    'hemorrhages'
    """
    bare = _APOSTROPHES.sub("", word.lower())
    if not bare.isascii():
        bare = "".join(letter for letter in unicodedata.normalize("NFKD", bare) if letter.isalnum())
    if bare in _IRREGULAR:
        return _IRREGULAR[bare]
    for british, spelling in _SPELLINGS:
        bare = british.sub(spelling, bare)
    return bare


@lru_cache(maxsize=50_000)
def word_stem(key: str) -> str:
    """Return what the inflections of a word, given by its key, share.

    Examples
    --------
    >>> word_stem("enlarged"), word_stem("abnormality"), word_stem("abnormal")
    ('enlarg', 'abnorm', 'abnorm')
    """
    same = _same_words().get(key)
    if same is not None:
        return same
    return _without_endings(key)


@lru_cache(maxsize=1)
def _same_words() -> dict[str, str]:
    return {
        word_key(word): _without_endings(word_key(line.split()[0]))
        for line in _SAME
        for word in line.split()
    }


def _without_endings(key: str) -> str:
    stem = key
    for _ in range(2):
        for ending in _ENDINGS:
            rest = len(stem) - len(ending)
            if rest >= _SHORTEST_STEM and stem.endswith(ending):
                if ending == "y" and stem[rest - 1] in "aeiou":
                    continue
                stem = stem[:rest]
                break
        else:
            break
    if len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2]:
        stem = stem[:-1]
    return stem


def _singular(word: str) -> str:
    """Drop the plural; ``-sis``, ``-ses`` and ``-se`` become ``-s``, which no one reads."""
    if len(word) < 4:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")) and not word.endswith("aches"):
        return word[:-2]
    reduced = re.sub("s[ei]s$|se$", "s", word)
    if reduced != word:
        return reduced
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "os")):
        return word[:-1]
    return word
