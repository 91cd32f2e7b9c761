"""What the card of one variant reads, besides the report's words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from reports.lab_report import Drug, Therapy, Variant
from webapp.feedback import GivenFeedback


@dataclass(frozen=True)
class DrugFacts:
    """The drugs on which a page has facts.

    Parameters
    ----------
    drugs : mapping of Drug
        By name.
    """

    drugs: Mapping[str, Drug]

    @property
    def drug_anchors(self) -> dict[str, str]:
        """Anchor of each drug by its name."""
        return {name: f"drug{place}" for place, name in enumerate(self.drugs, start=1)}


@dataclass(frozen=True)
class WrongForm:
    """Feedback that was sent and is not as expected.

    Parameters
    ----------
    fault : str
    fields : mapping of str
        As they were sent.
    """

    fault: str
    fields: Mapping[str, str]

    @property
    def verdict(self) -> str:
        """What was chosen."""
        return self.fields["verdict"]

    @property
    def correction(self) -> str:
        """What it should be, as sent."""
        return self.fields["correction"]

    @property
    def comment(self) -> str:
        """The comment, as sent."""
        return self.fields["comment"]

    def is_on(self, kind: str, subject: str, direction: str) -> bool:
        """Tell whether it is on this suggestion."""
        sent = self.fields["kind"], self.fields["subject"], self.fields["direction"]
        return sent == (kind, subject, direction)


@dataclass(frozen=True)
class FeedbackDesk:
    """What stands beside suggestions: the feedback on them, and the forms to give some.

    Parameters
    ----------
    all_given : sequence of GivenFeedback
        On this variant.
    action : str
        Where forms are posted; empty for no forms.
    sent : WrongForm, optional
        To be sent again.
    about : mapping of str
        Hidden fields of every form.
    """

    all_given: Sequence[GivenFeedback]
    action: str = ""
    sent: WrongForm | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def given(self, kind: str, subject: str, direction: str) -> list[GivenFeedback]:
        """Return what was said of one suggestion; of the class, what was said of any class."""
        asked = (kind, subject, direction)
        return [
            one
            for one in self.all_given
            if (one.kind, one.subject, one.direction or "") == asked or one.kind == kind == "class"
        ]

    def elsewhere(self, therapies: Iterable[Therapy]) -> list[GivenFeedback]:
        """Return what was said of therapies that are not suggested now."""
        now = {(one.therapy, one.direction) for one in therapies}
        return [
            one
            for one in self.all_given
            if one.kind == "therapy" and (one.subject, one.direction) not in now
        ]

    def wrong(self, kind: str, subject: str, direction: str) -> WrongForm | None:
        """Return the form on one suggestion that was not as expected."""
        return self.sent if self.sent and self.sent.is_on(kind, subject, direction) else None

    def next_id(self) -> str:
        """Return an id that the page does not have yet."""
        return f"feedback-{next(self._ids)}"


def without_file(variant: Variant) -> Variant:
    """Return a variant that was asked for by itself without its place in a file."""
    return variant.model_copy(update={"occurrences": []})


def drugs_of(variant: Variant, known: Mapping[str, Drug]) -> dict[str, Drug]:
    """Return the facts on the drugs of a variant's therapies, by name."""
    named = dict.fromkeys(drug for therapy in variant.therapies for drug in therapy.drugs)
    return {name: known[name] for name in named if name in known}
