"""Read a plan file: text in, a checked plan out, or one error that points at a line."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tasks.rules.plan_checks import problems
from tasks.rules.plan_schema import PlanFile
from tasks.rules.plan_yaml import Document, Place, PlanFileError, read_yaml

__all__ = ["PlanFile", "PlanFileError", "parse_plan"]

_PLAIN_WORDS: Mapping[str, str] = {
    "missing": "field is missing",
    "extra_forbidden": "unknown field",
    "model_type": "must be a mapping of fields",
    "tuple_type": "must be a list",
    "too_short": "the list is empty",
    "string_type": "must be text; quote it if it looks like a number, a date or true/false",
    "string_unicode": "has half a character (an escape like \\ud800)",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be a code: ASCII letters, digits, '.', '_' and '-'",
}


def parse_plan(text: str) -> PlanFile:
    """Read ``text`` (YAML, see ``tasks/plans/``) into a plan that does not contradict itself.

    Raises PlanFileError for the fault that stands highest in the file. Its reason names the place
    as "duties > groups > 3 > title", positions in lists counted from 1.
    """
    document = read_yaml(text)
    try:
        plan = PlanFile.model_validate(document.value)
    except ValidationError as error:
        faults = [
            _fault(document, fault["loc"], _in_plain_words(fault))
            for fault in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise _highest(faults) from error
    faults = [_fault(document, place, reason) for place, reason in problems(plan)]
    if faults:
        raise _highest(faults)
    return plan


def _in_plain_words(fault: ErrorDetails) -> str:
    message = fault["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    return _PLAIN_WORDS.get(fault["type"], message)


def _fault(document: Document, place: Place, reason: str) -> PlanFileError:
    steps = [str(step + 1) if isinstance(step, int) else step for step in place]
    return PlanFileError(document.line_of(place), f"{' > '.join(steps) or 'file'}: {reason}")


def _highest(faults: list[PlanFileError]) -> PlanFileError:
    return min(faults, key=lambda fault: fault.line)
