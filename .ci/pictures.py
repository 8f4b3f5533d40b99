"""Makes the pictures of README.md and of the guides in docs/pictures/, from a portal of its own with demonstration
data: `.venv/bin/python .ci/pictures.py [NAME…]`. Those of the portal are of the day they are made on."""

from __future__ import annotations

import os
import re
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
COLOURS, INKS = 160, 24
LARGEST, LARGEST_TOGETHER = 150_000, 1_500_000
DOTS = "80"  # an inch: a page is as wide as a picture in a guide

# What the addresses below name, and final reports with their files; the newest signed by a token that is none.
EXAMPLES = """
import json
import tempfile
import time
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
finals = Consolidation.objects.final().select_related("period", "period__plan").order_by("pk")
for final in finals:
    while final.is_working:  # Here, or in the hands of the worker.
        build_consolidation(consolidation_id=final.pk, now=timezone.now())
        time.sleep(1)
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
found |= {
    each.period.code: each.files.get(format="print").file.path for each in finals if each.plan.year == 2022
}
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
    Shot("review", "coordinator-2", "/reports/{under_review}/review/", begin="main h2:text-is('Số liệu')"),
    Shot("dashboard", "leadership", "/dashboard/?period={past}", TALL),
    Shot("my-agency-narrow", "{draft_agency}.reporter", "/agency/", NARROW),
    Shot("figures-narrow", "{draft_agency}.reporter", "/reports/{draft}/edit/figures/", NARROW, ".sheet"),
]


@dataclass(frozen=True)
class Leaf:
    """A page of the set to print of a period's final report: the first one that has these words."""

    name: str
    period: str
    words: str


WORDS = {
    "first": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "signature": "Nơi nhận:",
    "table": "Biểu 1. Số liệu",
    "chart": "Phòng, chống HIV/AIDS (người)",
    "annex": "BÁO CÁO CỦA SỞ Y TẾ",
}
LEAVES = [
    Leaf(f"{document}-{name}", period, words)
    for document, period in (("half-year", "H1"), ("annual", "ANNUAL"))
    for name, words in WORDS.items()
]


def main(names: list[str]) -> int:
    """All pictures, or those named. 1 if they are too large, 2 if a name is not known."""
    wanted = names or [each.name for each in (*SHOTS, *LEAVES)]
    unknown = set(wanted) - {each.name for each in (*SHOTS, *LEAVES)}
    if unknown:
        print(f"no such picture: {', '.join(sorted(unknown))}")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        told = Path(temporary) / "told"
        tell_into(told)
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        with running(told, Path(temporary) / "var") as portal:
            examples = portal.ask(EXAMPLES)
            for shot in SHOTS:
                if shot.name in wanted:
                    take(browser, portal, shot, examples)
            for leaf in LEAVES:
                if leaf.name in wanted:
                    print_page(leaf, examples[leaf.period])
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


def print_page(leaf: Leaf, document: str) -> None:
    path = FOLDER / f"{leaf.name}.png"
    number = str(page_with(leaf.words, document))
    page = ["-png", "-singlefile", "-r", DOTS, "-f", number, "-l", number]
    subprocess.run(["pdftoppm", *page, document, str(path.with_suffix(""))], check=True)
    shrink(path, INKS)


def page_with(words: str, document: str) -> int:
    """The number of the first page that has the words, in one line or more."""
    command = ["pdftotext", "-layout", document, "-"]
    pages = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\f")
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    return next(number for number, page in enumerate(pages, start=1) if pattern.search(page))


def shrink(path: Path, colours: int = COLOURS) -> None:
    """Few colours, as few bytes as they need."""
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def tell_sizes() -> int:
    sizes = {path.name: path.stat().st_size for path in sorted(FOLDER.glob("*.png"))}
    for name, size in sizes.items():
        print(f"{size:>9} {name}")
    too_large = sum(sizes.values()) > LARGEST_TOGETHER or max(sizes.values()) > LARGEST
    print(f"{sum(sizes.values()):>9} together" + (", which is too much" if too_large else ""))
    return int(too_large)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
