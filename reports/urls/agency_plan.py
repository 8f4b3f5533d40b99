"""Agencies' own plans: each at its agency, all of them at the plan."""

from django.urls import URLPattern, path

from reports.views import agency_plan, agency_plan_files, agency_plans

OWN = "agency/<slug:agency>/plans/<slug:code>/"
urlpatterns: list[URLPattern] = [
    path(OWN, agency_plan.agency_plan, name="agency_plan"),
    path(f"{OWN}start/", agency_plan.start, name="agency_plan_start"),
    path(f"{OWN}duties/<str:duty_code>/", agency_plan.steps, name="agency_plan_steps"),
    path(f"{OWN}changes/", agency_plan.changes, name="agency_plan_changes"),
    path(f"{OWN}targets/", agency_plan.targets, name="agency_plan_targets"),
    path(f"{OWN}issue/", agency_plan.issue, name="agency_plan_issue"),
    path(f"{OWN}files/", agency_plan_files.files, name="agency_plan_files"),
    path(f"{OWN}files/<int:pk>/", agency_plan_files.download, name="agency_plan_file"),
    path(f"{OWN}files/<int:pk>/remove/", agency_plan_files.remove, name="agency_plan_file_remove"),
    path("plans/<slug:code>/agency-plans/", agency_plans.agency_plans, name="agency_plans"),
    path("plans/<slug:code>/agency-plans/ask/", agency_plans.ask, name="agency_plans_ask"),
]
