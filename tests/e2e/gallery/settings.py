"""The portal's settings with the gallery's pages instead of the portal's."""

import os
from pathlib import Path

from plan_portal.settings import *  # noqa: F403
from plan_portal.settings import BASE_DIR, LOCALE_PATHS, TEMPLATES

ROOT_URLCONF = "tests.e2e.gallery.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tests" / "e2e" / "gallery" / "templates")
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
LOGIN_REDIRECT_URL = "/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
if extra := os.environ.get("GALLERY_LOCALE"):  # words not yet in the catalogue
    LOCALE_PATHS = [Path(extra), *LOCALE_PATHS]
