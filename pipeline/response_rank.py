"""``oncolit response rank``: the drugs that cell lines suggest for a tumour."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from pipeline.response_model import open_ranker, response_folder
from pipeline.tumour_profile import fusion_in
from response.answer import DrugAnswer, NearLine, Ranking
from response.profile import KnownResponse, TumourProfile
from therapy.suggestion import RESEARCH_USE
from variants.gene_symbols import approved_symbol

if TYPE_CHECKING:
    from response.ranker import DrugRanker

PRECLINICAL = "Preclinical, from cell lines: tier IV at most, and no curated evidence."

_CLOSE = 70
_LINES_TOLD = 3


class RankError(ValueError):
    """The command is asked for what it cannot do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of the tumour on the command line.

    Attributes
    ----------
    tissue : str or None
    mutated, gained, lost : tuple of str
        Gene symbols.
    microsatellite_instability : bool or None
    known : tuple of str
        Responses that are known of it, each ``DRUG=PERCENTILE``.
    fused : tuple of str
        Fusions, each by two genes: ``BCR::ABL1``.
    """

    tissue: str | None
    mutated: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    microsatellite_instability: bool | None = None
    known: tuple[str, ...] = ()
    fused: tuple[str, ...] = ()


def rank_drugs(asked: Asked, top: int, folder: Path | None, *, as_json: bool) -> str:
    """Rank the screen's drugs for a tumour; return the text or the JSON to print.

    Parameters
    ----------
    asked : Asked
    top : int
        Drugs to tell of.
    folder : Path, optional
        Of the ranker, by default :func:`pipeline.response_model.response_folder`.
    as_json : bool

    Raises
    ------
    RankError
        There is no ranker, no such tissue or drug, or a percentile or a fusion is none.
    pipeline.response_model.ResponseModelError
        The ranker cannot be used.
    """
    ranker = open_ranker(folder)
    if ranker is None:
        raise RankError(
            f"{folder or response_folder()}: no drug ranker there; train one with: "
            "oncolit response train --data DIR"
        )
    tumour = read_tumour(asked, ranker.tissues)
    known = tuple(_known_response(text, tumour, ranker) for text in asked.known)
    ranking = ranker.rank(tumour, known, explained=top)
    if as_json:
        record = ranking_record(ranking, tumour, known, ranker, top)
        return json.dumps(record, indent=2, ensure_ascii=False)
    return ranking_text(ranking, tumour, known, ranker, top)


def read_tumour(asked: Asked, tissues: Sequence[str]) -> TumourProfile:
    """Return the profile; symbols become the approved ones.

    Raises
    ------
    RankError
        The screen has no such tissue, and the message says which it has; or a fusion is not of two
        known genes.
    """
    return TumourProfile(
        tissue="" if asked.tissue is None else _tissue(asked.tissue, tissues),
        mutated=frozenset(map(approved_symbol, asked.mutated)),
        gained=frozenset(map(approved_symbol, asked.gained)),
        lost=frozenset(map(approved_symbol, asked.lost)),
        microsatellite_instability=asked.microsatellite_instability,
        fused=frozenset(map(_fusion, asked.fused)),
    )


def ranking_record(
    ranking: Ranking,
    tumour: TumourProfile,
    known: Sequence[KnownResponse],
    ranker: "DrugRanker",
    top: int,
) -> dict[str, Any]:
    """Return the ranking as JSON has it."""
    return {
        "label": PRECLINICAL,
        "notice": RESEARCH_USE,
        "screen": ranker.screen_title,
        "screen_version": ranker.screen_version,
        "unit": ranker.unit,
        "tumour": {
            "tissue": tumour.tissue,
            "mutated": sorted(tumour.mutated),
            "gained": sorted(tumour.gained),
            "lost": sorted(tumour.lost),
            "fused": sorted(tumour.fused),
            "microsatellite_instability": tumour.microsatellite_instability,
        },
        "known": [{"drug_id": one.drug_id, "percentile": one.percentile} for one in known],
        "used": list(ranking.used),
        "unused": list(ranking.unused),
        "interval_level": ranker.accuracy["interval_level"],
        "interval_coverage": ranking.coverage,
        "drugs_ranked": len(ranking.drugs),
        "drugs": [asdict(answer) for answer in ranking.drugs[:top]],
        "nearest": [asdict(line) for line in ranking.nearest],
    }


def ranking_text(
    ranking: Ranking,
    tumour: TumourProfile,
    known: Sequence[KnownResponse],
    ranker: "DrugRanker",
    top: int,
) -> str:
    """Return the ranking as a person reads it."""
    lines = [
        f"What cell lines suggest ({ranker.screen_title}, {len(ranking.drugs)} substances)",
        PRECLINICAL,
        "Expected percentile among the screen's lines, 0 the most sensitive: a mean over what the "
        "response may be, so it lies nearer to 50 than measured ones. "
        f"In brackets: {100 * ranker.accuracy['interval_level']:.0f} % interval; such intervals "
        f"hold {100 * ranking.coverage:.0f} % of the responses of held-out lines.",
        f"Used: {'; '.join(ranking.used) or 'nothing'}",
    ]
    if known:
        names = {drug.drug_id: drug.shown_name for drug in ranker.drugs}
        told = (f"{names[one.drug_id]} at percentile {one.percentile:g}" for one in known)
        lines.append(f"Known responses: {'; '.join(told)}")
    if ranking.unused:
        lines.append(f"Not used, the screen has no feature for it: {'; '.join(ranking.unused)}")
    if not tumour.tissue:
        lines.append("No tissue is given: --tissue makes the ranking better.")
    lines.append("")
    for place, answer in enumerate(ranking.drugs[:top], start=1):
        lines += _drug_lines(place, answer, ranker.unit)
    if ranking.nearest:
        lines += ["", f"Nearest lines: {'; '.join(map(_line_words, ranking.nearest))}"]
    return "\n".join([*lines, "", RESEARCH_USE])


def _drug_lines(place: int, answer: DrugAnswer, unit: str) -> list[str]:
    drug = answer.drug
    about = "; ".join(part for part in (", ".join(drug.targets), drug.pathway) if part)
    named = f"{place:2}. {drug.shown_name}{f' ({about})' if about else ''}: percentile"
    if answer.told:
        return [f"{named} {answer.percentile:.0f}, as told of this tumour, not predicted"]
    lines = [
        f"{named} {answer.percentile:.0f} ({answer.low:.0f} to {answer.high:.0f}), "
        f"{answer.response:.2f} {unit}"
    ]
    if answer.pushes:
        told = (f"{push.feature} {push.change:+.2f}" for push in answer.pushes)
        lines.append(
            f"    moved by (in standard deviations; below 0: sensitive): {'; '.join(told)}"
        )
    if answer.lines:
        lines.append(
            f"    lines like it: {'; '.join(map(_line_words, answer.lines[:_LINES_TOLD]))}"
        )
    return lines


def _line_words(line: NearLine) -> str:
    shared = [words for words in line.shared if words != f"tissue {line.tissue}"]
    details = [line.tissue, f"shares {', '.join(shared)}" if shared else ""]
    if line.percentile is not None:
        details.append(f"measured percentile {line.percentile:.0f}")
    return f"{line.name} ({'; '.join(part for part in details if part)})"


def _tissue(text: str, tissues: Sequence[str]) -> str:
    by_key = {tissue.casefold(): tissue for tissue in tissues}
    found = by_key.get(text.strip().casefold())
    if found is None:
        raise RankError(
            f"--tissue: the screen has no tissue {text!r}{_meant(text, tissues)}; it has "
            f"{', '.join(sorted(tissues, key=str.casefold))}"
        )
    return found


def _fusion(text: str) -> str:
    found = fusion_in(text) or fusion_in(f"{text} fusion")
    if not found:
        raise RankError(
            f"--fused: expected two genes that HGNC knows, such as BCR::ABL1, got {text!r}"
        )
    return found


def _known_response(text: str, tumour: TumourProfile, ranker: "DrugRanker") -> KnownResponse:
    name, _, number = text.rpartition("=")
    try:
        percentile = float(number)
    except ValueError:
        percentile = -1.0
    if not name.strip() or not 0 <= percentile <= 100:
        raise RankError(
            f"--known: expected DRUG=PERCENTILE with a percentile of 0 (sensitive) to 100, "
            f"such as Trametinib=5, got {text!r}"
        )
    return KnownResponse(_drug_id(name.strip(), ranker), percentile, tumour, same_tumour=True)


def _drug_id(name: str, ranker: "DrugRanker") -> str:
    ids: dict[str, str] = {}
    for drug in ranker.drugs:
        for key in (drug.drug_id, drug.name, *drug.synonyms):
            ids.setdefault(key.casefold(), drug.drug_id)
    found = ids.get(name.casefold())
    if found is None:
        names = [word for drug in ranker.drugs for word in (drug.shown_name, *drug.synonyms)]
        raise RankError(
            f"--known: the screen has no drug {name!r}{_meant(name, names)}; expected a name, a "
            "synonym or an id of it"
        )
    return found


def _meant(text: str, known: Collection[str]) -> str:
    found = process.extract(
        text, known, scorer=fuzz.WRatio, processor=str.casefold, limit=3, score_cutoff=_CLOSE
    )
    words = list(dict.fromkeys(one[0] for one in found))
    return f"; is it {' or '.join(words)}?" if words else ""
