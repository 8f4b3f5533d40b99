"""Reading plans: the list, a plan as a document, its duties, indicators, legal documents and changes."""

from __future__ import annotations

from itertools import groupby

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django_tables2 import RequestConfig

from agencies.changes import history_of, page_of_changes
from agencies.views.guards import person
from tasks.forms.plans import DutyFilter
from tasks.models import (
    Assignment,
    AssignmentRole,
    Duty,
    DutyGroup,
    Field,
    Indicator,
    LegalDocument,
    Plan,
    PlanParagraph,
    Target,
)
from tasks.reading import agencies_of, assigned_to, obliged_by, paragraphs_of, reporters_in
from tasks.tables import IndicatorTable, LegalDocumentTable
from tasks.views.fetch import plan_to_audit, plan_to_read


def plans(request: HttpRequest) -> HttpResponse:
    visible = (
        Plan.objects.visible_to(person(request)).with_counts().newest_first().select_related("coordinator")
    )
    return render(request, "tasks/plans.html", {"plans": visible})


def plan(request: HttpRequest, code: str) -> HttpResponse:
    shown = plan_to_read(request, code)
    agencies = agencies_of(shown.pk)
    of_plan = Duty.objects.of_plan(shown).prefetch_related(None)
    narrowed = DutyFilter(request.GET, queryset=of_plan, agencies=agencies)
    duties = list(narrowed.qs)
    context = {
        "plan": shown,
        "coordinates": shown.is_edited_by(person(request)),
        "editable": shown.is_open_to(person(request)),
        "filter": narrowed,
        "groups": by_group(duties, narrowed.qs.agency_names()),
        "found": len(duties),
        "total": shown.duties.count() if narrowed.form.has_changed() else len(duties),
        "agency_count": len(agencies),
        "paragraphs": _paragraphs(shown),
        "schedule": shown.schedule.all(),
        "legal_documents": shown.legal_documents.all(),
    }
    return render(request, "tasks/plan.html", context)


Named = tuple[Duty, str, dict[str, list[str]]]


def by_group(
    duties: list[Duty], names: dict[int, dict[str, list[str]]]
) -> list[tuple[DutyGroup | None, list[Named]]]:
    """The duties under their groups, in the plan's order, each with the words of its field and the names of its
    agencies by role; the common ones stand under None."""
    fields = {value: str(words) for value, words in Field.choices}
    return [
        (group, [(duty, fields.get(duty.field, duty.field), names[duty.pk]) for duty in of])
        for group, of in groupby(duties, key=lambda duty: duty.group)
    ]


def _paragraphs(shown: Plan) -> dict[str, list[PlanParagraph]]:
    every = paragraphs_of(shown.pk)
    return {part.value: [each for each in every if each.part == part] for part in PlanParagraph.Part}


def duty(request: HttpRequest, code: str, duty_code: str) -> HttpResponse:
    shown = plan_to_read(request, code)
    found = get_object_or_404(Duty.objects.filter(plan=shown).select_related("group"), code=duty_code)
    histories = [history_of(Duty, id=found.pk), history_of(Assignment, duty_id=found.pk)]
    page, changes = page_of_changes(histories, request.GET.get("page"))
    before, after = found.neighbours()
    context = {
        "plan": shown,
        "duty": found,
        "agencies": _agencies_with(found),
        "editable": shown.is_open_to(person(request)),
        "page": page,
        "changes": changes,
        "before": before,
        "after": after,
    }
    return render(request, "tasks/duty.html", context)


def _agencies_with(duty: Duty) -> dict[str, list[str]]:
    """The names of those who have the duty, by role."""
    given = assigned_to(duty.pk)
    return {role: [name for of, name in given if of == role] for role in AssignmentRole.values}


def indicators(request: HttpRequest, code: str) -> HttpResponse:
    shown = plan_to_read(request, code)
    table = IndicatorTable(Indicator.objects.listed(shown))
    for pk, name in reporters_in(shown.pk):
        table.reporters_of[pk].append(name)
    table.plan, table.agency_count = shown, len(obliged_by(shown.pk))
    table.editable = shown.is_open_to(person(request))
    RequestConfig(request, paginate=False).configure(table)
    context = {"plan": shown, "table": table, "editable": table.editable}
    return render(request, "tasks/indicators.html", context)


def legal_documents(request: HttpRequest, code: str) -> HttpResponse:
    shown = plan_to_read(request, code)
    table = LegalDocumentTable(LegalDocument.objects.cited_in(shown))
    table.plan = shown
    RequestConfig(request, paginate=False).configure(table)
    return render(request, "tasks/legal_documents.html", {"plan": shown, "table": table})


def changes(request: HttpRequest, code: str) -> HttpResponse:
    """Who changed what in this plan. What an agency means to reach stands with its own plan."""
    shown = plan_to_audit(request, code)
    paths: dict[type[Model], str] = {
        Plan: "id",
        Duty: "plan_id",
        Assignment: "duty__plan_id",
        Indicator: "plan_id",
    }
    histories = [history_of(model, **{path: shown.pk}) for model, path in paths.items()]
    histories.append(history_of(Target, indicator__plan_id=shown.pk, agency=None))
    page, found = page_of_changes(histories, request.GET.get("page"))
    return render(request, "tasks/changes.html", {"plan": shown, "page": page, "changes": found})
