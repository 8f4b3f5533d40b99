"""An indicator of a plan: changing one that is there, adding one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.forms.base import PortalModelForm
from agencies.forms.choosing import AgencyChoices
from plan_portal.choosing import offer
from plan_portal.prepared import NOBODY
from tasks.forms.additions import ask_code, ask_place, check_place
from tasks.models import Indicator, Nature
from tasks.reading import indicators_offered, reporters_offered
from tasks.rules.indicators import Made, contradictions_at, misfits

WAYS = ("nature", "across_agencies", "across_periods")


class IndicatorForm(PortalModelForm):
    """An indicator as it stands, or a new one of `instance.plan`."""

    beside: ClassVar = {
        "indicator_ratio_has_its_parts": "nature",
        "indicator_not_part_of_itself": "part_of",
        "indicator_decimals_bounded": "decimals",
    }

    class Meta:
        model = Indicator
        fields: ClassVar = [
            "name",
            "unit",
            "field",
            "decimals",
            "required",
            "direction",
            "nature",
            "numerator",
            "denominator",
            "across_agencies",
            "across_periods",
            "part_of",
            "reporters",
            "source",
        ]
        widgets: ClassVar = {"reporters": AgencyChoices}
        help_texts: ClassVar = {
            "unit": gettext_lazy("What is counted: people, cases, %."),
            "decimals": gettext_lazy("0 for whole figures, at most 4."),
            "required": gettext_lazy("A report cannot be submitted while this figure is empty."),
            "nature": gettext_lazy(
                "Cases of a period add up over time; people under treatment are a value at its end; a share of two "
                "figures is a ratio, which nobody types."
            ),
            "numerator": gettext_lazy("Only for a ratio: the figure that is divided."),
            "denominator": gettext_lazy("Only for a ratio: the figure by which it is divided."),
            "across_agencies": gettext_lazy("How the figures of several agencies become the province's."),
            "across_periods": gettext_lazy("How the figures of several periods become the year's."),
            "part_of": gettext_lazy("The figure that this one may not exceed."),
            "reporters": gettext_lazy("Agencies with a duty in this plan: only these send reports."),
            "source": gettext_lazy(
                "Where it comes from: a list, or a duty of the plan, for example II.2-04-1."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = self.instance.pk or NOBODY
        self.there = indicators_offered(self.instance.plan_id)
        others = {each: str(each) for each in self.there if each.pk != here}
        addable = {each: name for each, name in others.items() if each.nature != Nature.RATIO}
        for field, offered in (("numerator", addable), ("denominator", addable), ("part_of", others)):
            offer(self.fields[field], ((each.pk, name) for each, name in offered.items()))
        offer(self.fields["reporters"], reporters_offered(self.instance.plan_id, here))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors.keys() & set(WAYS):
            self._check_ways()
        return cleaned

    def _check_ways(self) -> None:
        for name, misfit in misfits(**{name: self.cleaned_data[name] for name in WAYS}).items():
            self.add_error(name, misfit.label)
        code = self.cleaned_data.get("code", self.instance.code)
        plan = self.instance.plan.indicators.made() | {code: self._made()}
        for contradiction in contradictions_at(plan, code):
            self.add_error(*contradiction.seen_from(code))

    def _made(self) -> Made:
        parts = (self.cleaned_data.get(name) for name in ("numerator", "denominator", "part_of"))
        return Made(self.cleaned_data["nature"], *(each.code if each else "" for each in parts))


class NewIndicatorForm(IndicatorForm):
    """`before` is the indicator above which it shall stand, or None."""

    class Meta(IndicatorForm.Meta):
        fields: ClassVar = ["code", *IndicatorForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_code(self, [each.code for each in self.there])
        ask_place(
            self,
            {each: each.field for each in self.there},
            among="field",
            last=_("The last one of its field"),
            words=_("Or choose the indicator of the same field above which it shall stand."),
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        check_place(self, "field", _("This indicator is of another field."))
        return cleaned
