"""The consolidated report: its page, its files, its draft."""

from django.urls import URLPattern, path

from reports.views import (
    consolidation,
    consolidation_editing,
    consolidation_signed,
    consolidation_text,
)

urlpatterns: list[URLPattern] = [
    path("consolidations/", consolidation.consolidations, name="consolidations"),
    path("periods/<int:pk>/consolidation/", consolidation.consolidation, name="consolidation"),
    path("periods/<int:pk>/consolidation/build/", consolidation.build, name="consolidation_build"),
    path("consolidations/<int:pk>/", consolidation.read, name="consolidation_read"),
    path("consolidations/<int:pk>/again/", consolidation.again, name="consolidation_again"),
    path("consolidations/<int:pk>/progress/", consolidation.progress, name="consolidation_progress"),
    path("consolidations/<int:pk>/text/", consolidation_text.text, name="consolidation_text"),
    path("consolidations/<int:pk>/text/<slug:part>/", consolidation_text.text, name="consolidation_text"),
    path(
        "consolidations/<int:pk>/text/<slug:part>/save/", consolidation_text.save, name="consolidation_save"
    ),
    path("consolidations/places/<int:pk>/", consolidation_text.wordings, name="consolidation_wordings"),
    path("consolidations/places/<int:pk>/seen/", consolidation_text.seen, name="consolidation_seen"),
    path("consolidations/places/<int:pk>/follow/", consolidation_text.follow, name="consolidation_follow"),
    path(
        "consolidations/places/<int:pk>/restore/<int:wording>/",
        consolidation_text.restore,
        name="consolidation_restore",
    ),
    path(
        "periods/<int:pk>/consolidation/correct/", consolidation_editing.correct, name="consolidation_correct"
    ),
    path("consolidations/<int:pk>/details/", consolidation_editing.details, name="consolidation_details"),
    path("consolidations/<int:pk>/finalise/", consolidation_editing.finalise, name="consolidation_finalise"),
    path("consolidations/<int:pk>/signed/", consolidation_signed.signed, name="consolidation_signed"),
    path(
        "consolidations/<int:pk>/signed/<int:copy>/checking/",
        consolidation_signed.checking,
        name="consolidation_signed_checking",
    ),
    path(
        "consolidations/<int:pk>/signed/<int:copy>/remove/",
        consolidation_signed.remove,
        name="consolidation_signed_remove",
    ),
    path(
        "consolidations/<int:pk>/signed/<int:copy>/again/",
        consolidation_signed.bring_back,
        name="consolidation_signed_again",
    ),
    path(
        "consolidations/<int:pk>/signed/<int:copy>/file/",
        consolidation_signed.signed_file,
        name="consolidation_signed_file",
    ),
    path("consolidations/<int:pk>/<slug:file_format>/file/", consolidation.file, name="consolidation_file"),
]
