"""Makes the pictures of README.md and of the guides in docs/pictures/, from a portal of its own with demonstration
data: `.venv/bin/python .ci/pictures.py`. They are of the day they are made on."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("PORTAL_ENV", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plan_portal.settings")

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser import ARGUMENTS, chromium
from tests.support.portal import PASSWORD, Portal, running, tell_into

FOLDER = ROOT / "docs" / "pictures"
WIDE, TALL, NARROW = (1280, 860), (1280, 1180), (360, 740)
COLOURS = 160
LARGEST_TOGETHER = 1_500_000

# What the addresses below name, and a final report with its files, signed by a token that is none.
EXAMPLES = """
import json
import tempfile
from pathlib import Path
from django.utils import timezone
from agencies.models import User
from reports.models import Consolidation, Report, ReportingPeriod
from reports.services.consolidation import start_consolidation
from reports.services.consolidation_build import build_consolidation
from reports.services.signed_copies import add_signed_copy
from reports.services.signed_copy_check import check_signed_copy
from reports.services.uploads import CheckedUpload
from tests.support.certificate import make_certificate, signed_by_token
now = timezone.now()
period = ReportingPeriod.objects.filter(deadline__gt=now, opens_at__lte=now).latest("deadline")
final = Consolidation.objects.filter(finalised_at__isnull=False).latest("pk")
build_consolidation(consolidation_id=final.pk, now=now)
final.refresh_from_db()
coordinator = User.objects.get(username="coordinator")
own = Path(final.files.get(format="pdf").file.path).read_bytes()
with tempfile.TemporaryDirectory() as folder:
    token = signed_by_token(own, make_certificate(Path(folder)))
now = timezone.now()
upload = CheckedUpload("Báo cáo tổng hợp đã ký.pdf", ".pdf", "application/pdf")
copy = add_signed_copy(consolidation=final, by=coordinator, chunks=[token], upload=upload, now=now)
check_signed_copy(copy_id=copy.pk, now=now)
found = {"period": period.pk, "past": final.period_id, "signed": final.pk}
found["final"] = final.files.get(format="pdf").file.path
found["under_review"] = Report.objects.filter(
    period=period, submissions__review__opened_by__username="coordinator-2", submissions__review__decision=""
).earliest("agency__order").pk
for state in ("draft", "returned"):
    report = Report.objects.filter(period=period, state=state).select_related("agency").earliest("agency__order")
    found |= {state: report.pk, f"{state}_agency": report.agency.code}
living = start_consolidation(period=period, by=coordinator, includes_submitted=True, now=now)
build_consolidation(consolidation_id=living.pk, now=now, with_files=False)
found |= {"living": living.pk, "plan": period.plan.code}
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Shot:
    """A window's picture: who looks (nobody: not signed in), at which address, from which element on."""

    name: str
    who: str
    address: str
    size: tuple[int, int] = WIDE
    begin: str = ""


SHOTS = [
    Shot("sign-in", "", "/accounts/login/"),
    Shot("my-agency", "{returned_agency}.reporter", "/agency/"),
    Shot("figures", "{draft_agency}.reporter", "/reports/{draft}/edit/figures/"),
    Shot("period", "coordinator", "/periods/{period}/", TALL),
    Shot("narrative", "{draft_agency}.reporter", "/reports/{draft}/edit/narrative/"),
    Shot("checklist", "{draft_agency}.approver", "/reports/{draft}/submit/"),
    Shot("own-plan", "so-y-te.reporter", "/agency/so-y-te/plans/{plan}/"),
    Shot("consolidation-text", "coordinator", "/consolidations/{living}/text/results-drugs/"),
    Shot("signed-file", "coordinator", "/consolidations/{signed}/signed/"),
    Shot("review", "coordinator-2", "/reports/{under_review}/review/", begin="[id^='indicator']"),
    Shot("dashboard", "leadership", "/dashboard/?period={past}", TALL),
    Shot("my-agency-narrow", "{draft_agency}.reporter", "/agency/", NARROW),
    Shot("figures-narrow", "{draft_agency}.reporter", "/reports/{draft}/edit/figures/", NARROW, ".sheet"),
]


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        told = Path(temporary) / "told"
        tell_into(told)
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        with running(told, Path(temporary) / "var") as portal:
            examples = portal.ask(EXAMPLES)
            for shot in SHOTS:
                take(browser, portal, shot, examples)
            first_page(examples["final"])
        browser.close()
    return tell_sizes()


def take(browser: Browser, portal: Portal, shot: Shot, examples: dict[str, object]) -> None:
    width, height = shot.size
    context = browser.new_context(
        base_url=portal.url, viewport={"width": width, "height": height}, locale="vi-VN"
    )
    page = context.new_page()
    if shot.who:
        sign_in(page, shot.who.format(**examples))
    page.goto(shot.address.format(**examples))
    if shot.begin:
        page.locator(shot.begin).first.evaluate(
            "it => it.scrollIntoView({block: 'start', behavior: 'instant'})"
        )
    path = FOLDER / f"{shot.name}.png"
    page.screenshot(path=path)
    context.close()
    shrink(path)


def sign_in(page: Page, username: str) -> None:
    page.goto("/")
    page.locator("#id_login").fill(username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_load_state()


def first_page(document: str) -> None:
    path = FOLDER / "consolidated.png"
    command = [
        "pdftoppm",
        "-png",
        "-singlefile",
        "-r",
        "90",
        "-f",
        "1",
        "-l",
        "1",
        document,
        str(path.with_suffix("")),
    ]
    subprocess.run(command, check=True)
    shrink(path)


def shrink(path: Path) -> None:
    """Few colours, as few bytes as they need."""
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def tell_sizes() -> int:
    sizes = {path.name: path.stat().st_size for path in sorted(FOLDER.glob("*.png"))}
    for name, size in sizes.items():
        print(f"{size:>9} {name}")
    too_large = sum(sizes.values()) > LARGEST_TOGETHER
    print(f"{sum(sizes.values()):>9} together" + (", which is too much" if too_large else ""))
    return int(too_large)


if __name__ == "__main__":
    sys.exit(main())
