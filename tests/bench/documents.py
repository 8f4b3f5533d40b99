"""The consolidated PDF of a period with its annexes, beside one plain render of the same content: time and memory.

Each is made in a process of its own, which tells what it needed: `python -m tests.bench.documents whole|plain`.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

from tests.bench.server import ROOT, environment

WAYS = {"whole": "consolidated PDF with annexes", "plain": "one plain WeasyPrint render of the same"}


def measure_documents() -> None:
    print(f"\n{'document':<44}{'seconds':>9}{'peak MB':>9}{'KB':>8}")
    for way, words in WAYS.items():
        command = [sys.executable, "-m", "tests.bench.documents", way]
        told = subprocess.run(
            command, cwd=ROOT, env=environment(0), check=True, capture_output=True, text=True
        )
        needed = json.loads(told.stdout.splitlines()[-1])
        print(f"{words:<44}{needed['seconds']:>9.1f}{needed['megabytes']:>9.0f}{needed['size'] / 1000:>8.0f}")


def make(way: str) -> dict[str, float]:
    """Make the document of the first period; tell seconds, peak memory and size."""
    from reports.documents import pdf
    from reports.models import ReportingPeriod
    from reports.services.consolidation_preview import document_now

    period = ReportingPeriod.objects.select_related("plan__coordinator").order_by("deadline").first()
    document = document_now(period, includes_submitted=False)
    started = time.perf_counter()
    data = pdf.document_pdf(document) if way == "whole" else pdf._render(document)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": peak, "size": len(data)}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(make(sys.argv[1])))
