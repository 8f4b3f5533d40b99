"""What the figures sheet and its script say, in the page's language: the words of the checks themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from plan_portal.change import phrases
from reports.rules.checks import Check, ask_words
from reports.rules.figures import Measure
from reports.rules.numbers import Fault
from reports.rules.period_names import Names

ICONS = ("octagon-alert", "triangle-alert", "arrow-up", "arrow-down", "equal")
COUNTED = (1, 2)
AT_ENTRY = (Check.PART, Check.BELOW_HALF_YEAR, Check.UNUSUAL, Check.FIRST_ZERO)


@dataclass(frozen=True)
class Words:
    """What every row says, translated once for all rows."""

    figure: str
    now: str
    target: str
    change: str
    optional: str
    explanation: str
    computed: str
    error: str


@lru_cache(maxsize=8)
def row_words(_language: str | None) -> Words:
    return Words(
        figure=gettext("Figure"),
        now=gettext("This period"),
        target=gettext("Target"),
        change=gettext("Change"),
        optional=gettext("(optional)"),
        explanation=gettext("Explanation"),
        computed=gettext("computed"),
        error=gettext("Error:"),
    )


def sheet_words(names: Names) -> str:
    """As JSON, by the names that static/js/sheet.js and figures.js use. `names` says what figures are measured
    by. Counted words come as [one, several]."""
    return _written(names, get_language())


@lru_cache(maxsize=32)
def _written(names: Names, _language: str | None) -> str:
    return json.dumps(_words(names), ensure_ascii=False)


def _words(names: Names) -> dict[str, Any]:
    return {
        "error": gettext("Error:"),
        "warning": gettext("Warning:"),
        "ask": ask_words(),
        "faults": {fault.value: str(fault.label) for fault in Fault},
        "checks": {check.value: str(check.label) for check in AT_ENTRY},
        "measures": {measure.value: names.measured(measure) for measure in Measure},
        "changes": phrases(),
        "reached": gettext("%(share)s of the target"),
        "filledIn": gettext("%(filled)s of %(asked)s filled in"),
        "pasted": [ngettext("%(n)s figure filled in.", "%(n)s figures filled in.", n) for n in COUNTED],
        "computed": [
            ngettext("%(n)s computed row skipped.", "%(n)s computed rows skipped.", n) for n in COUNTED
        ],
        "unread": [ngettext("%(n)s cell cannot be read.", "%(n)s cells cannot be read.", n) for n in COUNTED],
        "blank": [ngettext("%(n)s empty cell left out.", "%(n)s empty cells left out.", n) for n in COUNTED],
        "left": [
            ngettext(
                "%(n)s cell found no row and was left out.", "%(n)s cells found no row and were left out.", n
            )
            for n in COUNTED
        ],
        "columns": gettext("Only the column of figures was taken."),
        "undone": gettext("The paste was undone."),
    }
