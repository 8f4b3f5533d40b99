"""The signed paper of an agency's own plan: taken in and taken out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from reports.models import SignedPlan
from reports.services.files import StoredFile, discard_file, store_file
from reports.services.uploads import MOST_FILES, CheckedUpload
from tasks.models import AgencyPlan
from tasks.services.agency_plans import lock_agency_plan, touch

FOLDER = "agency-plans"


def add_signed_plan(
    *,
    agency_plan: AgencyPlan,
    by: User,
    chunks: Iterable[bytes],
    upload: CheckedUpload,
    number: str,
    dated: date,
    now: datetime,
) -> SignedPlan:
    """Store a checked file with the plan. The file is on the disk before its row says so.

    Raises AgencyPlanRefused where the plan may not be changed, ValidationError for one file too many or one that is
    there already, OSError if the disk refuses.
    """
    stored = store_file(chunks, folder=FOLDER, suffix=upload.suffix, now=now)
    kept = False
    try:
        signed = _attach(
            agency_plan,
            by,
            stored,
            SignedPlan(
                name=upload.name,
                content_type=upload.content_type,
                number=number,
                dated=dated,
                uploaded_at=now,
            ),
        )
        kept = True
        return signed
    finally:
        if not kept:
            discard_file(stored.name)


@transaction.atomic
def remove_signed_plan(*, signed: SignedPlan, by: User, now: datetime) -> None:
    """Take a file out of the plan. It stays on record. Raises AgencyPlanRefused."""
    own = lock_agency_plan(signed.agency_plan, by)
    signed.removed_at = now
    signed.save(update_fields=["removed_at"])
    touch(own, by=by, now=now)


@transaction.atomic
def _attach(agency_plan: AgencyPlan, by: User, stored: StoredFile, signed: SignedPlan) -> SignedPlan:
    own = lock_agency_plan(agency_plan, by)
    if SignedPlan.objects.of(own).count() >= MOST_FILES:
        raise ValidationError(_("A plan takes at most %(most)s files."), params={"most": MOST_FILES})
    signed.agency_plan, signed.uploaded_by = own, by
    signed.file, signed.size, signed.sha256 = stored.name, stored.size, stored.sha256
    signed.validate_constraints()
    signed.save()
    touch(own, by=by, now=signed.uploaded_at)
    return signed
