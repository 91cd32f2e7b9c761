"""``oncolit feedback``: what laboratories said, as training data."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

feedback_app = typer.Typer(help="What laboratories say of suggestions.", no_args_is_help=True)


class Only(StrEnum):
    """What is exported alone."""

    CORRECTED = "corrected"


@feedback_app.callback()
def keep_export_a_command() -> None:
    """Do nothing: with one command alone typer would take ``export`` for an argument."""


@feedback_app.command("export")
def export(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")],
    laboratory: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of this laboratory alone.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(metavar="DAY", formats=["%Y-%m-%d"], help="Given on this day or later."),
    ] = None,
    only: Annotated[
        Only | None,
        typer.Option(help="Leave out classes that were accepted: they echo the model."),
    ] = None,
) -> None:
    """Write feedback as training data, which the next pipeline run can take up.

    training_variants: variants with the class that laboratories agree on. not_exported.tsv: those
    without, and why. therapy_feedback.tsv: what was said of therapies. interactions.csv: how
    tumours responded to drugs. feedback.json: counts and versions.

    \b
    oncolit feedback export --out feedback --only corrected
    make run DATA=FOLDER FEEDBACK=feedback
    """
    from webapp.database import open_database
    from webapp.feedback_export import Asked, export_feedback
    from webapp.settings import read_settings

    asked = Asked(laboratory, since.date() if since else None, only is Only.CORRECTED)
    written = export_feedback(open_database(read_settings()), out, asked)
    typer.echo(
        f"Wrote {out}: {written.rows} variants with a class ({written.corrected} corrected, "
        f"{written.rows - written.corrected} accepted), {written.not_exported} without "
        f"(see {out / 'not_exported.tsv'}), {written.therapies} words on therapies, "
        f"{written.responses} responses of tumours."
    )
    if written.rows > written.corrected:
        typer.echo("Accepted classes echo the model's own answers: see docs/feedback.md.")
    if written.rows:
        typer.echo(f"Next: make run DATA=FOLDER FEEDBACK={out}")
