"""What submissions hold, read once: a submission never changes, so its content is kept by its SHA-256."""

from __future__ import annotations

from collections.abc import Mapping

from plan_portal.memo import Memo
from reports.models import Submission
from reports.rules.content import ReportContent

# A period's reports of a whole province beside those of the two periods they are compared with, twice over.
KEPT: Memo[str, ReportContent] = Memo(size=256)


def read_contents(sent: Mapping[int, str]) -> dict[int, ReportContent]:
    """The contents of submissions, by id; `sent` is the SHA-256 of each by its id. One query, or none at all where
    every content was read before."""
    found = KEPT.known(sent.values())
    missing = [pk for pk, digest in sent.items() if digest not in found]
    if missing:
        rows = Submission.objects.filter(pk__in=missing).values_list("sha256", "content")
        read = {digest: ReportContent.from_json(content) for digest, content in rows}
        KEPT.keep(read)
        found |= read
    return {pk: found[digest] for pk, digest in sent.items()}
