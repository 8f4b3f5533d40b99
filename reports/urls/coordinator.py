"""The coordinator's desk: periods, review, deadlines."""

from django.urls import path

from reports.views import deadlines, period_export, periods, review, review_comment

urlpatterns = [
    path("periods/", periods.periods, name="periods"),
    path("periods/<int:pk>/", periods.period, name="period"),
    path("periods/<int:pk>/extend/", deadlines.extend, name="extend"),
    path("periods/<int:pk>/remind/", deadlines.remind, name="remind"),
    path("periods/<int:pk>/export/", period_export.export, name="period_export"),
    path("reports/<int:pk>/review/", review.review, name="review"),
    path("reports/<int:pk>/review/open/", review.open_it, name="review_open"),
    path("reports/<int:pk>/review/comment/", review_comment.comment, name="review_comment"),
    path("reports/<int:pk>/review/return/", review.return_it, name="review_return"),
    path("reports/<int:pk>/review/accept/", review.accept, name="review_accept"),
    path("reports/<int:pk>/review/reopen/", review.reopen, name="review_reopen"),
]
