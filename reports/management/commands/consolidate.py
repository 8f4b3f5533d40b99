"""Writes a period's consolidated report to a file."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.documents.paper import PdfUnavailable
from reports.models import FileFormat, ReportingPeriod
from reports.services.consolidation_preview import FileNotKept, NothingToCount, file_now
from reports.services.files import write_whole
from tasks.models import Plan

# In the order the help tells them.
FORMATS = {
    FileFormat.PDF: "pdf (the default): the report, its workbook and the agencies' reports inside",
    FileFormat.PRINT: "print: as PDF, the agencies' reports on its pages",
    FileFormat.DOCX: "docx",
    FileFormat.XLSX: "xlsx",
}


class Command(BaseCommand):
    help = (
        "Write a period's consolidated report to a file: the final report's own file if there is one, else a draft "
        "made from the accepted reports as they are now. Changes nothing in the portal. The file appears whole or not "
        "at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--plan", required=True, metavar="CODE", help="the plan's code, e.g. tra-vinh-2022"
        )
        parser.add_argument(
            "--period", required=True, metavar="CODE", help="the period's code in the plan, e.g. H1"
        )
        parser.add_argument(
            "--format",
            choices=[each.value for each in FORMATS],
            default=FileFormat.PDF.value,
            help="; ".join(FORMATS.values()),
        )
        parser.add_argument("--output", required=True, metavar="FILE", type=Path, help="the file to write")
        parser.add_argument(
            "--include-submitted",
            action="store_true",
            help="a draft that also counts reports which wait for review, and says so",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        period = _period(options["plan"], options["period"])
        output: Path = options["output"]
        _check_writable(output)
        file_format = FileFormat(options["format"])
        try:
            data, title = file_now(
                period, file_format, includes_submitted=options["include_submitted"], now=timezone.now()
            )
        except NothingToCount as nothing:
            raise CommandError(f"No report of {period} counts yet: none has been accepted.") from nothing
        except FileNotKept as reason:
            raise CommandError(f"The final report's file of {period} cannot be read: {reason}.") from reason
        except PdfUnavailable as reason:
            raise CommandError(str(reason)) from reason
        try:
            write_whole(output.absolute(), [data])
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{output}: {title}")


def _period(plan_code: str, period_code: str) -> ReportingPeriod:
    plan = Plan.objects.filter(code=plan_code).first()
    if plan is None:
        known = ", ".join(Plan.objects.values_list("code", flat=True)) or "none"
        raise CommandError(f"There is no plan {plan_code!r}. Plans: {known}.")
    periods = (
        ReportingPeriod.objects.filter(plan=plan).select_related("plan__coordinator").order_by("deadline")
    )
    for period in periods:
        if period.code == period_code:
            return period
    raise CommandError(
        f"Plan {plan_code} has no period {period_code!r}. Periods: {', '.join(p.code for p in periods) or 'none'}."
    )


def _check_writable(output: Path) -> None:
    """Before the work rather than after it."""
    folder = output.absolute().parent
    if output.is_dir():
        raise CommandError(f"{output} is a folder: name a file.")
    if not folder.is_dir():
        raise CommandError(f"{output} cannot be written: there is no folder {folder}.")
    if not os.access(folder, os.W_OK) or (output.exists() and not os.access(output, os.W_OK)):
        raise CommandError(f"{output} cannot be written: no permission.")
