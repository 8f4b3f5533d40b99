"""One's own notices, and for the coordinator the delivery record of a period."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from agencies.views.guards import person
from plan_portal.arrival import received_at
from reports.models import DeliveryState, Notice, ReportingPeriod
from reports.services.inbox import mark_all_read, mark_read
from reports.services.recipients import agencies_without_recipient

A_PAGE = 30


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    mine = Notice.objects.visible_to(person(request))
    page = Paginator(mine.unread_first(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/notices.html", {"page": page, "unread": mine.unread().count()})


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it read and go where it leads."""
    notice = get_object_or_404(Notice.objects.visible_to(person(request)), pk=pk)
    mark_read(notice=notice, now=received_at(request))
    return redirect(notice.path or "reports:notices")


@require_POST
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_to(person(request)), pk=pk)
    mark_read(notice=notice, now=received_at(request))
    return redirect("reports:notices")


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    mark_all_read(user=person(request), now=received_at(request))
    return redirect("reports:notices")


@require_safe
def period_notices(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was told what, and when; what could not be delivered; which agencies nobody can be told for."""
    period = get_object_or_404(ReportingPeriod.objects.coordinated_by(person(request)), pk=pk)
    record = Notice.objects.record_of(period)
    chosen = request.GET.get("delivery", "")
    shown = record.in_delivery(chosen) if chosen in DeliveryState.values else record
    counts = record.counts_by_delivery()
    context = {
        "period": period,
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "strip": [
            (
                state.value,
                state.label,
                counts[state],
                "bad" if state == DeliveryState.FAILED else "",
                chosen == state,
            )
            for state in DeliveryState
        ],
        "all_shown": chosen not in DeliveryState.values,
        "failed": counts[DeliveryState.FAILED],
        "total": sum(counts.values()),
        "unreachable": agencies_without_recipient(period),
    }
    return render(request, "reports/period_notices.html", context)
