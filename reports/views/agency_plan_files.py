"""The signed paper of an agency's own plan: taken in, taken out, handed out to those who may read the plan."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import CONFLICT, UNREADABLE
from reports.forms.agency_plan import SignedPlanForm
from reports.forms.attachments import unkept
from reports.models import SignedPlan
from reports.services.signed_plans import add_signed_plan, remove_signed_plan
from reports.services.uploads import MOST_FILES
from reports.views.agency_plan import Place, place_to_edit, place_to_read
from reports.views.handing_out import handed_out
from tasks.models import AgencyPlan
from tasks.services.agency_plans import AgencyPlanRefused


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, agency: str, code: str) -> HttpResponse:
    place, own = place_to_edit(request, agency, code)
    today = timezone.localdate(received_at(request))
    if request.method != "POST":
        return _show(request, place, own, SignedPlanForm(today=today))
    form = SignedPlanForm(request.POST, request.FILES, today=today)
    return _add(request, place, own, form)


def _show(
    request: HttpRequest, place: Place, own: AgencyPlan, form: SignedPlanForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "own": own,
        "plan": place.plan,
        "agency": place.agency,
        "signed": list(SignedPlan.objects.of(own)),
        "most": MOST_FILES,
    }
    return render(request, "reports/agency_plan/files.html", context, status=status)


def _add(request: HttpRequest, place: Place, own: AgencyPlan, form: SignedPlanForm) -> HttpResponse:
    if not form.is_valid() or form.checked is None:
        return _show(request, place, own, form, UNREADABLE)
    try:
        signed = add_signed_plan(
            agency_plan=own,
            by=person(request),
            chunks=form.cleaned_data["file"].chunks(),
            upload=form.checked,
            number=form.cleaned_data["number"],
            dated=form.cleaned_data["dated"],
            now=received_at(request),
        )
    except ValidationError as wrong:
        form.add_error("file", wrong.messages)
        return _show(request, place, own, form, UNREADABLE)
    except OSError as error:
        form.add_error("file", unkept(error))
        return _show(request, place, own, form, UNREADABLE)
    except AgencyPlanRefused as refused:
        form.add_error(None, str(refused))
        return _show(request, place, own, form, CONFLICT)
    messages.success(request, _("“%(name)s” is attached.") % {"name": signed.name})
    return redirect("reports:agency_plan", *place.args)


@require_POST
def remove(request: HttpRequest, agency: str, code: str, pk: int) -> HttpResponse:
    place, own = place_to_edit(request, agency, code)
    signed = get_object_or_404(SignedPlan.objects.of(own), pk=pk)
    try:
        remove_signed_plan(signed=signed, by=person(request), now=received_at(request))
    except AgencyPlanRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("“%(name)s” was removed from the plan.") % {"name": signed.name})
    return redirect("reports:agency_plan_files", *place.args)


@require_safe
def download(request: HttpRequest, agency: str, code: str, pk: int) -> HttpResponseBase:
    own = place_to_read(request, agency, code).own
    if own is None:
        raise Http404
    found = get_object_or_404(SignedPlan.objects.of(own), pk=pk)
    return handed_out(request, found, found.name)
