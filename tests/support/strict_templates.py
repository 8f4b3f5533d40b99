"""A variable that a template of ours names and the view does not give fails the test. Other people's templates may."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from django.template import Origin, engines
from django.template.base import FilterExpression
from django.template.defaultfilters import default

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"


class UndefinedTemplateVariable(str):
    """Django's `string_if_invalid`. In other people's templates it is the empty string that Django has by default;
    in one of ours it is true, and fails when it is asked to write itself. What has `|default` says that it may be
    missing."""

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __bool__(self) -> bool:
        expression = inspect.currentframe().f_back.f_locals.get("self")
        if not isinstance(expression, FilterExpression):
            return False  # A filter asks: an undefined value is empty to it.
        has_default = any(function is default for function, _arguments in expression.filters)
        return not has_default and _own_template_being_rendered() is not None

    def __mod__(self, variable: object) -> str:
        pytest.fail(f"Undefined template variable {variable!r} in {_own_template_being_rendered()}")


def _own_template_being_rendered() -> Path | None:
    template = _template_being_rendered()
    return template.relative_to(TEMPLATES) if template and TEMPLATES in template.parents else None


def _template_being_rendered() -> Path | None:
    frame = inspect.currentframe()
    while frame:
        node = frame.f_locals.get("self")
        origin = getattr(node, "origin", None)
        if frame.f_code.co_name in {"render", "render_annotated"} and isinstance(origin, Origin):
            return Path(origin.name)
        frame = frame.f_back
    return None


@pytest.fixture(autouse=True, scope="session")
def _undefined_template_variables_fail(django_test_environment: None) -> None:
    engines["django"].engine.string_if_invalid = UndefinedTemplateVariable()
