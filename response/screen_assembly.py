"""A screen put together from what its tables say of responses, profiles and drugs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from response.drug import ScreenedDrug
from response.known_drugs import known_genes, known_name
from response.screen import Screen
from response.screen_parts import DrugFacts, DrugTable, ProfileTable, ResponseTable, some
from response.target_genes import target_genes


def measured_part(responses: ResponseTable) -> tuple[pd.DataFrame, list[str]]:
    """Leave out profiles and drugs without any response, and say so."""
    measured = responses.values.dropna(axis=0, how="all").dropna(axis=1, how="all")
    notes = []
    for what, before, after in (
        ("profiles", responses.values.index, measured.index),
        ("drugs", responses.values.columns, measured.columns),
    ):
        if lost := _texts(before.difference(after, sort=False)):
            notes.append(f"{len(lost):,} {what} without any response are left out: {some(lost)}")
    return measured, notes


def id_order(identifier: str) -> tuple[bool, int, str, str]:
    """Sort ids: whole numbers by value, then the others as text.

    Examples
    --------
    >>> sorted(["P2", "10", "9", "P1"], key=id_order)
    ['9', '10', 'P1', 'P2']
    """
    digits = identifier.lstrip("0") if identifier.isascii() and identifier.isdigit() else ""
    return not digits, len(digits), digits, identifier


def join_features(
    profiles: Sequence[ProfileTable], measured: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Put the features of the measured profiles together, and say what is missing or left out.

    Of a feature that two tables have, the first table's column stays.
    """
    frames: list[pd.DataFrame] = []
    taken: set[str] = set()
    for table in profiles:
        new = [column for column in table.features.columns if column not in taken]
        if new:
            frames.append(table.features[new])
            taken.update(new)
    if not frames:
        return pd.DataFrame(index=measured.index), ["no features of the profiles are known"]
    listed = {str(profile) for frame in frames for profile in frame.index}
    joined = pd.concat([frame.reindex(measured.index) for frame in frames], axis=1)
    empty = joined.columns[joined.isna().all()]
    profile_ids = _texts(measured.index)
    counts = {
        "profiles have no features": [name for name in profile_ids if name not in listed],
        "profiles have features but no response": sorted(listed.difference(profile_ids)),
        "features are known of no profile and left out": _texts(empty),
    }
    notes = [f"{len(names):,} {what}: {some(names)}" for what, names in counts.items() if names]
    return joined.drop(columns=empty).astype("float64"), notes


def describe_drugs(
    measured: pd.DataFrame, responses: ResponseTable, listed: DrugTable, *, own: bool
) -> dict[str, ScreenedDrug]:
    """Put together what the list, the table of responses and oncolit's own tables know.

    Parameters
    ----------
    measured : DataFrame of shape (n_profiles, n_drugs)
    responses : ResponseTable
    listed : DrugTable
        Comes first.
    own : bool
        The ids are a laboratory's own: an id that is no number is a name.
    """
    drugs = {}
    for drug_id in _texts(measured.columns):
        facts = [f for source in (listed, responses) if (f := source.drugs.get(drug_id))]
        stand_in = ("" if drug_id.isdigit() else drug_id) if own else known_name(drug_id)
        name = next((f.name for f in facts if f.name), stand_in)
        read = target_genes(next((f.targets for f in facts if f.targets), ""))
        drugs[drug_id] = ScreenedDrug(
            drug_id=drug_id,
            name=name,
            synonyms=(facts[0] if facts else DrugFacts()).synonyms,
            targets=read.targets,
            target_genes=read.genes if read.targets else known_genes(name),
            pathway=next((f.pathway for f in facts if f.pathway), ""),
        )
    return drugs


def first_texts(
    measured: pd.DataFrame, sources: Iterable[Mapping[str, str]], *, or_id: bool
) -> pd.Series:
    """Return a text for each profile, from the first source that has one, else its id or none."""
    known: dict[str, str] = {}
    for source in sources:
        for profile, text in source.items():
            known.setdefault(profile, text)
    texts = [known.get(profile) or (profile * or_id) for profile in _texts(measured.index)]
    return pd.Series(texts, index=measured.index, dtype=object)


def notes_on(screen: Screen, listed: DrugTable) -> Iterator[str]:
    """Say what is not known of the screen's drugs and profiles."""
    if nameless := [drug_id for drug_id, drug in screen.drugs.items() if not drug.name]:
        yield f"{len(nameless):,} drugs have no name: {some(nameless)}"
    if listed.drugs:
        if missing := [drug for drug in screen.drugs if drug not in listed.drugs]:
            yield f"{len(missing):,} drugs are not in the list of drugs: {some(missing)}"
        if unscreened := [drug for drug in listed.drugs if drug not in screen.drugs]:
            yield f"{len(unscreened):,} drugs of the list have no response: {some(unscreened)}"
    targets = {target for drug in screen.drugs.values() for target in drug.targets}
    if unknown := sorted(target for target in targets if target_genes(target).unknown):
        yield f"{len(unknown):,} targets are not known by any gene: {some(unknown)}"
    if count := int((screen.tissues == "").sum()):
        yield f"the tissue of {count:,} profiles is not known"


def _texts(index: pd.Index) -> list[str]:
    return list(map(str, index))
