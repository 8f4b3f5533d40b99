"""The narrative of a consolidated report as its coordinator writes it: by the parts of the outline, place by place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plan_portal.prepared import Prepared
from reports.documents.source import PlannedDuty
from reports.documents.words import shortened
from reports.models import Consolidation, ConsolidationSection, Section, Wording
from reports.rules.narrative import duty_of
from reports.rules.voices import news
from reports.rules.wording import Run, word_changes
from tasks.models import Field

RESULTS = "results-"
# A part of the outline, and the sections that are written there.
_PARTS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "situation": (_("I. Situation and steering"), (Section.SITUATION,)),
    "assessment": (
        _("III. General assessment"),
        (Section.ACHIEVEMENTS, Section.SHORTCOMINGS, Section.CAUSES),
    ),
    "directions": (_("IV. Directions"), (Section.DIRECTIONS,)),
    "proposals": (_("V. Proposals"), (Section.PROPOSALS,)),
}


@dataclass(frozen=True)
class PlaceLine:
    """One place: `news` is what the agencies said since the text was written or compared with theirs."""

    section: ConsolidationSection
    label: str | Promise
    news: Sequence[Sequence[Run]] = ()

    @property
    def name(self) -> str:
        """Of its form field."""
        return f"text_{self.section.pk}"


@dataclass(frozen=True)
class Part:
    """A line of the side list: `done` places are edited, of `total`; `news` places have something new."""

    code: str
    label: str | Promise
    url: str
    active: bool
    done: int
    total: int
    news: int


@dataclass(frozen=True)
class TextPage:
    version: Consolidation
    parts: Sequence[Part]
    places: Sequence[PlaceLine]

    @property
    def active(self) -> Part:
        return next(part for part in self.parts if part.active)

    @property
    def following(self) -> Part | None:
        """The part after this one, if there is one."""
        codes = [part.code for part in self.parts]
        place = codes.index(self.active.code) + 1
        return self.parts[place] if place < len(codes) else None


def text_page(version: Consolidation, part: str) -> TextPage | None:
    """The page of one part, of the first where `part` is ""; None if the report has no such part. Three queries."""
    sections = {s.section: s for s in version.sections.with_editor()}
    outline = list(_outline(version, sections))
    part = part or outline[0][0]
    if part not in {code for code, *_rest in outline}:
        return None
    parts = [_part(version, code, label, [sections[s] for s in of], part) for code, label, of in outline]
    here = next(of for code, _label, of in outline if code == part)
    duties = {d.code: d for d in _duties(version)}
    return TextPage(version, parts, [_line(sections[code], duties) for code in here])


@dataclass(frozen=True)
class Passage:
    """What a place says, to be read; `part` of the outline."""

    part: str | Promise
    place: int
    label: str | Promise
    text: str


def narrative_of(version: Consolidation) -> list[Passage]:
    """Every place of the narrative, in the order in which it is printed."""
    told = {section: (pk, text) for pk, section, text in _texts(version.pk)}
    duties = {d.code: d for d in _duties(version)}
    return [
        Passage(part, pk, _label(section, duties), text)
        for _code, part, of in _outline(version, told)
        for section in of
        for pk, text in [told[section]]
    ]


@Prepared
def _texts(version: int) -> QuerySet[ConsolidationSection, tuple[int, str, str]]:
    of_version = ConsolidationSection.objects.filter(consolidation=version)
    return of_version.order_by().values_list("pk", "section", "text")


def label_of(section: ConsolidationSection) -> str | Promise:
    """What the place is called on its own pages."""
    return _label(section.section, {d.code: d for d in _duties(section.consolidation)})


def part_of(section: ConsolidationSection) -> str:
    """The code of the part in which the place is written."""
    duty = duty_of(section.section)
    if not duty:
        return next(code for code, (_label, of) in _PARTS.items() if section.section in of)
    fields = {d.code: d.field for d in _duties(section.consolidation)}
    return f"{RESULTS}{fields[duty]}"


@dataclass(frozen=True)
class WordingLine:
    """A wording with what changed in it against the one before."""

    wording: Wording
    runs: Sequence[Run]
    is_present: bool


def wordings_of(section: ConsolidationSection) -> list[WordingLine]:
    """What was ever written in a place, newest first."""
    found = list(Wording.objects.of_place(section.consolidation, section.section))
    older = [wording.text for wording in found[1:]] + [""]
    return [
        WordingLine(wording, word_changes(before, wording.text), wording.text == section.text)
        for wording, before in zip(found, older, strict=True)
    ]


def _outline(
    version: Consolidation, sections: Collection[str]
) -> Iterator[tuple[str, str | Promise, list[str]]]:
    """Each part's code, label and sections, in the order in which they are printed."""
    for code, (label, of) in _PARTS.items():
        yield code, label, [str(section) for section in of if section in sections]
        if code == "situation":
            yield from _results(version, sections)


def _results(
    version: Consolidation, sections: Collection[str]
) -> Iterator[tuple[str, str | Promise, list[str]]]:
    told = {duty_of(code): code for code in sections if duty_of(code)}
    duties = _duties(version)
    for field in Field:
        of = [told[duty.code] for duty in duties if duty.field == field and duty.code in told]
        if of:
            yield f"{RESULTS}{field.value}", f"II. {field.label}", of


def _part(
    version: Consolidation,
    code: str,
    label: str | Promise,
    sections: Sequence[ConsolidationSection],
    active: str,
) -> Part:
    return Part(
        code,
        label,
        reverse("reports:consolidation_text", args=[version.pk, code]),
        active=code == active,
        done=sum(section.is_edited for section in sections),
        total=len(sections),
        news=sum(section.has_news for section in sections),
    )


def _line(section: ConsolidationSection, duties: dict[str, PlannedDuty]) -> PlaceLine:
    said = news(section.seen_text, section.agencies_text) if section.has_news else ()
    return PlaceLine(section, _label(section.section, duties), said)


def _label(code: str, duties: dict[str, PlannedDuty]) -> str | Promise:
    duty = duty_of(code)
    if not duty:
        return Section(code).label
    return shortened(duties[duty].text) if duty in duties else duty


def _duties(version: Consolidation) -> list[PlannedDuty]:
    return [PlannedDuty(**duty) for duty in version.content.get("duties", []) if isinstance(duty, dict)]
