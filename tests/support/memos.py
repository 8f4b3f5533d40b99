"""What a process has kept from earlier answers is forgotten, so that a test meets the first view of a page."""

from __future__ import annotations

from plan_portal import tables
from reports.forms import duties
from reports.reading.dashboard import ADDED
from reports.reading.warnings import COUNTED
from reports.services.sent_contents import KEPT


def forget() -> None:
    ADDED.clear()
    duties.KEPT.clear()
    COUNTED.clear()
    KEPT.clear()
    tables.KEPT.clear()
