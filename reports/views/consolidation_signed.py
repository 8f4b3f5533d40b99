"""The final report as signed outside the portal: uploaded, shown with what was found, handed out, taken out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.views.guards import person
from plan_portal.arrival import received_at
from plan_portal.statuses import CONFLICT, UNREADABLE
from reports.forms.attachments import unkept
from reports.forms.consolidation import SignedCopyForm
from reports.jobs import offer_check
from reports.models import Consolidation, SignedCopy
from reports.reading.signed_copies import signed_copies_of, worker_is_there
from reports.services.consolidation import ConsolidationRefused
from reports.services.signed_copies import add_signed_copy, bring_back_signed_copy, remove_signed_copy
from reports.views.handing_out import handed_out


@require_http_methods(["GET", "HEAD", "POST"])
def signed(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed copy of a final version: its coordinator sees what was found in it, and brings another."""
    version = _version(request, pk)
    today = timezone.localdate(received_at(request))
    if request.method != "POST":
        return _show(request, version, SignedCopyForm(today=today))
    return _add(request, version, SignedCopyForm(request.POST, request.FILES, today=today))


@require_safe
def checking(request: HttpRequest, pk: int, copy: int) -> HttpResponse:
    """That it is being checked, asked for again and again; then the page reloads itself."""
    version = _version(request, pk)
    known = get_object_or_404(SignedCopy.objects.of(version), pk=copy)
    if known.is_being_checked:
        context = {"version": version, "copy": known, "worker_is_alive": _is_attended(request, known)}
        return render(request, "reports/consolidation/signed_waiting.html", context)
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


@require_POST
def remove(request: HttpRequest, pk: int, copy: int) -> HttpResponse:
    version = _version(request, pk)
    known = get_object_or_404(SignedCopy.objects.of(version), pk=copy)
    try:
        remove_signed_copy(copy=known, by=person(request), now=received_at(request))
    except ConsolidationRefused as refused:
        messages.error(request, str(refused))
    else:
        words = _("“%(name)s” was removed. That it was here stays on record.")
        messages.success(request, words % {"name": known.name})
        if known.is_current:
            messages.warning(
                request, _("There is no current signed file now: readers of the report find none.")
            )
    return redirect("reports:consolidation_signed", version.pk)


@require_POST
def bring_back(request: HttpRequest, pk: int, copy: int) -> HttpResponse:
    """Make an earlier file the current one again."""
    version = _version(request, pk)
    known = get_object_or_404(SignedCopy.objects.of(version), pk=copy)
    try:
        again = bring_back_signed_copy(copy=known, by=person(request), now=received_at(request))
    except ConsolidationRefused as refused:
        messages.error(request, str(refused))
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    except OSError as error:
        messages.error(request, " ".join(unkept(error).messages))
    else:
        offer_check(again.pk)
    return redirect("reports:consolidation_signed", version.pk)


@require_safe
def signed_file(request: HttpRequest, pk: int, copy: int) -> HttpResponseBase:
    """A signed copy of a version this person may read."""
    user = person(request)
    version = get_object_or_404(Consolidation.objects.visible_to(user).final(), pk=pk)
    found = get_object_or_404(SignedCopy.objects.readable_by(user, version), pk=copy)
    return handed_out(request, found, found.name)


def _version(request: HttpRequest, pk: int) -> Consolidation:
    return get_object_or_404(Consolidation.objects.coordinated_by(person(request)).final(), pk=pk)


def _is_attended(request: HttpRequest, copy: SignedCopy | None) -> bool:
    return worker_is_there(copy, now=received_at(request))


def _show(
    request: HttpRequest, version: Consolidation, form: SignedCopyForm, status: int = 200
) -> HttpResponse:
    copies = signed_copies_of(version)
    context = {
        "version": version,
        "period": version.period,
        "form": form,
        "copies": copies,
        "worker_is_alive": _is_attended(request, copies.waiting),
    }
    return render(request, "reports/consolidation/signed.html", context, status=status)


def _add(request: HttpRequest, version: Consolidation, form: SignedCopyForm) -> HttpResponse:
    if not form.is_valid() or form.checked is None:
        return _show(request, version, form, UNREADABLE)
    try:
        copy = add_signed_copy(
            consolidation=version,
            by=person(request),
            chunks=form.cleaned_data["file"].chunks(),
            upload=form.checked,
            now=received_at(request),
        )
    except ValidationError as wrong:
        form.add_error("file", wrong.messages)
        return _show(request, version, form, UNREADABLE)
    except ConsolidationRefused as refused:
        form.add_error(None, str(refused))
        return _show(request, version, form, CONFLICT)
    except OSError as error:
        form.add_error("file", unkept(error))
        return _show(request, version, form, UNREADABLE)
    offer_check(copy.pk)
    return redirect("reports:consolidation_signed", version.pk)
