"""The tables of the server's database: laboratories, keys, submissions, feedback and the audit log.

Times are UTC. Keys and cookies are stored as their SHA-256 only.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

SCHEMA_VERSION = 2
"""Of these tables; see :mod:`webapp.migrations`."""

LOCAL = "local"
"""Laboratory of who uses the server on its own machine, without keys."""


class Moment(TypeDecorator[datetime]):
    """A time in UTC, aware of it on every database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Store without time zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the time zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class Status(StrEnum):
    """What has become of a submission."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Base(DeclarativeBase):
    """All tables."""

    type_annotation_map: ClassVar = {datetime: Moment, dict[str, Any]: JSON}


class SchemaVersion(Base):
    """One row: the version of the tables."""

    __tablename__ = "schema_version"
    version: Mapped[int] = mapped_column(primary_key=True)


class Laboratory(Base):
    """Who submits; each sees its own submissions only."""

    __tablename__ = "laboratories"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created: Mapped[datetime]


class ApiKey(Base):
    """A key of a laboratory. ``digest`` is the SHA-256 of the secret, in hex."""

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    laboratory_id: Mapped[str] = mapped_column(ForeignKey("laboratories.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[str] = mapped_column(String(200))
    created: Mapped[datetime]
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]
    last_used: Mapped[datetime | None]


class LoginSession(Base):
    """A login to the pages with a key. ``digest`` is that of the cookie."""

    __tablename__ = "login_sessions"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_id: Mapped[str] = mapped_column(ForeignKey("api_keys.id", ondelete="CASCADE"))
    created: Mapped[datetime]
    expires: Mapped[datetime]


class Submission(Base):
    """A file that a laboratory sent.

    ``progress`` is from 0 to 1. ``summary`` holds counts and versions of its report. ``lease`` is
    until when a worker has it; ``attempts`` how often one took it up.
    """

    __tablename__ = "submissions"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    laboratory_id: Mapped[str] = mapped_column(ForeignKey("laboratories.id", ondelete="CASCADE"))
    file_name: Mapped[str] = mapped_column(String(255))
    bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    disease: Mapped[str | None] = mapped_column(String(200))
    pseudonymised: Mapped[bool]
    options: Mapped[dict[str, Any]]
    idempotency_key: Mapped[str | None] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(10))
    stage: Mapped[str] = mapped_column(String(100))
    progress: Mapped[float]
    attempts: Mapped[int]
    worker: Mapped[str | None] = mapped_column(String(64))
    lease: Mapped[datetime | None]
    created: Mapped[datetime]
    started: Mapped[datetime | None]
    finished: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    summary: Mapped[dict[str, Any] | None]
    __table_args__ = (
        UniqueConstraint("laboratory_id", "idempotency_key"),
        Index("submissions_by_status", "status", "created"),
        Index("submissions_by_laboratory", "laboratory_id", "created"),
    )


class Feedback(Base):
    """What a reader says of one suggestion: of a class, a therapy or how a tumour responded.

    ``subject`` is the class (``class1`` … ``class9``) or the therapy's name that was suggested,
    ``direction`` whether it was suggested for or against; ``correction`` what it should be.
    ``variant`` is gene and variation as they are compared. Versions are those of the suggestion.

    Of a response ``subject`` is the drug, ``variant`` tells tumours apart, ``profile`` is what is
    known of the tumour (:class:`webapp.asked_tumour.AskedTumour`), ``percentile`` what a test
    measured; gene and variation are empty.
    """

    __tablename__ = "feedback"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    laboratory_id: Mapped[str] = mapped_column(ForeignKey("laboratories.id", ondelete="CASCADE"))
    submission_id: Mapped[str | None] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE")
    )
    key_id: Mapped[str | None] = mapped_column(String(16))
    gene: Mapped[str] = mapped_column(String(100))
    variation: Mapped[str] = mapped_column(String(500))
    variant: Mapped[str] = mapped_column(String(700))
    disease: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(300))
    direction: Mapped[str | None] = mapped_column(String(12))
    verdict: Mapped[str] = mapped_column(String(10))
    correction: Mapped[str | None] = mapped_column(String(300))
    sample: Mapped[str | None] = mapped_column(String(300))
    profile: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    percentile: Mapped[float | None]
    comment: Mapped[str] = mapped_column(Text)
    versions: Mapped[dict[str, Any]]
    created: Mapped[datetime]
    __table_args__ = (Index("feedback_by_variant", "laboratory_id", "variant"),)


class AuditEntry(Base):
    """Who did what to what, when; rows are only ever added."""

    __tablename__ = "audit"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    laboratory_id: Mapped[str | None] = mapped_column(String(32))
    key_id: Mapped[str | None] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(100))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """One row: how many entries the audit log has, and the digest of its newest."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class PseudonymSecret(Base):
    """Secret, in hex, of a laboratory's pseudonyms; it goes with the laboratory."""

    __tablename__ = "pseudonym_secrets"
    laboratory_id: Mapped[str] = mapped_column(
        ForeignKey("laboratories.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[str] = mapped_column(String(64))
