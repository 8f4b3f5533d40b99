"""A filled-in workbook of the largest report: how long its way in takes, and what the process that reads it needs.

In a process of its own: `python -m tests.bench.workbooks`. The reading process is weighed as the child of a small one:
what its parent weighed when it was started would count as its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time

from tests.bench.server import ROOT, environment

SCALES = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
WORDS = "Đã tổ chức tuyên truyền, kiểm tra; kết quả 1.234 lượt người. " * 40


def measure_workbooks() -> None:
    print(f"\n{'workbook of the largest report':<44}{'seconds':>9}{'peak MB':>9}{'KB':>8}")
    command = [sys.executable, "-m", "tests.bench.workbooks"]
    told = subprocess.run(command, cwd=ROOT, env=environment(0), check=True, capture_output=True, text=True)
    needed = json.loads(told.stdout.splitlines()[-1])
    print(f"{'written':<44}{needed['written']:>9.2f}{'':>9}{needed['size'] / 1000:>8.0f}")
    print(f"{'read and compared, every cell filled':<44}{needed['read']:>9.2f}{needed['megabytes']:>9.0f}")


def measure() -> dict[str, float]:
    from django.contrib.auth import get_user_model
    from django.db.models import Count
    from django.utils import timezone

    from reports.documents.report_workbook import workbook_xlsx
    from reports.forms.narrative import HINTS
    from reports.models import Report
    from reports.reading.workbook import workbook_of
    from reports.reading.workbook_preview import preview_of
    from reports.rules.workbook import STATUS_WORDS
    from reports.services.workbook import compare_workbook, read_workbook
    from tests.reports.workbook.filling import filled, spots_of

    largest = Report.objects.with_context().annotate(n=Count("agency__indicators")).latest("n", "pk")
    user, started = get_user_model().objects.earliest("pk"), time.perf_counter()
    content = workbook_xlsx(workbook_of(largest, user, timezone.now(), HINTS))
    written = time.perf_counter() - started
    values = {"value": 12345, "status": STATUS_WORDS["done"]}
    sent = filled(content, {place: values.get(place.aspect, WORDS) for place in spots_of(content)})
    started = time.perf_counter()
    workbook = read_workbook(report=largest, content=sent, name="x.xlsx")
    preview = preview_of(largest, workbook, compare_workbook(largest, workbook))
    read = time.perf_counter() - started
    assert preview.total
    return {"written": written, "read": read, "megabytes": weigh(sent), "size": len(sent)}


def weigh(content: bytes) -> float:
    """Peak memory of the reading process, in MB."""
    from reports.rules.workbook import KEY, SHEETS
    from reports.services import workbook_process

    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        command = [sys.executable, "-I", workbook_process.__file__, *(layout.name for layout in SHEETS), KEY]
        told = subprocess.run(
            [sys.executable, "-I", "-c", SCALES, *command], stdin=file, check=True, capture_output=True
        )
    return int(told.stdout) / 1024


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure()))
