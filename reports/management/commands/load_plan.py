"""`manage.py load_plan FILE`. It stands in `reports` because loading a plan also makes its periods, and the app
`tasks` knows nothing of them."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.services.periods import PeriodsRefused
from reports.services.planning import load_plan_and_periods
from tasks.rules.plan_file import PlanFileError, parse_plan
from tasks.services.load_plan import LoadRefused


class Command(BaseCommand):
    help = (
        "Load a plan from a YAML file: agencies, duties, indicators, schedule, reminders; then make its reporting "
        "periods and the reports expected in them. Loading the same file again changes nothing, unless the plan was "
        "changed on the pages: it becomes what the file says. Nothing is loaded, and one line says why, where the file "
        "lacks something that was added on the pages or that results or targets were written for, or would change a "
        "closed plan. A malformed file is "
        "answered with one line (file, line, reason); nothing is loaded and the exit status is not 0."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="the plan, e.g. tasks/plans/tra-vinh-2022.yaml"
        )

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            plan_file = parse_plan(file.read_text(encoding="utf-8"))
            loaded = load_plan_and_periods(plan_file=plan_file, now=timezone.now())
        except UnicodeDecodeError as error:
            raise CommandError(f"{file}: is not text in UTF-8") from error
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except PlanFileError as error:
            raise CommandError(f"{file}, line {error.line}: {error.reason}") from error
        except (LoadRefused, PeriodsRefused) as error:
            raise CommandError(f"{file}: {error}") from error
        rows, made = loaded.plan, loaded.periods
        self.stdout.write(
            f"{rows.plan.code}: {rows.created} created, {rows.updated} updated, {rows.removed} removed, "
            f"{rows.unchanged} unchanged"
            + (f"; {made.periods} periods and {made.reports} expected reports created" if made else "")
        )
