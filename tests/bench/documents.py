"""What the final PDF files cost beside one plain render of the same content: time and memory, in one run.

The content is a province's period in plain values (`tests/reports/sample.py`), 33 agencies and then ten times as many.
Each way is gone in a process of its own, warm as a worker is that has rendered before; it tells seconds and the peak
memory of its largest process: `python -m tests.bench.documents WAY TIMES FOLDER`. Others use the machine too, so the
seconds are those for which a processor was kept busy (`tests/bench/busy.py`). How fast a processor is changes from
minute to minute, by a half on a machine that is shared: so the ways take turns, each is compared with the plain
render of its own turn, and the turn in the middle counts. What a clock on the wall showed stands beside it. Typst,
the fastest typesetter at hand, sets the same values.
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

from tests.bench import busy
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
TURNS = 5


def measure_documents() -> None:
    print(
        f"\n{'document':<46}{'agencies':>9}{'seconds':>9}{'/ plain':>9}{'wall':>8}{'peak MB':>9}{'pages':>7}"
    )
    with tempfile.TemporaryDirectory() as folder:
        run("annexes", 1, folder)
        turns = [{way: tell(way, 1, folder) for way in WAYS} for _turn in range(TURNS)]
    once = {way: middle(way, turns) for way in WAYS}
    for way, (words, bound) in WAYS.items():
        line(words, 1, once[way], once[way]["plain"], bound)
    with tempfile.TemporaryDirectory() as folder:
        run("annexes", 10, folder)
        for way in TEN_TIMES:
            grown = tell(way, 10, folder)
            line(WAYS[way][0], 10, grown, None, None)
            growth = grown["seconds"] / once[way]["seconds"]
            print(f"    {growth:.1f} times the time of 33 agencies{over(growth, MOST_GROWTH)}")


def middle(way: str, turns: list[dict[str, dict[str, float]]]) -> dict[str, float]:
    """What the way needed in the turn whose share of the plain render is the middle one, with that render's seconds."""
    needed = [{**turn[way], "plain": turn["plain"]["seconds"]} for turn in turns]
    return sorted(needed, key=lambda one: one["seconds"] / one["plain"])[len(needed) // 2]


def line(words: str, times: int, needed: dict[str, float], plain: float | None, bound: float | None) -> None:
    share = needed["seconds"] / plain if plain else None
    shown = f"{share:>9.2f}" if share else f"{'':>9}"
    marks = over(share, bound) + (over(needed["megabytes"], MOST_MEGABYTES) if bound or plain is None else "")
    print(
        f"{words:<46}{33 * times:>9}{needed['seconds']:>9.1f}{shown}{needed['wall']:>8.1f}"
        f"{needed['megabytes']:>9.0f}{needed['pages']:>7.0f}{marks}",
        flush=True,
    )


def over(value: float | None, bound: float | None) -> str:
    return f"  over the bound of {bound:g}" if value and bound and value > bound else ""


def tell(way: str, times: int, folder: str) -> dict[str, float]:
    needed: dict[str, float] = json.loads(run(way, times, folder).splitlines()[-1])
    return needed


def run(way: str, times: int, folder: str) -> str:
    """In a process of its own; returns what it prints."""
    command = [sys.executable, "-m", "tests.bench.documents", way, str(times), folder]
    done = subprocess.run(command, cwd=ROOT, env=environment(0), check=True, capture_output=True, text=True)
    return done.stdout


def make(way: str, times: int, folder: Path) -> dict[str, float]:
    """Go one way; seconds count from the document's content to the files' bytes. Annexes that are to be ready were
    kept in the folder by another process, as by another job."""
    from tests.reports import sample

    source = sample.province(times)
    if way == "typst":
        import typst  # noqa: F401
    warm()
    began = time.perf_counter()
    with busy.counted() as clock:
        ready = [path.read_bytes() for path in sorted(folder.iterdir())] if way == "ready" else []
        data = MAKERS[way](source, ready)
        seconds = clock.now()
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": seconds,
        "wall": time.perf_counter() - began,
        "megabytes": max(peaks) / 1024,
        "pages": pages_of(data),
    }


def warm() -> None:
    """Everything imported, the fonts found, templates and stylesheet read, a page rendered."""
    from reports.documents.paper import Paper, render

    render(Paper("Báo cáo"))


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
    from reports.documents.pdf import Embedded, Heads, annex_pdfs, printable_pdf, report_pdf

    document = document_of(source)
    annexes = annexes or annex_pdfs(document.annexes)
    inside = [
        Embedded(f"{n:03}.pdf", data, "application/pdf", "", "Supplement") for n, data in enumerate(annexes)
    ]
    heads = Heads(document.annexes)
    return printable_pdf(report_pdf(document, inside, heads=heads), document, annexes, heads)


def _typst(source, _ready: list[bytes]) -> bytes:
    from tests.bench.typeset import typeset  # late: what it takes is no worker's

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
        print(json.dumps(make(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))))
