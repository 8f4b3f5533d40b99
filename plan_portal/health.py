"""Whether this process serves; whether the portal as a whole works is told by /readyz, in `reports.views.health`."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Plain "ok" without asking the database, so that a slow database does not get the server restarted."""
    return HttpResponse("ok\n", content_type="text/plain")
