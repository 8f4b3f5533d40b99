"""Acts on a plan that move periods or expect reports, beside the plan's own pages."""

from django.urls import path

from reports.views import planning

urlpatterns = [
    path("plans/<slug:code>/issue/", planning.plan_issue, name="plan_issue"),
    path("plans/<slug:code>/close/", planning.plan_close, name="plan_close"),
    path("plans/<slug:code>/targets/", planning.targets, name="targets"),
    path("plans/<slug:code>/schedule/<str:entry_code>/edit/", planning.schedule_edit, name="schedule_edit"),
    path("plans/<slug:code>/new-duty/", planning.duty_new, name="duty_new"),
    path("plans/<slug:code>/duties/<str:duty_code>/edit/", planning.duty_edit, name="duty_edit"),
    path("plans/<slug:code>/duties/<str:duty_code>/remove/", planning.duty_remove, name="duty_remove"),
]
