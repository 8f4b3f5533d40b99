"""Two submissions of a report side by side, field by field, for the two offices between which they passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from plan_portal.chips import Chip
from plan_portal.formatting import number
from reports.chips import DUTY_STATUSES
from reports.models import Report, Section, Submission
from reports.rules.content import Difference, ReportContent, differences
from reports.rules.wording import Run, word_changes

GROUPS = {
    "section": _("Narrative"),
    "duty": _("Duties"),
    "indicator": _("Figures"),
    "attachment": _("Attachments"),
}
ASPECTS = {
    "text": _("Text"),
    "status": _("How far"),
    "done": _("What was done"),
    "difficulties": _("Difficulties"),
    "value": _("Figure"),
    "explanation": _("Explanation"),
    "file": _("File"),
}
_LONGEST_NAME = 160


@dataclass(frozen=True)
class ChangedField:
    """One field. Texts have `runs`, statuses chips; a figure or a file is written out on both sides, "" where none."""

    aspect: str
    label: str | Promise
    before: str | Chip
    after: str | Chip
    runs: Sequence[Run] = ()


@dataclass(frozen=True)
class ChangedPlace:
    """One section, duty, figure or file, and what changed of it."""

    name: str
    fields: Sequence[ChangedField]


@dataclass(frozen=True)
class ChangedGroup:
    title: str | Promise
    places: Sequence[ChangedPlace]


@dataclass(frozen=True)
class ComparePage:
    """`choices` are the submissions that the reader may compare, newest first. `earlier` and `later` are None while
    fewer than two were sent."""

    report: Report
    choices: Sequence[Submission]
    earlier: Submission | None = None
    later: Submission | None = None
    groups: Sequence[ChangedGroup] = ()

    @property
    def total(self) -> int:
        return sum(len(place.fields) for group in self.groups for place in group.places)


def compare_page(
    report: Report, user: User, earlier: int | None = None, later: int | None = None
) -> ComparePage | None:
    """The two submissions by their numbers, in whichever order they are named; without numbers the newest two.

    None if there is no such submission that this person may read.
    """
    choices = list(Submission.objects.readable_by(user, report))
    known = {submission.number: submission for submission in choices}
    if earlier is None and later is None:
        later, earlier = [*list(known)[:2], None, None][:2]
        if earlier is None:
            return ComparePage(report, choices)
    if earlier not in known or later not in known:
        return None
    first, second = sorted([known[earlier], known[later]], key=lambda submission: submission.number)
    return ComparePage(report, choices, first, second, changed_groups(_content(first), _content(second)))


def changed_groups(before: ReportContent, after: ReportContent) -> list[ChangedGroup]:
    """What differs, by part of the report, in the report's order."""
    places: dict[tuple[str, str], list[Difference]] = {}
    for difference in differences(before, after):
        places.setdefault((difference.target, difference.code), []).append(difference)
    names = {**_names(before), **_names(after)}
    ordered = sorted(places, key=list(names).index)
    return [
        ChangedGroup(title, [_place(names[place], places[place]) for place in ordered if place[0] == target])
        for target, title in GROUPS.items()
        if any(place[0] == target for place in places)
    ]


def _content(submission: Submission) -> ReportContent:
    return ReportContent.from_json(submission.content)


def _names(content: ReportContent) -> Mapping[tuple[str, str], str]:
    return dict(_named(content))


def _named(content: ReportContent) -> Iterator[tuple[tuple[str, str], str]]:
    for section in content.sections:
        yield ("section", section.code), str(Section(section.code).label)
    for duty in content.duties:
        short = duty.text[:_LONGEST_NAME].rsplit(" ", 1)[0] + "…"
        yield ("duty", duty.code), duty.text if len(duty.text) <= _LONGEST_NAME else short
    for figure in content.figures:
        yield ("indicator", figure.code), f"{figure.name} ({figure.unit})"
    for attachment in content.attachments:
        yield ("attachment", attachment.sha256), attachment.name


def _place(name: str, found: Sequence[Difference]) -> ChangedPlace:
    return ChangedPlace(name, [changed_field(difference) for difference in found])


def changed_field(difference: Difference) -> ChangedField:
    """As it is shown: statuses as chips, figures as figures are written, texts word by word."""
    aspect, before, after = difference.aspect, difference.before, difference.after
    label = ASPECTS[aspect]
    match aspect:
        case "status":
            return ChangedField(aspect, label, DUTY_STATUSES[before], DUTY_STATUSES[after])
        case "value":
            return ChangedField(aspect, label, _figure(before), _figure(after))
        case "file":
            return ChangedField(aspect, label, before, after)
        case _:
            return ChangedField(aspect, label, before, after, word_changes(before, after))


def _figure(written: str) -> str:
    return number(Decimal(written)) if written else ""
