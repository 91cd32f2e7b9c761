"""What a deployment sets, read from the environment in one place.

Each field is an environment variable of the same name with ``ONCOLIT_`` before it, such as
``ONCOLIT_DATABASE_URL``. Without any, all is embedded: SQLite files under ``$ONCOLIT_HOME``.
"""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.settings import home

_MIB = 1 << 20


class SettingsError(ValueError):
    """An environment variable holds what it cannot."""


class Settings(BaseSettings):
    """Settings of the server and its workers.

    Sizes are in bytes, times in seconds where the name says nothing else.
    """

    model_config = SettingsConfigDict(env_prefix="ONCOLIT_", frozen=True, extra="ignore")

    database_url: str = Field(default="", description="SQLAlchemy URL; empty for SQLite.")
    redis_url: str = Field(default="", description="Queue and rate limits; empty for SQLite.")
    workers: int = Field(default=1, ge=0, le=64, description="Submissions worked on at once.")
    queue_length: int = Field(default=200, ge=1, description="Submissions that may wait.")
    most_upload: int = Field(default=200 * _MIB, ge=1, description="Bytes of a file.")
    most_unpacked: int = Field(default=4096 * _MIB, ge=1, description="Bytes, decompressed.")
    job_seconds: int = Field(default=1800, ge=1, description="Time for one submission.")
    job_attempts: int = Field(default=3, ge=1, description="Tries before a submission fails.")
    lease_seconds: int = Field(default=30, ge=2, description="Silence after which it is retried.")
    retention_days: float = Field(default=30, gt=0, description="Days that a report is kept.")
    session_hours: float = Field(default=12, gt=0, description="Hours that a login lasts.")
    requests_per_minute: int = Field(default=1800, ge=1, description="Of one key or address.")
    model: str = Field(default="", description="Folder or MLflow URI; empty for the champion.")
    model_check_seconds: float = Field(default=5, gt=0, description="Between looks for a new one.")
    allowed_hosts: str = Field(default="", description="Names, comma between; empty for any.")
    trusted_proxies: str = Field(default="", description="Addresses whose X-Forwarded-* count.")

    @property
    def folder(self) -> Path:
        """Where submissions, reports and the embedded database rest."""
        return home() / "submissions"

    @property
    def uploads(self) -> Path:
        """Where files rest until they are read."""
        return self.folder / "uploads"

    @property
    def reports(self) -> Path:
        """Where reports rest, a folder each."""
        return self.folder / "reports"


def read_settings() -> Settings:
    """Read the settings from the environment.

    Raises
    ------
    SettingsError
        A variable holds what it cannot; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"ONCOLIT_{str(first['loc'][0]).upper()}"
        raise SettingsError(f"{name}={first['input']!r}: {first['msg']}") from error
