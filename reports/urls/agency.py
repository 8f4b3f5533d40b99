"""The agency's side: its page, its reports, their steps and files."""

from django.urls import path

from reports.views import (
    answers,
    attachments,
    comparing,
    editing,
    my_agency,
    preview,
    report,
    saving,
    steps,
    workbook,
)

urlpatterns = [
    path("agency/", my_agency.my_agency, name="my_agency"),
    path("agency/<slug:code>/", my_agency.my_agency, name="my_agency"),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/comments/<int:comment>/answer/", answers.answer, name="answer_comment"),
    path("reports/<int:pk>/compare/", comparing.compare, name="compare"),
    path("reports/<int:pk>/edit/<slug:section>/", editing.report_edit, name="report_edit"),
    path("reports/<int:pk>/save/<slug:section>/", saving.save, name="save_fields"),
    path("reports/<int:pk>/preview/", preview.preview, name="preview"),
    path("reports/<int:pk>/workbook/", workbook.workbook, name="workbook"),
    path("reports/<int:pk>/workbook/file/", workbook.download, name="workbook_file"),
    path("reports/<int:pk>/workbook/preview/", workbook.preview, name="workbook_preview"),
    path("reports/<int:pk>/send-for-approval/", steps.send_for_approval, name="send_for_approval"),
    path("reports/<int:pk>/send-back/", steps.send_back, name="send_back"),
    path("reports/<int:pk>/submit/", steps.submit, name="submit"),
    path("reports/<int:pk>/submitted/", steps.submitted, name="submitted"),
    path("reports/<int:pk>/withdraw/", steps.withdraw, name="withdraw"),
    path("reports/<int:pk>/attachments/<int:attachment>/", attachments.download, name="attachment"),
    path(
        "reports/<int:pk>/attachments/<int:attachment>/remove/", attachments.remove, name="remove_attachment"
    ),
]
