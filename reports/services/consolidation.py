"""The coordinator's acts on a consolidated report: start it, edit it, make it final (domain.md, sections 5 and 7).

Each checks that the person acts for the plan's coordinating agency, locks the row, and writes who and when.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.documents.words import DOCUMENT_NUMBER
from reports.models import (
    BuildStep,
    Consolidation,
    ConsolidationState,
    Report,
    ReportingPeriod,
)
from reports.rules.consolidation import Figures
from reports.services.consolidation_inputs import accepted_submission_ids
from reports.services.consolidation_narrative import copy_narrative


class Obstacle(models.TextChoices):
    """Why an act on a consolidation is refused, in words for the person who tried it."""

    NOT_YOURS = "not_yours", _("Only the plan's coordinating agency may do this.")
    BEING_BUILT = "being_built", _("A version of this report is being built: wait until it is done.")
    NOT_DRAFT = "not_draft", _("Only a draft can be changed or made final.")
    NOT_FAILED = "not_failed", _("There is nothing to build again.")
    ALREADY_FINAL = "already_final", _("The period's consolidated report is already final.")
    NOT_FINAL = "not_final", _("Only a final report is corrected by a new version; a draft is simply edited.")
    NOT_YET_FINAL = "not_yet_final", _("Only a final report has a signed file: make it final first.")
    BEING_CHECKED = "being_checked", _("A signed file is being checked: wait until that is done.")
    GONE = "gone", _("This file is no longer there.")
    NO_REASON = "no_reason", _("Say what must be corrected, and why.")
    OUTDATED = "outdated", _("Its figures could not be added up again: build it once more.")
    COUNTS_SUBMITTED = (
        "counts_submitted",
        _(
            "This version also counts reports that are not yet accepted: build one that counts accepted reports only."
        ),
    )
    NOTHING_COUNTED = "nothing_counted", _("No report has been accepted yet.")
    NO_NUMBER = "no_number", _("Enter the report's number and date.")
    BAD_NUMBER = "bad_number", _("The report's number must be a number, e.g. 5 or 05/BC-CAT.")
    NO_SIGNER = "no_signer", _("Enter who signs.")
    NO_RECIPIENTS = "no_recipients", _("Enter who receives the report.")
    REPORTS_CHANGED = (
        "reports_changed",
        _("A report it counts was returned or sent again since it was built: build it again."),
    )


# What a version must say of itself before it is made final, and what is told where it does not.
NEEDED_TO_FINALISE = {
    Obstacle.NO_NUMBER: ("number", "dated_on"),
    Obstacle.NO_SIGNER: ("signer_post", "signer_name"),
    Obstacle.NO_RECIPIENTS: ("recipients",),
}
# Where no earlier report says them: to whom it is addressed, where it is kept (Decree 30/2020/NĐ-CP, Appendix I, II.9).
FIRST_RECIPIENTS = "Như trên\nLưu: VT"

CountedAccepted = tuple[frozenset[int | None], frozenset[int]]

_CARRIED = ("signer_authority", "signer_post", "signer_name", "recipients")


class ConsolidationRefused(Exception):
    """An act that may not be done: `obstacles` say why, each with a label for the person."""

    def __init__(self, *obstacles: Obstacle) -> None:
        super().__init__("; ".join(str(obstacle.label) for obstacle in obstacles))
        self.obstacles = obstacles


class ChangedMeanwhile(Exception):
    """Someone saved the consolidation after the page was opened; nothing was saved. It is passed along."""

    def __init__(self, consolidation: Consolidation) -> None:
        super().__init__(f"edited by {consolidation.edited_by} at {consolidation.edited_at}")
        self.consolidation = consolidation


@dataclass(frozen=True)
class ConsolidationDetails:
    """What stands in the head and at the foot of the document. `recipients` one a line."""

    number: str = ""
    dated_on: date | None = None
    signer_authority: str = ""
    signer_post: str = ""
    signer_name: str = ""
    recipients: str = ""


@transaction.atomic
def start_consolidation(
    *, period: ReportingPeriod, by: User, includes_submitted: bool, now: datetime
) -> Consolidation:
    """Have the period's figures added up, for the first time or again: the draft stays the same one, what was written
    in it is kept; a new one goes to those whom the coordinator's last report went to. Returns it, waiting to be built.

    The period's row is locked, so that two who begin get one draft. Raises ConsolidationRefused.
    """
    newest = _lock_newest(period, by)
    if newest is not None and newest.state == ConsolidationState.FINAL:
        raise ConsolidationRefused(Obstacle.ALREADY_FINAL)
    if newest is not None and newest.is_working:
        raise ConsolidationRefused(Obstacle.BEING_BUILT)
    draft = newest or Consolidation(
        period=period, version=1, recipients=_last_recipients(period), created_by=by, created_at=now
    )
    draft.includes_submitted = includes_submitted
    draft.is_outdated = True
    if draft.state == ConsolidationState.FAILED:
        draft.state = ConsolidationState.BUILDING
    _queue(draft)
    return draft


def _last_recipients(period: ReportingPeriod) -> str:
    last = Consolidation.objects.final().of_earlier_periods(period).first()
    return last.recipients if last and last.recipients else FIRST_RECIPIENTS


@transaction.atomic
def start_correction(*, period: ReportingPeriod, by: User, reason: str, now: datetime) -> Consolidation:
    """Begin the version that will replace the final one: a draft with its text and details, waiting to be built.

    While it is a draft the period's reports can be reopened again; the final version stays what is read until the
    correction is final too. Raises ConsolidationRefused.
    """
    final = _lock_newest(period, by)
    if final is None or final.state != ConsolidationState.FINAL:
        raise ConsolidationRefused(Obstacle.NOT_FINAL)
    if not reason.strip():
        raise ConsolidationRefused(Obstacle.NO_REASON)
    draft = Consolidation.objects.create(
        period=period,
        version=final.version + 1,
        correction=reason.strip(),
        created_by=by,
        created_at=now,
        **{name: getattr(final, name) for name in _CARRIED},
    )
    copy_narrative(final, draft)
    return draft


@transaction.atomic
def build_again(*, consolidation: Consolidation, by: User, now: datetime) -> Consolidation:
    """Build a failed version once more, or make the files of a finished one anew. Raises ConsolidationRefused."""
    consolidation = lock_consolidation(consolidation)
    check_coordinator(consolidation.period, by)
    if consolidation.is_working:
        raise ConsolidationRefused(Obstacle.BEING_BUILT)
    if consolidation.state == ConsolidationState.FINAL and not consolidation.error:
        raise ConsolidationRefused(Obstacle.NOT_FAILED)
    if consolidation.state == ConsolidationState.FAILED:
        consolidation.state = ConsolidationState.BUILDING
    _queue(consolidation)
    return consolidation


@transaction.atomic
def save_consolidation_details(
    *,
    consolidation: Consolidation,
    by: User,
    details: ConsolidationDetails,
    expected_revision: int,
    now: datetime,
) -> Consolidation:
    """Save number, date, signer and recipients. Raises ConsolidationRefused or ChangedMeanwhile."""
    consolidation = lock_for_edit(consolidation, by)
    if consolidation.revision != expected_revision:
        raise ChangedMeanwhile(consolidation)
    consolidation.number = details.number.strip()
    consolidation.dated_on = details.dated_on
    consolidation.signer_authority = details.signer_authority.strip()
    consolidation.signer_post = details.signer_post.strip()
    consolidation.signer_name = details.signer_name.strip()
    consolidation.recipients = details.recipients.strip()
    mark_saved(consolidation, by, now)
    return consolidation


@transaction.atomic
def finalise_consolidation(*, consolidation: Consolidation, by: User, now: datetime) -> Consolidation:
    """Make a draft final: nothing in it changes any more, and its reports can no longer be reopened. Its files are
    then to be made once more, as final ones.

    The reports' rows are locked: a reopening either comes first and is seen here, or comes after and is refused.
    Raises ConsolidationRefused with everything that stands in the way.
    """
    consolidation = lock_consolidation(consolidation)
    check_coordinator(consolidation.period, by)
    list(Report.objects.select_for_update(of=("self",)).filter(period=consolidation.period_id).order_by("pk"))
    found = obstacles_to_finalising(consolidation)
    if found:
        raise ConsolidationRefused(*found)
    consolidation.state = ConsolidationState.FINAL
    consolidation.finalised_at = now
    consolidation.finalised_by = by
    consolidation.sha256 = fingerprint(consolidation)
    _queue(consolidation)
    return consolidation


def obstacles_to_finalising(consolidation: Consolidation) -> list[Obstacle]:
    """Everything that stands in the way, in the order a person would mend it."""
    return obstacles_beside(consolidation, counted_and_accepted(consolidation))


def counted_and_accepted(consolidation: Consolidation) -> CountedAccepted:
    """The ids of the submissions that a draft counts, and of those that are accepted by now; none of another."""
    if consolidation.state != ConsolidationState.DRAFT:
        return frozenset(), frozenset()
    counted = (line.submission_id for line in Figures.from_json(consolidation.content).counted)
    return frozenset(counted), frozenset(accepted_submission_ids(consolidation.period_id))


def obstacles_beside(consolidation: Consolidation, ids: CountedAccepted) -> list[Obstacle]:
    """The same where those were read already."""
    if consolidation.state != ConsolidationState.DRAFT:
        return [Obstacle.NOT_DRAFT]
    counted, accepted = ids
    found = {
        Obstacle.BEING_BUILT: consolidation.is_working,
        Obstacle.OUTDATED: consolidation.is_outdated and not consolidation.is_working,
        Obstacle.COUNTS_SUBMITTED: consolidation.includes_submitted,
        Obstacle.NOTHING_COUNTED: not counted,
        Obstacle.REPORTS_CHANGED: not consolidation.includes_submitted and not counted <= accepted,
        Obstacle.BAD_NUMBER: consolidation.number and not DOCUMENT_NUMBER.fullmatch(consolidation.number),
        **{
            obstacle: not all(getattr(consolidation, name) for name in names)
            for obstacle, names in NEEDED_TO_FINALISE.items()
        },
    }
    return [obstacle for obstacle, stands in found.items() if stands]


def fingerprint(consolidation: Consolidation) -> str:
    """The SHA-256 of everything that is printed: figures, narrative, number, date, signer, recipients; of its JSON with
    sorted keys and without spaces, in UTF-8."""
    details = {name: getattr(consolidation, name) for name in ("number", "correction", *_CARRIED)}
    frozen = {
        "content": consolidation.content,
        "sections": consolidation.sections.texts(),
        "details": {**details, "dated_on": str(consolidation.dated_on or "")},
    }
    plain = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def lock_consolidation(consolidation: Consolidation) -> Consolidation:
    """The consolidation as it now stands, its row locked until the transaction ends."""
    locked = Consolidation.objects.select_for_update(of=("self",)).select_related("period", "period__plan")
    return locked.get(pk=consolidation.pk)


def _lock_newest(period: ReportingPeriod, by: User) -> Consolidation | None:
    """The period's newest version, the period's row locked. Raises ConsolidationRefused for who may not."""
    period = ReportingPeriod.objects.select_for_update(of=("self",)).select_related("plan").get(pk=period.pk)
    check_coordinator(period, by)
    return Consolidation.objects.select_for_update(of=("self",)).of(period).first()


def check_coordinator(period: ReportingPeriod, by: User) -> None:
    if period.plan.coordinator_id not in by.access.coordinates_for:
        raise ConsolidationRefused(Obstacle.NOT_YOURS)


def lock_for_edit(consolidation: Consolidation, by: User) -> Consolidation:
    """The locked draft. Raises ConsolidationRefused if this person may not edit it, or it is no draft."""
    consolidation = lock_consolidation(consolidation)
    check_coordinator(consolidation.period, by)
    if not consolidation.is_editable:
        raise ConsolidationRefused(Obstacle.NOT_DRAFT)
    return consolidation


def mark_saved(consolidation: Consolidation, by: User, now: datetime) -> None:
    consolidation.revision += 1
    consolidation.edited_at = now
    consolidation.edited_by = by
    consolidation.save()


def _queue(consolidation: Consolidation) -> None:
    consolidation.step, consolidation.progress = BuildStep.WAITING, 0
    consolidation.error, consolidation.attempts, consolidation.leased_until = "", 0, None
    consolidation.save()
