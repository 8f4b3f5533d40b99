"""Pictures of the gallery at both widths, with axe's findings: `python -m tests.e2e.gallery.shoot ADDRESS FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

PAGES = {
    "components": "/",
    "form": "/form/",
    "form-errors": "/form/?cases=x",
    "review": "/review/",
    "login": "/accounts/login/",
    "reset": "/accounts/password/reset/",
    "error404": "/errors/404/",
    "error500": "/errors/500/",
}
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


def shoot(browser: Browser, address: str, folder: Path, width: int, wanted: list[str]) -> int:
    page = browser.new_page(viewport={"width": width, "height": 800}, locale="vi-VN")
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type in {"error", "warning"} else None)
    found = 0
    for name in wanted or PAGES:
        page.goto(address + PAGES[name])
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        print(*(f"  console: {line}" for line in said), sep="\n", end="")
        spill = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        findings = Axe().run(page).response["violations"]
        said.clear()  # axe itself draws inline styles, which the policy refuses
        found += len(findings) + (spill > 0)
        print(name, width, f"{len(findings)} findings", f"{spill} px too wide" if spill > 0 else "")
        for each in findings:
            print("  ", each["id"], each["help"], [node["target"] for node in each["nodes"]][:4])
    return found


def main() -> int:
    address, folder, *wanted = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        return sum(shoot(browser, address, Path(folder), width, wanted) for width in (1280, 360))


if __name__ == "__main__":
    sys.exit(bool(main()))
