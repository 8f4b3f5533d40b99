"""Every page of the portal as data: the name of its address, who opens it, and with what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

REPORTER, APPROVER, COORDINATOR = "reporter", "approver", "coordinator"
LEADERSHIP, ADMINISTRATOR, NOBODY, ANONYMOUS = "leadership", "administrator", "nobody", ""
TWO_STEPS, NO_PASSWORD = "two-steps", "no-password"
BETWEEN_STEPS = "between the two steps"  # Has given the password and not yet the code.


@dataclass(frozen=True)
class PageRow:
    """A page. `who` is a username, or a role at the agency whose example report is in the state before the dot;
    `arguments` are names of examples, or words that stand for themselves."""

    name: str
    who: str
    arguments: tuple[str, ...] = ()
    query: str = ""

    @property
    def words(self) -> str:
        return "-".join(
            [self.name, *self.arguments, self.who.replace(".", "-")]
            + ([self.query[1:]] if self.query else [])
        )

    def username(self, examples: dict[str, Any]) -> str:
        state, _, role = self.who.rpartition(".")
        return f"{examples[f'{state}_agency']}.{role}" if state else self.who

    def address(self, examples: dict[str, Any]) -> str:
        return reverse(self.name, args=[examples.get(each, each) for each in self.arguments]) + self.query


def of_report(name: str, state: str, role: str, *further: str) -> PageRow:
    return PageRow(f"reports:{name}", f"{state}.{role}", (state, *further))


AGENCY = [
    PageRow("reports:my_agency", "not_started.reporter"),
    *(
        PageRow("reports:my_agency", f"{state}.{role}", (f"{state}_agency",))
        for state, role in (
            ("draft", REPORTER),
            ("awaiting_approval", APPROVER),
            ("returned", REPORTER),
            ("submitted", APPROVER),
            ("accepted", REPORTER),
        )
    ),
    *(
        of_report("report", state, REPORTER)
        for state in ("not_started", "draft", "awaiting_approval", "submitted", "returned", "accepted")
    ),
    *(
        of_report("report_edit", "draft", REPORTER, section)
        for section in ("duties", "figures", "narrative", "attachments")
    ),
    of_report("report_edit", "returned", REPORTER, "figures"),
    of_report("workbook", "draft", REPORTER),
    of_report("workbook", "submitted", REPORTER),
    of_report("send_for_approval", "draft", REPORTER),
    of_report("send_back", "awaiting_approval", APPROVER),
    of_report("submit", "awaiting_approval", APPROVER),
    of_report("submit", "draft", APPROVER),
    of_report("submitted", "submitted", REPORTER),
    of_report("withdraw", "submitted", APPROVER),
    of_report("compare", "returned", REPORTER),
]
OWN_PLAN = [
    PageRow("reports:agency_plan", "issued.approver", ("issued_agency", "plan")),
    PageRow("reports:agency_plan", "unplanned.reporter", ("unplanned_agency", "plan")),
    PageRow("reports:agency_plan", LEADERSHIP, ("issued_agency", "plan")),
    PageRow("reports:agency_plan_steps", "issued.reporter", ("issued_agency", "plan", "duty")),
    PageRow("reports:agency_plan_targets", "issued.reporter", ("issued_agency", "plan")),
    PageRow("reports:agency_plan_files", "issued.reporter", ("issued_agency", "plan")),
    PageRow("reports:agency_plan_issue", "issued.approver", ("issued_agency", "plan")),
    PageRow("reports:agency_plan_changes", "issued.reporter", ("issued_agency", "plan")),
    PageRow("reports:agency_plans", COORDINATOR, ("plan",)),
    PageRow("reports:agency_plans", LEADERSHIP, ("plan",)),
    PageRow("reports:agency_plans_ask", COORDINATOR, ("plan",)),
]
COORDINATING = [
    PageRow("reports:periods", COORDINATOR),
    PageRow("reports:period", COORDINATOR, ("open_period",)),
    PageRow("reports:period", COORDINATOR, ("past_period",), "?state=draft"),
    PageRow("reports:period", LEADERSHIP, ("open_period",)),
    PageRow("reports:period", ADMINISTRATOR, ("open_period",)),
    PageRow("reports:extend", COORDINATOR, ("open_period",)),
    PageRow("reports:remind", COORDINATOR, ("open_period",)),
    PageRow("reports:period_notices", COORDINATOR, ("open_period",)),
    PageRow("reports:review", COORDINATOR, ("submitted",)),
    PageRow("reports:review", "coordinator-2", ("under_review",)),
    PageRow("reports:review", COORDINATOR, ("returned",)),
    PageRow("reports:review", COORDINATOR, ("accepted",)),
    PageRow("reports:audit", COORDINATOR),
    PageRow("reports:consolidations", COORDINATOR),
    PageRow("reports:consolidations", LEADERSHIP),
    PageRow("reports:consolidation", COORDINATOR, ("open_period",)),
    PageRow("reports:consolidation", COORDINATOR, ("past_period",)),
    PageRow("reports:consolidation_read", COORDINATOR, ("draft_version",)),
    PageRow("reports:consolidation_read", LEADERSHIP, ("final_version",)),
    PageRow("reports:consolidation_text", COORDINATOR, ("draft_version",)),
    PageRow("reports:consolidation_text", COORDINATOR, ("draft_version", "drugs_part")),
    PageRow("reports:consolidation_wordings", COORDINATOR, ("place",)),
    PageRow("reports:consolidation_correct", COORDINATOR, ("past_period",)),
    PageRow("reports:consolidation_signed", COORDINATOR, ("final_version",)),
    PageRow("reports:consolidation_signed", COORDINATOR, ("unsigned_version",)),
    PageRow("reports:consolidation_signed", COORDINATOR, ("waiting_version",)),
    PageRow("reports:consolidation_details", COORDINATOR, ("draft_version",)),
    PageRow("reports:consolidation_finalise", COORDINATOR, ("draft_version",)),
]
PLANS = [
    PageRow("tasks:plans", "draft.reporter"),
    PageRow("tasks:plan", "draft.reporter", ("plan",)),
    PageRow("tasks:plan", COORDINATOR, ("next_plan",)),
    PageRow("tasks:plan_edit", COORDINATOR, ("plan",)),
    PageRow("tasks:roll_over", COORDINATOR, ("plan",)),
    PageRow("tasks:changes", COORDINATOR, ("plan",)),
    PageRow("tasks:duty", "draft.reporter", ("plan", "duty")),
    PageRow("tasks:duty", COORDINATOR, ("plan", "duty")),
    PageRow("tasks:indicators", "draft.reporter", ("plan",)),
    PageRow("tasks:indicators", COORDINATOR, ("plan",)),
    PageRow("tasks:indicator_new", COORDINATOR, ("plan",)),
    PageRow("tasks:indicator_edit", COORDINATOR, ("plan", "indicator")),
    PageRow("tasks:legal_documents", "draft.reporter", ("plan",)),
    PageRow("reports:targets", COORDINATOR, ("plan",)),
    PageRow("reports:schedule_edit", COORDINATOR, ("plan", "entry")),
    PageRow("reports:duty_new", COORDINATOR, ("plan",)),
    PageRow("reports:duty_edit", COORDINATOR, ("plan", "duty")),
]
ADMINISTRATION = [
    *(
        PageRow(f"agencies:{name}", ADMINISTRATOR)
        for name in ("administration", "audit", "users", "user_new", "agencies", "agency_new")
    ),
    PageRow("agencies:user_edit", ADMINISTRATOR, ("person",)),
    PageRow("agencies:agency_edit", ADMINISTRATOR, ("draft_agency",)),
    PageRow("agencies:group_edit", ADMINISTRATOR, ("group",)),
]
EVERYONE = [
    PageRow("home", NOBODY),
    PageRow("reports:dashboard", LEADERSHIP),
    PageRow("reports:dashboard", "draft.reporter"),
    PageRow("reports:dashboard", ADMINISTRATOR),
    PageRow("reports:notices", "returned.reporter"),
    PageRow("reports:notices", NOBODY),
    PageRow("agencies:profile", "draft.reporter"),
    PageRow("account_login", ANONYMOUS),
    PageRow("account_reset_password", ANONYMOUS),
    PageRow("account_reset_password_done", ANONYMOUS),
    PageRow("account_reset_password_from_key", ANONYMOUS, ("1", "set-password")),
    PageRow("account_reset_password_from_key_done", ANONYMOUS),
    PageRow("account_signup", ANONYMOUS),
    PageRow("account_inactive", ANONYMOUS),
    PageRow("account_logout", "draft.reporter"),
    PageRow("account_change_password", "draft.reporter"),
    PageRow("account_reauthenticate", "draft.reporter"),
    PageRow("mfa_index", "draft.reporter"),
    PageRow("mfa_activate_totp", "draft.reporter"),
    PageRow("mfa_index", TWO_STEPS),
    PageRow("mfa_authenticate", BETWEEN_STEPS),
    PageRow("mfa_reauthenticate", TWO_STEPS),
    PageRow("mfa_deactivate_totp", TWO_STEPS),
    PageRow("mfa_view_recovery_codes", TWO_STEPS),
    PageRow("mfa_generate_recovery_codes", TWO_STEPS),
    PageRow("account_set_password", NO_PASSWORD),
]
PAGES = [*AGENCY, *OWN_PLAN, *COORDINATING, *PLANS, *ADMINISTRATION, *EVERYONE]

# Addresses that show no page of their own: a file, a part of a page, a sign of life, or an act (POST only).
NO_PAGES = {
    *("healthz", "reports:readyz", "set_language"),
    *("reports:save_fields", "reports:consolidation_save"),
    *(f"reports:consolidation_{act}" for act in ("seen", "follow", "restore")),
    *(
        "reports:attachment",
        "reports:workbook_file",
        "reports:workbook_preview",  # Shows what was sent: test_workbook.py.
        "reports:consolidation_file",
        "reports:consolidation_signed_file",
        "reports:consolidation_signed_checking",
        "reports:consolidation_signed_remove",
        "reports:consolidation_signed_again",
        "reports:consolidation_progress",
        "reports:period_export",
    ),
    *(
        "reports:answer_comment",
        "reports:preview",
        "reports:remove_attachment",
        "reports:consolidation_build",
        "reports:consolidation_again",
    ),
    *(f"reports:review_{act}" for act in ("open", "comment", "return", "accept", "reopen")),
    *("reports:notices_read", "reports:notice_open", "reports:notice_read"),
    *(
        "reports:plan_issue",
        "reports:plan_close",
        "tasks:indicator_remove",
        "reports:duty_remove",
        "agencies:user_send_link",
    ),
    *(f"reports:agency_plan_{act}" for act in ("start", "file", "file_remove")),
    "mfa_download_recovery_codes",
    # Allauth's, which are not offered: 404.
    *("not_offered", "account_email", "account_email_verification_sent"),
    *("account_confirm_email", "account_confirm_login_code"),
}


def named_addresses(
    patterns: list[URLPattern | URLResolver] | None = None, within: str = ""
) -> Iterator[str]:
    """The full name of every address of the portal."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else within
            yield from named_addresses(pattern.url_patterns, inner)
        else:
            yield f"{within}{pattern.name}"
