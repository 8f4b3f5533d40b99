"""Addresses of the gallery: enough names for the shell to be drawn, and the pages that show the pieces."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from tests.e2e.gallery import pages

urlpatterns = [
    path("", login_not_required(pages.components), name="home"),
    path("form/", login_not_required(pages.form), name="form"),
    path("review/", login_not_required(pages.review), name="review"),
    path("errors/<int:status>/", login_not_required(pages.error), name="error"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
]
