"""The final report as signed outside the portal: uploaded, shown with what was found, handed out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies.views.guards import person
from plan_portal.arrival import received_at
from reports.forms.consolidation import SignedCopyForm
from reports.models import Consolidation, SignedCopy
from reports.services.consolidation import ConsolidationRefused
from reports.services.signed_copies import add_signed_copy
from reports.views.handing_out import handed_out

CONFLICT, UNREADABLE = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
def signed(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed copy of a final version: its coordinator sees what was found in it, and brings another."""
    version = get_object_or_404(Consolidation.objects.coordinated_by(person(request)).final(), pk=pk)
    today = timezone.localdate(received_at(request))
    if request.method != "POST":
        return _show(request, version, SignedCopyForm(today=today))
    return _add(request, version, SignedCopyForm(request.POST, request.FILES, today=today))


@require_GET
def signed_file(request: HttpRequest, pk: int, copy: int) -> FileResponse:
    """A signed copy of a version this person may read."""
    user = person(request)
    version = get_object_or_404(Consolidation.objects.visible_to(user).final(), pk=pk)
    return handed_out(get_object_or_404(SignedCopy.objects.readable_by(user, version), pk=copy))


def _show(
    request: HttpRequest, version: Consolidation, form: SignedCopyForm, status: int = 200
) -> HttpResponse:
    context = {
        "version": version,
        "period": version.period,
        "form": form,
        "copies": list(SignedCopy.objects.of(version)),
    }
    return render(request, "reports/consolidation/signed.html", context, status=status)


def _add(request: HttpRequest, version: Consolidation, form: SignedCopyForm) -> HttpResponse:
    if not form.is_valid() or form.checked is None:
        return _show(request, version, form, UNREADABLE)
    try:
        copy = add_signed_copy(
            consolidation=version,
            by=person(request),
            data=form.cleaned_data["file"].read(),
            upload=form.checked,
            now=received_at(request),
        )
    except ValidationError as wrong:
        form.add_error("file", wrong.messages)
        return _show(request, version, form, UNREADABLE)
    except ConsolidationRefused as refused:
        form.add_error(None, str(refused))
        return _show(request, version, form, CONFLICT)
    if copy.is_sound:
        messages.success(request, _("The signed file is kept: its signatures hold."))
    else:
        messages.warning(request, _("The file is kept, but read what was found in it before you send it."))
    return redirect("reports:consolidation_signed", version.pk)
