"""The portal's own settings, with one page more: an empty one to compare with; and each answer says what it cost."""

from plan_portal import settings as portal
from plan_portal.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
TEMPLATES = [
    {**portal.TEMPLATES[0], "DIRS": [*portal.TEMPLATES[0]["DIRS"], portal.BASE_DIR / "tests/bench/templates"]}
]
MIDDLEWARE = ["tests.bench.processor.processor", *portal.MIDDLEWARE]
LOGGING = {"version": 1, "root": {"level": "ERROR"}}
READONLY_GET = False
