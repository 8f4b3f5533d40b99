"""Addresses of plans. Duty codes hold dots (II.2-01-1)."""

from django.urls import path

from tasks.views import editing, plans

app_name = "tasks"
urlpatterns = [
    path("", plans.plans, name="plans"),
    path("<slug:code>/", plans.plan, name="plan"),
    path("<slug:code>/edit/", editing.plan_edit, name="plan_edit"),
    path("<slug:code>/roll-over/", editing.roll_over, name="roll_over"),
    path("<slug:code>/changes/", plans.changes, name="changes"),
    path("<slug:code>/duties/<str:duty_code>/", plans.duty, name="duty"),
    path("<slug:code>/indicators/", plans.indicators, name="indicators"),
    path("<slug:code>/indicators/new/", editing.indicator_new, name="indicator_new"),
    path("<slug:code>/indicators/<str:indicator_code>/edit/", editing.indicator_edit, name="indicator_edit"),
    path(
        "<slug:code>/indicators/<str:indicator_code>/remove/",
        editing.indicator_remove,
        name="indicator_remove",
    ),
    path("<slug:code>/legal-documents/", plans.legal_documents, name="legal_documents"),
]
