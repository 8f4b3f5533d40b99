"""How much the checks find in what agencies sent. To count, every content of a period and of those before it is read
and judged, so each count is kept by all it depends on: what was sent, what was sent before, what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from plan_portal.memo import Memo
from plan_portal.prepared import NOBODY, Prepared
from reports.models import ReportingPeriod, Submission
from reports.models.submission import Sent
from reports.rules.checks import judge_report
from reports.services.past import Past, pasts_from
from reports.services.readiness import REQUIRED_SECTIONS
from reports.services.sent_contents import read_contents
from tasks.models import Indicator

Era = tuple[
    int, str, str, date, date, datetime
]  # all of a period that decides what its figures are compared with
Key = tuple[str, Era, tuple[tuple[Era, str], ...], str]
ERA = ("plan_id", "code", "kind", "data_from", "data_to", "deadline")
ASKED = ("pk", "code", "required", "decimals", "nature", "part_of_id")

COUNTED: Memo[Key, int] = Memo(size=4096)


def warning_counts(period: ReportingPeriod, sent: Mapping[int, Sent]) -> dict[int, int]:
    """The number of findings by agency id; `sent` is each agency's newest submission."""
    plans = period.plan_id, period.plan.previous_id or NOBODY
    eras = {pk: tuple(era) for pk, *era in _periods(*plans) if era[-1] < period.deadline}
    before = ((agency, eras[pk], digest) for agency, pk, digest in _sent(*plans) if pk in eras)
    keys = _keys(period, sent, before, _rules(period.plan_id))
    counted = COUNTED.known(keys.values())
    if any(key not in counted for key in keys.values()):
        return _count(period, sent)
    return {agency: counted[key] for agency, key in keys.items()}


@Prepared
def _periods(plan: int, plan_before: int) -> QuerySet[ReportingPeriod, tuple[Any, ...]]:
    return ReportingPeriod.objects.filter(plan__in=(plan, plan_before)).order_by().values_list("pk", *ERA)


@Prepared
def _sent(plan: int, plan_before: int) -> QuerySet[Submission, tuple[int, int, str]]:
    """What stands, of each report the newest last: its agency, its period, its digest."""
    sent = Submission.objects.standing().filter(report__period__plan__in=(plan, plan_before))
    return sent.order_by("number").values_list("report__agency", "report__period", "sha256")


@Prepared
def _rules(plan: int) -> QuerySet[Indicator, tuple[Any, ...]]:
    return Indicator.objects.filter(plan=plan).order_by("order").values_list(*ASKED)


def _count(period: ReportingPeriod, sent: Mapping[int, Sent]) -> dict[int, int]:
    """Count anew. The keys are made from the very rows that are judged: others may be writing meanwhile."""
    indicators = list(period.plan.indicators.select_related("part_of").order_by("order"))
    earlier = list(Submission.objects.sent_before_period(period).defer("content"))
    pasts = pasts_from(period, earlier)
    contents = read_contents({submission.pk: submission.sha256 for submission in sent.values()})
    found = {}
    for agency, submission in sent.items():
        past = pasts.get(agency, Past())
        rules = {indicator.code: past.rule_for(indicator) for indicator in indicators}
        found[agency] = len(judge_report(contents[submission.pk], rules, REQUIRED_SECTIONS))
    before = ((s.report.agency_id, _era(s.report.period), s.sha256) for s in earlier)
    keys = _keys(period, sent, before, [_asked(indicator) for indicator in indicators])
    COUNTED.keep({key: found[agency] for agency, key in keys.items()})
    return found


def _keys(
    period: ReportingPeriod,
    sent: Mapping[int, Sent],
    earlier: Iterable[tuple[int, Era, str]],
    asked: object,
) -> dict[int, Key]:
    before: dict[int, list[tuple[Era, str]]] = {}
    for agency, era, digest in earlier:
        before.setdefault(agency, []).append((era, digest))
    here, rules = _era(period), str(asked)
    return {
        agency: (submission.sha256, here, tuple(sorted(before.get(agency, ()), key=_period)), rules)
        for agency, submission in sent.items()
    }


def _period(sent: tuple[Era, str]) -> Era:
    """What a period was sent stays in its order, the newest last."""
    return sent[0]


def _era(period: ReportingPeriod) -> Era:
    return (
        period.plan_id,
        period.code,
        period.kind,
        period.data_from,
        period.data_to,
        period.deadline,
    )


def _asked(indicator: Indicator) -> tuple[object, ...]:
    return tuple(getattr(indicator, name) for name in ASKED)
