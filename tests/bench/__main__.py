"""`python -m tests.bench [pages|documents|workbooks]`."""

from __future__ import annotations

import os
import sys

import django

from tests.bench import server


def main(wanted: list[str]) -> None:
    if wanted != ["documents"]:
        server.prepare()
    os.environ.update(server.environment(0))
    django.setup()
    if not wanted or "pages" in wanted:
        from tests.bench.timing import time_pages

        with server.serving() as port:
            time_pages(port)
    if not wanted or "documents" in wanted:
        from tests.bench.documents import measure_documents

        measure_documents()
    if not wanted or "workbooks" in wanted:
        from tests.bench.workbooks import measure_workbooks

        measure_workbooks()


if __name__ == "__main__":
    main(sys.argv[1:])
