"""Does by hand, or for a given moment, what the worker does each minute."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.models import Notice
from reports.rules.calendar import PORTAL_ZONE
from reports.services.delivery import deliver_one
from reports.services.notices import create_due_notices, due_notices
from reports.services.outbox import Planned

HEADS = ("KIND", "REPORT OR PERIOD", "RECIPIENT", "OUTCOME")


class Command(BaseCommand):
    help = (
        "Write the notices that are due into the outbox and mail everything that waits there: what the worker does "
        "each minute. Prints a line for each notice written and each one mailed, dropped as no longer needed, or not "
        "taken by the mail server (kept, and tried again). Run twice it sends nothing twice. The exit status is 1 if "
        "the time given cannot be read; a message that cannot be delivered is kept and shown, and is no failure."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at",
            metavar="ISO-TIME",
            default="",
            help=(
                "the moment to act for, e.g. 2022-06-12T08:00 or 2022-06-12T01:00Z; without an offset it is read as "
                "Asia/Ho_Chi_Minh. Default: now. Mail is handed over at once, whatever moment is given."
            ),
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="only print what would be written; nothing is written or mailed",
        )

    def handle(self, *args: Any, at: str, dry_run: bool, **options: Any) -> None:
        now = _moment(at) if at else timezone.now()
        if dry_run:
            planned = due_notices(now=now)
            self._table([_planned_row(each) for each in planned])
            self.stdout.write(
                f"{len(planned)} notices would be written at {_shown(now)}; nothing was written."
            )
            return
        written = create_due_notices(now=now)
        handled = _deliver(max(now, timezone.now()))
        self._table([_row(notice) for notice in Notice.objects.chosen(handled)])
        self.stdout.write(
            f"{len(written)} notices written for {_shown(now)}; {len(handled)} taken from the outbox."
        )

    def _table(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        if not rows:
            return
        widths = [max(len(row[column]) for row in [HEADS, *rows]) for column in range(len(HEADS))]
        for row in [HEADS, *rows]:
            line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write(line.rstrip())


def _deliver(now: datetime) -> list[int]:
    """Empty the outbox. Ids of what waited there: a message put off by its delay is not tried a second time."""
    waiting = list(Notice.objects.due_for_delivery(now).values_list("pk", flat=True))
    while deliver_one(now=now):
        pass
    return waiting


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as malformed:
        raise CommandError(f"--at {text!r} is not a time; write it as 2022-06-12T08:00.") from malformed
    return moment if moment.tzinfo else moment.replace(tzinfo=PORTAL_ZONE)


def _shown(moment: datetime) -> str:
    return moment.astimezone(PORTAL_ZONE).isoformat(timespec="minutes")


def _about(each: Planned | Notice) -> str:
    return f"{each.report.agency.short_name}, {each.period}" if each.report else str(each.period)


def _planned_row(each: Planned) -> tuple[str, str, str, str]:
    return (
        each.kind.value,
        _about(each),
        each.recipient.email or each.recipient.username,
        "would be written",
    )


def _row(notice: Notice) -> tuple[str, str, str, str]:
    outcome = " ".join(filter(None, [notice.delivery, notice.answer]))
    return (
        notice.kind,
        _about(notice),
        notice.sent_to or notice.recipient.email or notice.recipient.username,
        outcome,
    )
