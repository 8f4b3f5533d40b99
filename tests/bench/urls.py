"""The portal's addresses, and the empty page."""

from django.shortcuts import render
from django.urls import path

from plan_portal import urls

EMPTY = "bench-empty"

urlpatterns = [
    path("bench/empty/", lambda request: render(request, "bench/empty.html"), name=EMPTY),
    *urls.urlpatterns,
]
handler500 = urls.handler500
