"""The steps of one duty in an agency's own plan, as lines of a form that needs no script: some empty lines are always
ready, and a line is taken away by ticking it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plan_portal.dates import not_to_come
from tasks.models import PlanStep
from tasks.rules.agency_plan import StepLine, digest_of, is_outside

if TYPE_CHECKING:  # Generic for the type checker only.
    FormSet = forms.BaseFormSet["StepForm"]
else:
    FormSet = forms.BaseFormSet

EMPTY_LINES = 2
MOST_STEPS = 40


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


class StepForm(forms.Form):
    """`today` bounds when a step was done."""

    step = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    what = forms.CharField(
        label=gettext_lazy("What is done"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": None}),
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit that carries it out"), max_length=200, widget=forms.TextInput
    )
    starts_on = _day(gettext_lazy("From"))
    ends_on = _day(gettext_lazy("To"))
    done_on = _day(gettext_lazy("Done on"), required=False)

    def __init__(self, *args: Any, today: date, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.year = today, year
        self.fields["done_on"].widget.attrs["max"] = today.isoformat()
        self.use_required_attribute = False

    def label_of(self, name: str) -> str:
        """What an error calls a field where it does not stand beside it. Lines are counted as the page counts them."""
        position = int(str(self.prefix).rpartition("-")[2]) + 1
        what = str(self.fields[name].label).lower()
        return _("Step %(n)s, %(what)s") % {"n": position, "what": what}

    @property
    def is_kept(self) -> bool:
        """Is this one of the steps that are stored?"""
        return bool(self.initial.get("step"))

    @property
    def warning(self) -> str:
        """Of a stored step whose days lie outside the plan's year."""
        if not self.is_kept or self.is_bound or not is_outside(self.year, _line(self.initial)):
            return ""
        return _("These days lie outside the plan's year %(year)s: is that meant?") % {"year": self.year}

    def clean_done_on(self) -> date | None:
        return not_to_come(self.cleaned_data["done_on"], self.today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("A step cannot end before it begins: this is before its first day."))
        return cleaned


class Steps(FormSet):
    """`opened_on` tells which steps the page showed, so that another's change meanwhile is not written over."""

    def __init__(self, data: Any = None, *, steps: Sequence[PlanStep], today: date, year: int) -> None:
        lines = [step.line for step in steps]
        self.stored_digest = digest_of(lines)
        super().__init__(
            data,
            prefix="steps",
            initial=[vars(line) | {"step": line.pk} for line in lines],
            form_kwargs={
                "today": today,
                "year": year,
            },
        )

    @property
    def opened_on(self) -> str:
        return str(self.data.get("opened_on", "")) if self.is_bound else self.stored_digest

    def lines(self) -> list[StepLine]:
        """The steps as they shall be, from a valid form."""
        return [_line(form.cleaned_data) for form in self._filled()]

    def outside(self) -> int:
        """How many of them lie outside the plan's year."""
        return sum(is_outside(form.year, _line(form.cleaned_data)) for form in self._filled())

    def _filled(self) -> Iterator[StepForm]:
        for form in self.forms:
            if form.cleaned_data.get("what") and not form.cleaned_data.get("DELETE"):
                yield form

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take this step away")


def _line(values: Mapping[str, Any]) -> StepLine:
    return StepLine(
        what=values["what"],
        unit=values["unit"],
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
        done_on=values.get("done_on"),
        pk=values.get("step"),
    )


_StepFormSet = forms.formset_factory(
    StepForm,
    formset=Steps,
    extra=EMPTY_LINES,
    max_num=MOST_STEPS,
    absolute_max=MOST_STEPS + EMPTY_LINES,
    validate_max=True,
    can_delete=True,
    can_delete_extra=False,
)


def steps_form(data: Any, *, steps: Sequence[PlanStep], today: date, year: int) -> Steps:
    """The stored steps of a duty as lines, with empty ones after them."""
    made = _StepFormSet(data, steps=steps, today=today, year=year)  # type: ignore[call-arg]  # our own arguments
    assert isinstance(made, Steps)
    return made
