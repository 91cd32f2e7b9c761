"""The drugs of a regimen that goes by a name of its own, such as FOLFOX.

Examples
--------
>>> from therapy.drugs import Action
>>> part_names(Drug("folfox regimen", ("FOLFOX",), "fluorouracil, leucovorin and oxaliplatin",
...     Action.CYTOTOXIC, ()))
('fluorouracil', 'leucovorin', 'oxaliplatin')
>>> part_names(Drug("dabrafenib/trametinib regimen", (), "BRAF and MEK inhibitors",
...     Action.INHIBITOR, ("BRAF",)))
('dabrafenib', 'trametinib')
>>> part_names(Drug("vemurafenib", (), "BRAF inhibitor", Action.INHIBITOR, ("BRAF",)))
()
"""

import re

from therapy.drugs import Drug, Drugs

_REGIMEN = re.compile(r" (?:regimen|protocol)$")
_BETWEEN = re.compile(r", | and ")
_TOGETHER = re.compile(r"\s*(?:\+|/| and | with |,)\s*")


def part_names(drug: Drug) -> tuple[str, ...]:
    """Return what a named regimen is made of, nothing for a single drug.

    The table of drugs says it in the regimen's name or in its class.
    """
    name = _REGIMEN.sub("", drug.name)
    if name == drug.name:
        return ()
    return tuple(name.split("/")) if "/" in name else tuple(_BETWEEN.split(drug.drug_class))


def single_names(text: str, drugs: Drugs) -> tuple[str, ...]:
    """Return the normal names of the drugs that one entry of a list names.

    Examples
    --------
    >>> from therapy.drugs import Drugs
    >>> single_names("Carboplatin + Paclitaxel", Drugs([]))
    ('carboplatin', 'paclitaxel')
    """
    whole = drugs.find(text)
    if whole is not None:
        return part_names(whole) or (whole.name,)
    parts = [part for part in _TOGETHER.split(text) if part.strip()]
    if len(parts) < 2:
        return (drugs.normal_name(text),)
    return tuple(dict.fromkeys(name for part in parts for name in single_names(part, drugs)))
