"""What the final PDF files cost beside one plain render of the same content: time and memory, in one run.

The content is a province's period in plain values (`tests/reports/sample.py`), 33 agencies and then ten times as many.
Each way is gone in a process of its own, which tells seconds, its peak memory and that of the process it started:
`python -m tests.bench.documents WAY TIMES`. Typst, the fastest typesetter at hand, sets the same values beside it.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.server import ROOT, environment

MOST_MEGABYTES = 350
# What is measured, in words, and its bound as a share of the plain render.
WAYS: dict[str, tuple[str, float | None]] = {
    "plain": ("one plain WeasyPrint render of everything", None),
    "ready": ("both files, annexes ready", 0.25),
    "none": ("both files, no annex ready, two processes", 0.6),
    "typst": ("Typst on the same content", None),
}
TEN_TIMES = ("ready", "none")
MOST_GROWTH = 11.0


def measure_documents() -> None:
    print(f"\n{'document':<46}{'agencies':>9}{'seconds':>9}{'/ plain':>9}{'peak MB':>9}{'pages':>7}")
    once = {way: tell(way, 1) for way in WAYS}
    for way, (words, bound) in WAYS.items():
        line(words, 1, once[way], once["plain"]["seconds"], bound)
    for way in TEN_TIMES:
        grown = tell(way, 10)
        line(WAYS[way][0], 10, grown, None, None)
        growth = grown["seconds"] / once[way]["seconds"]
        print(f"    {growth:.1f} times the time of 33 agencies{over(growth, MOST_GROWTH)}")


def line(words: str, times: int, needed: dict[str, float], plain: float | None, bound: float | None) -> None:
    share = needed["seconds"] / plain if plain else None
    shown = f"{share:>9.2f}" if share else f"{'':>9}"
    marks = over(share, bound) + (over(needed["megabytes"], MOST_MEGABYTES) if bound or plain is None else "")
    print(
        f"{words:<46}{33 * times:>9}{needed['seconds']:>9.1f}{shown}{needed['megabytes']:>9.0f}"
        f"{needed['pages']:>7.0f}{marks}",
        flush=True,
    )


def over(value: float | None, bound: float | None) -> str:
    return f"  over the bound of {bound:g}" if value and bound and value > bound else ""


def tell(way: str, times: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.documents", way, str(times)]
    told = subprocess.run(command, cwd=ROOT, env=environment(0), check=True, capture_output=True, text=True)
    needed: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return needed


def make(way: str, times: int) -> dict[str, float]:
    """Go one way; seconds count from the document's content to the files' bytes. Annexes that are to be ready are made
    by a process of their own, as another job did."""
    from tests.reports import sample

    source = sample.province(times)
    ready = annexes_made_before(times) if way == "ready" else []
    started = time.perf_counter()
    data = MAKERS[way](source, ready)
    seconds = time.perf_counter() - started
    peaks = [
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    peak = peaks[0] if way == "ready" else max(peaks)  # before, the annexes' process was a child too
    return {"seconds": seconds, "megabytes": peak, "pages": pages_of(data)}


def annexes_made_before(times: int) -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.documents", "annexes", str(times), folder]
        subprocess.run(command, cwd=ROOT, env=environment(0), check=True, capture_output=True)
        return [path.read_bytes() for path in sorted(Path(folder).iterdir())]


def make_annexes(times: int, folder: Path) -> None:
    from reports.documents.pdf import annex_pdf
    from tests.reports import sample

    for number, annex in enumerate(document_of(sample.province(times)).annexes):
        (folder / f"{number:04}.pdf").write_bytes(annex_pdf(annex))


def document_of(source):
    from django.utils import translation

    from reports.documents.compose import compose

    with translation.override("vi"):
        return compose(source)


def _plain(source, _ready: list[bytes]) -> bytes:
    """As if nobody had thought about it: one HTML page, no tags."""
    import weasyprint
    from django.template.loader import render_to_string
    from weasyprint.text.fonts import FontConfiguration

    from reports.documents import paper

    document = document_of(source)
    whole = paper.Paper(
        document.title, document.header, document.blocks, document.recipients, document.signature,
        appendices=document.appendices,
    )  # fmt: skip
    html = render_to_string("reports/documents/document.html", {"document": whole})
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(string=paper._stylesheet(), font_config=fonts)
    return weasyprint.HTML(string=html).write_pdf(stylesheets=[sheet], font_config=fonts)


def _both(source, annexes: list[bytes]) -> bytes:
    """The report with the annexes inside, then the set to print: what a build makes."""
    from reports.documents.pdf import Embedded, annex_pdfs, printable_pdf, report_pdf

    document = document_of(source)
    annexes = annexes or annex_pdfs(document.annexes)
    inside = [
        Embedded(f"{n:03}.pdf", data, "application/pdf", "", "Supplement") for n, data in enumerate(annexes)
    ]
    return printable_pdf(report_pdf(document, inside), document, annexes)


def _typst(source, _ready: list[bytes]) -> bytes:
    from tests.bench.typeset import typeset

    return typeset(document_of(source))


MAKERS: dict[str, Callable[..., bytes]] = {"plain": _plain, "ready": _both, "none": _both, "typst": _typst}


def pages_of(data: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "annexes":
        make_annexes(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(json.dumps(make(sys.argv[1], int(sys.argv[2]))))
