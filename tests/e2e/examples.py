"""Run inside a portal (`Portal.ask`): makes what the demonstration has no example of, and prints as JSON what the
addresses of `tests/e2e/pages.py` name."""

import json
from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.utils import timezone

from agencies.models import AgencyGroup, Role, User
from reports.models import Attachment, Consolidation, FileFormat, Report, ReportingPeriod, SignedCopy
from reports.rules.fields import Edit, digest_of
from reports.rules.signatures import Signature, Trust
from reports.services.consolidation import start_consolidation
from reports.services.consolidation_build import build_consolidation
from reports.services.consolidation_text import save_texts, text_place
from tasks.models import AgencyPlan, Indicator
from tasks.services.roll_over import roll_over_plan

now = timezone.now()
open_period = ReportingPeriod.objects.filter(deadline__gt=now, opens_at__lte=now).latest("deadline")
past_period = ReportingPeriod.objects.filter(deadline__lte=now).earliest("deadline")
coordinator = User.objects.get(username="coordinator")
current = open_period.plan
found = {"open_period": open_period.pk, "past_period": past_period.pk, "plan": current.code}

for report in Report.objects.filter(period=open_period).select_related("agency").order_by("agency__order"):
    under_review = report.submissions.filter(review__isnull=False, review__decision="").exists()
    state = "under_review" if report.state == "submitted" and under_review else report.state
    found.setdefault(state, report.pk)
    found.setdefault(f"{state}_agency", report.agency.code)

draft = Report.objects.get(pk=found["draft"])
attachment = Attachment(
    report=draft, name="Bản ký.pdf", content_type="application/pdf", size=8, sha256="0" * 64, uploaded_at=now
)
attachment.uploaded_by = draft.edited_by
attachment.file.save("scan.pdf", ContentFile(b"%PDF-1.7"))

sealed = Consolidation.objects.final().earliest("pk")
by_agency = Signature("Công an tỉnh Trà Vinh", "Chứng thực số chuyên dùng Chính phủ", now, True, False, True)
by_head = Signature("Nguyễn Văn Ký", by_agency.issuer, now, True, True, trust=Trust.TRUSTED)
altered = Signature("Nguyễn Văn Ký", by_agency.issuer, now, False, False, trust=Trust.UNTRUSTED)


def signed_copy(
    version: Consolidation, when: datetime, origin: str = "", *read: Signature, **more: Any
) -> None:
    """One upload, checked unless it says no origin."""
    copy = SignedCopy(
        consolidation=version, name="Báo cáo tổng hợp đã ký.pdf", size=8, sha256="0" * 64, **more
    )
    copy.origin, copy.found, copy.found_count = origin, [each.to_json() for each in read], len(read)
    copy.uploaded_by, copy.uploaded_at, copy.checked_at = coordinator, when, when if origin else None
    copy.file.save("signed.pdf", ContentFile(b"%PDF-1.7"))


signed_copy(sealed, sealed.finalised_at, "changed", altered, replaced_at=now)
signed_copy(sealed, now, "own", by_agency, by_head)
waiting = Consolidation.objects.final().exclude(pk=sealed.pk).earliest("pk")
signed_copy(waiting, now, leased_until=now + timedelta(days=1))

final = start_consolidation(period=open_period, by=coordinator, includes_submitted=False, now=now)
build_consolidation(consolidation_id=final.pk, now=now, with_files=False)
place = final.sections.get(section="situation")
edit = Edit(text_place(place), "Tình hình cơ bản ổn định.", digest_of(place.text))
save_texts(consolidation=final, by=coordinator, edits=[edit], now=now)
User.objects.create(username="nobody", full_name="Chưa có vai trò", password=coordinator.password)
no_password = User.objects.create(username="no-password", full_name="Chưa có mật khẩu")
no_password.set_unusable_password()
no_password.save()
two_steps = User.objects.create(username="two-steps", full_name="Hai bước", password=coordinator.password)
TOTP.activate(two_steps, generate_totp_secret())
RecoveryCodes.activate(two_steps)


def session_of(user: User) -> str:
    """The key of a session in which this person has just signed in, and has for as long as the tests run."""
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, "allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, user, "password", reauthenticated=True)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] += 3600
    request.session.save()
    return str(request.session.session_key)


signed_in = {user.username: session_of(user) for user in User.objects.all()}

print(
    json.dumps(
        found
        | {
            "signed_in": signed_in,
            "person": User.objects.filter(memberships__role=Role.REPORTER).earliest("pk").pk,
            "attachment": attachment.pk,
            "draft_version": final.pk,
            "drugs_part": "results-drugs",
            "place": place.pk,
            "final_version": Consolidation.objects.filter(finalised_at__isnull=False).earliest("pk").pk,
            "waiting_version": waiting.pk,
            "unsigned_version": Consolidation.objects.final().latest("pk").pk,
            "format": FileFormat.PDF.value,
            "issued_agency": AgencyPlan.objects.of_plan(current)
            .in_state("in_force")
            .latest("pk")
            .agency.code,
            "unplanned_agency": current.agencies().filter(agency_plans=None).first().code,
            "duty": current.duties.first().code,
            "indicator": Indicator.objects.filter(plan=current).first().code,
            "entry": current.schedule.first().code,
            "next_plan": roll_over_plan(
                plan=current, year=current.year + 1, code=f"{current.code}-next", by=coordinator
            ).code,
            "group": AgencyGroup.objects.first().code,
        }
    )
)
