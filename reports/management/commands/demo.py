"""Fills an empty database with demonstration data."""

import os
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from reports.demo.people import ACCOUNTS
from reports.demo.story import DemoRefused, tell


class Command(BaseCommand):
    help = (
        "Fill an empty database with demonstration data: the 2022 plan reported, reviewed and consolidated by all "
        "its agencies, and the current year's plan under way with agencies in every state. All figures are "
        "illustrative. Accounts are made for each role; their password is DEMO_PASSWORD, or a new one printed once. "
        "Refused in production, and where there is data already."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        given = os.environ.get("DEMO_PASSWORD", "")
        password = given or secrets.token_urlsafe(12)
        try:
            with translation.override("vi"):
                tell(now=timezone.now(), password=password, say=self._say)
        except DemoRefused as refused:
            raise CommandError(str(refused)) from refused
        self._print_accounts("as given in DEMO_PASSWORD" if given else password)

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")

    def _print_accounts(self, password: str) -> None:
        self.stdout.write(f"{ACCOUNTS}\n  password: {password}")
