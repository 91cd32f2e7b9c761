"""The head of a laboratory's report: the file, the counts, the versions, the rules and limits."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from experiments.model_folder import ModelCard, TrainedModel
from intake.assessment import ASSESSED_TERMS, AssessmentRules
from intake.lab_reader import Content, LabReader
from intake.lab_row import LabRow, Outcome
from pipeline.data_folder import TEXT_FILE, VARIANTS_FILE, sha256_of
from pipeline.lab_intake import LabContent
from pipeline.settings import checkout
from reports.cell_lines_report import CellLines
from reports.lab_report import Counts, Drug, ExampleRow, InputFile, Reason, ReportHead, Versions
from therapy.suggestion import RESEARCH_USE

LIMITS = (
    "oncolit is a research tool and not a medical device. A person who knows the patient decides.",
    "Predicted classes are what a classifier answers; it can be sure and wrong. How often such "
    "answers were right on held-out training variants stands with each.",
    "Curated statements are as good as the evidence base on the day named under versions; no "
    "therapy on the list does not mean that none exists.",
    "Variants are read from the annotation in the file: oncolit neither calls nor annotates "
    "variants, and checks no reference sequence.",
    "A mutation file does not show what else a tumour has: fusions, copy numbers, expression, "
    "microsatellite instability and inherited variants may change every line.",
)
"""What a reader must know."""

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Answering:
    """How a file is answered.

    Parameters
    ----------
    versions : Versions
        Of what answers.
    disease : str, optional
        Tumour of all samples.
    rules : AssessmentRules
    """

    versions: Versions
    disease: str | None
    rules: AssessmentRules


def make_head(
    content: LabContent,
    file: InputFile,
    advice: list[str],
    answering: Answering,
    n_actionable: int,
    n_cards: int,
    drugs: dict[str, Drug],
    cell_lines: CellLines,
) -> ReportHead:
    """Make the head of a report.

    Parameters
    ----------
    content : LabContent
    file : InputFile
    advice : list of str
        What the sender should do.
    answering : Answering
    n_actionable, n_cards : int
        Variants with therapies of tier I or II, and with a card.
    drugs : dict of Drug
        Of all therapies, by name.
    cell_lines : CellLines
    """
    return ReportHead(
        notice=RESEARCH_USE,
        created=datetime.now(UTC).date().isoformat(),
        disease=answering.disease,
        file=file,
        counts=Counts(
            rows=content.n_rows,
            assessed=content.counts[Outcome.ASSESSED],
            not_assessed=content.counts[Outcome.NOT_ASSESSED],
            rejected=content.counts[Outcome.REJECTED],
        ),
        rules=list(rule_words(answering.rules)),
        advice=advice,
        versions=answering.versions,
        limits=list(LIMITS),
        n_variants=len(content.variants),
        n_actionable=n_actionable,
        n_cards=n_cards,
        n_samples=len(content.samples),
        not_assessed=[
            Reason(reason=reason, rows=count, examples=[_example(row) for row in rows])
            for reason, (count, rows) in sorted(
                content.reasons.items(), key=lambda found: (-found[1][0], found[0])
            )
        ],
        drugs=dict(sorted(drugs.items())),
        cell_lines=cell_lines,
    )


def describe_file(content: Content, reader: LabReader) -> InputFile:
    """Describe the file; complete once the reader has read all rows."""
    digest = hashlib.sha256()
    with content.path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return InputFile(
        name=content.path.name,
        sha256=digest.hexdigest(),
        bytes=content.path.stat().st_size,
        format=reader.format,
        compression=content.compression,
        encoding=content.encoding,
        build=reader.build,
        notes=list(reader.notes),
    )


def rule_words(rules: AssessmentRules) -> Iterator[str]:
    """Say in sentences which rows are assessed."""
    yield f"Assessed: {', '.join(sorted(rules.terms))}."
    if added := sorted(rules.terms - ASSESSED_TERMS):
        yield f"Besides the usual ones, on demand: {', '.join(added)}."
    if left_out := sorted(ASSESSED_TERMS - rules.terms):
        yield f"Left out on demand: {', '.join(left_out)}."
    yield (
        "Rows of any FILTER are assessed, on demand."
        if rules.any_filter
        else "Rows with a FILTER other than PASS or . are not assessed."
    )
    yield "The consequence column outranks the protein string."
    yield (
        "Of a row's transcripts the MANE Select one counts, then the canonical one, the "
        "annotation's own pick, the one with the most severe consequence; each row names it."
    )


def make_versions(
    trained: TrainedModel, model: str, knowledge: str, literature: str, texts: str
) -> Versions:
    """Say what answers.

    Parameters
    ----------
    trained : TrainedModel
    model : str
        Its name, see :func:`pipeline.models.model_words`.
    knowledge, literature : str
        Evidence base and literature store in words.
    texts : str
        Which passages the classifier reads, in a sentence.
    """
    card = trained.card
    return Versions(
        oncolit=version("oncolit"),
        model=model,
        model_made=trained.made,
        model_sha256=trained.sha256,
        model_data=card.data_sha256,
        model_trained_on_demo=is_demo(card),
        model_variants=card.n_variants,
        knowledge=knowledge,
        literature=literature,
        texts=texts,
    )


def is_demo(card: ModelCard) -> bool:
    """Tell whether a model was trained on the embedded demo data, feedback aside."""
    demo = checkout() / "data" / "demo"
    files = [demo / name for name in (VARIANTS_FILE, TEXT_FILE)]
    trained_on = card.dataset_sha256 or card.data_sha256
    return all(path.is_file() for path in files) and trained_on == sha256_of(files)


def _example(row: LabRow) -> ExampleRow:
    variant = row.variants[0] if row.variants else None
    return ExampleRow(
        line=row.line,
        value=row.value,
        gene=variant.gene if variant else "",
        samples=list(variant.samples) if variant else [],
    )
