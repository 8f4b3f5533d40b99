"""What stands beside one place of a report under review: what the checks mark, what changed, what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from reports.models import Report, ReviewComment, Section, Submission
from reports.reading.comparing import ChangedField, changed_field
from reports.rules.checks import Finding
from reports.rules.content import ReportContent, differences
from reports.services.of_report import comments_on
from reports.services.sent_contents import read_contents

Place = tuple[str, str]
T = TypeVar("T")
WHOLE: Place = ("report", "")


@dataclass(frozen=True)
class Margin:
    """`target` and `code` as in comments; `label` is what people call the place."""

    target: str
    code: str = ""
    label: str = ""
    findings: Sequence[Finding] = ()
    changes: Sequence[ChangedField] = ()
    comments: Sequence[ReviewComment] = ()

    @property
    def anchor(self) -> str:
        return anchor_of(self.target, self.code)

    def said_on(self, number: int | None) -> list[ReviewComment]:
        """The comments that were made on this submission, by its number."""
        return [comment for comment in self.comments if comment.review.submission.number == number]

    def since(self, number: int) -> Margin:
        """The same without the comments on submissions before this one, by its number: they were answered, and the
        answers read, in an earlier round."""
        return replace(self, comments=[c for c in self.comments if c.review.submission.number >= number])


def anchor_of(target: str, code: str) -> str:
    """The id on the page of the place that a comment names."""
    return f"{target}-{code}" if code else target


@dataclass(frozen=True)
class Margins:
    """All of a submission's, by place."""

    findings: Mapping[Place, list[Finding]] = field(default_factory=dict)
    changes: Mapping[Place, list[ChangedField]] = field(default_factory=dict)
    comments: Mapping[Place, list[ReviewComment]] = field(default_factory=dict)

    def at(self, target: str, code: str, label: str) -> Margin:
        place = (target, code)
        return Margin(
            target=target,
            code=code,
            label=label,
            findings=self.findings.get(place, ()),
            changes=self.changes.get(place, ()),
            comments=self.comments.get(place, ()),
        )


def margins_of(
    report: Report, content: ReportContent, earlier: ReportContent | None, findings: Iterable[Finding]
) -> Margins:
    """What is new since `earlier`, the submission before, is changed; without one nothing is."""
    changed = () if earlier is None else differences(earlier, content)
    return Margins(
        findings=_grouped((f.target, f.code, f) for f in findings),
        changes=_grouped((d.target, d.code, changed_field(d)) for d in changed),
        comments=_comments(report),
    )


def thread_at(
    report: Report, submission: Submission, place: Place, *, only_changed: bool = False
) -> Margin | None:
    """One place with its comments, or as it is where only what changed is shown; None if the submission, the newest
    that stands, has no such place."""
    content = read_contents({submission.pk: submission.sha256})[submission.pk]
    label = _labels(content).get(place)
    if label is None:
        return None
    margin = Margins(comments=_comments(report)).at(*place, label)
    earlier = Submission.objects.standing_of(report)[1:2].first() if only_changed else None
    return margin.since(earlier.number) if earlier else margin


def _comments(report: Report) -> dict[Place, list[ReviewComment]]:
    return _grouped((c.target, c.target_code, c) for c in comments_on(report))


def _labels(content: ReportContent) -> dict[Place, str]:
    return {
        WHOLE: "",
        **{("section", each.code): str(Section(each.code).label) for each in content.sections},
        **{("duty", each.code): each.code for each in content.duties},
        **{("indicator", each.code): each.name for each in content.figures},
    }


def _grouped(things: Iterable[tuple[str, str, T]]) -> dict[Place, list[T]]:
    found: dict[Place, list[T]] = {}
    for target, code, thing in things:
        found.setdefault((target, code), []).append(thing)
    return found
