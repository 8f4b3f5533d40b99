"""Figures (chỉ tiêu): what is asked for, how it adds up, what is aimed at."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agencies.models import Agency
from tasks.models.duty import Field
from tasks.models.plan import Plan
from tasks.rules.indicators import Made


class Nature(models.TextChoices):
    FLOW = "flow", _("Adds up over time")
    STOCK = "stock", _("Value at the end of the period")
    RATIO = "ratio", _("Ratio of two figures")


class Direction(models.TextChoices):
    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")
    NEUTRAL = "neutral", _("Neither")


class AcrossAgencies(models.TextChoices):
    SUM = "sum", _("Sum")
    AVERAGE = "average", _("Average")
    MAXIMUM = "maximum", _("Maximum")
    RATIO = "ratio", _("Ratio of the sums")


class AcrossPeriods(models.TextChoices):
    SUM = "sum", _("Sum")
    LATEST = "latest", _("Latest value")
    RATIO = "ratio", _("Ratio of the sums")


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def of_plan(self, plan: Plan) -> IndicatorQuerySet:
        """All indicators of a plan in its order, with those who report them and the figures they are made of."""
        return (
            self.filter(plan=plan)
            .select_related("numerator", "denominator", "part_of")
            .prefetch_related("reporters")
            .order_by("order")
        )

    def listed(self, plan: Plan) -> IndicatorQuerySet:
        """A plan's in its order as a table shows them, with the codes of those each is made of, and the province's
        target. The whole records of all four would be more than the page."""
        of = ("numerator", "denominator", "part_of")
        named = self.filter(plan=plan).annotate(**{f"{name}_code": F(f"{name}__code") for name in of})
        return named.defer(*of, "plan", "source").with_province_target().order_by("order")

    def reporter_values(self, plan_id: int, name: str) -> models.QuerySet[Indicator, tuple[int, str]]:
        """Who reports what, as pairs of an indicator's id and that value of an agency, agencies in their order. Plain
        values: a province's indicators have a thousand reporters between them."""
        reported = self.filter(plan=plan_id, reporters__isnull=False).order_by(
            "reporters__order", "reporters__name"
        )
        return reported.values_list("pk", f"reporters__{name}")

    def asked_of(self, plan: Plan | int, agency: Agency | int) -> IndicatorQuerySet:
        """The figures that a plan asks of an agency, computed ratios included, in the plan's order."""
        return self.filter(plan=plan, reporters=agency).order_by("order")

    def made(self) -> dict[str, Made]:
        """What each of these is made of, by code: for `tasks.rules.indicators.contradictions`."""
        rows = self.order_by().values_list(
            "code", "nature", "numerator__code", "denominator__code", "part_of__code"
        )
        return {code: Made(nature, *(each or "" for each in parts)) for code, nature, *parts in rows}

    def offered(self, plan: int) -> IndicatorQuerySet:
        """A plan's, as a list to choose from shows them: its code, name, field and nature."""
        return self.filter(plan=plan).only("plan", "code", "name", "field", "nature").order_by("order")

    def to_target(self, plan: int) -> IndicatorQuerySet:
        """A plan's indicators in its order with `province_target`, and of each what a field for one must know."""
        read = self.filter(plan=plan).only("code", "name", "unit", "field", "decimals").order_by("order")
        return read.with_province_target()

    def with_province_target(self) -> IndicatorQuerySet:
        """Annotates `province_target`: the value the province means to reach, or None."""
        own = Target.objects.filter(indicator=OuterRef("pk"), agency=None).order_by()
        return self.annotate(province_target=Subquery(own.values("value")[:1]))


class Indicator(models.Model):
    """One figure that a plan asks for, and from whom."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("plan")
    )
    code = models.CharField(_("code"), max_length=30)
    order = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=300)
    unit = models.CharField(_("unit"), max_length=40)
    field = models.CharField(_("field"), max_length=20, choices=Field.choices)
    nature = models.CharField(_("nature"), max_length=10, choices=Nature.choices)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    across_agencies = models.CharField(_("across agencies"), max_length=10, choices=AcrossAgencies.choices)
    across_periods = models.CharField(_("across periods"), max_length=10, choices=AcrossPeriods.choices)
    decimals = models.PositiveSmallIntegerField(_("decimal places"), default=0)
    required = models.BooleanField(_("required"), default=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    numerator = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("numerator")
    )
    denominator = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("denominator"),
    )
    part_of = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    reporters = models.ManyToManyField(Agency, related_name="indicators", verbose_name=_("reported by"))

    UNTOLD: ClassVar = {"order"}  # A line added above moves this one, which nobody did to it.
    history = HistoricalRecords()
    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering: ClassVar = ["plan", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="indicator_code_unique",
                violation_error_message=_("Another indicator of this plan has this code."),
            ),
            models.UniqueConstraint(fields=["plan", "order"], name="indicator_order_unique"),
            models.CheckConstraint(
                condition=Q(nature="ratio", numerator__isnull=False, denominator__isnull=False)
                | (~Q(nature="ratio") & Q(numerator=None, denominator=None)),
                name="indicator_ratio_has_its_parts",
                violation_error_message=_("A ratio, and only a ratio, has a numerator and a denominator."),
            ),
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=F("id")),
                name="indicator_not_part_of_itself",
                violation_error_message=_("An indicator cannot be a part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=4),
                name="indicator_decimals_bounded",
                violation_error_message=_("At most four decimal places are kept."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def made(self) -> Made:
        """What it is made of, as it now says."""
        parts = (each.code if each else "" for each in (self.numerator, self.denominator, self.part_of))
        return Made(self.nature, *parts)

    @property
    def is_computed(self) -> bool:
        """Ratios are divided from their parts; nobody types them."""
        return self.nature == Nature.RATIO


class TargetQuerySet(models.QuerySet["Target"]):
    def of_agency(self, plan: Plan, agency: Agency) -> dict[str, Decimal]:
        """What the agency means to reach in the plan's year, by indicator code."""
        return dict(self.aims_of(plan.pk, agency.pk))

    def aims_of(self, plan: int, agency: int) -> models.QuerySet[Target, tuple[str, Decimal]]:
        """The same as pairs."""
        aims = self.filter(indicator__plan=plan, agency=agency).order_by()
        return aims.values_list("indicator__code", "value")

    def beside(self, plan: int, agency: int) -> models.QuerySet[Target, tuple[int, int | None, Decimal]]:
        """What the agency and, as None, the province mean to reach: indicator id, agency id and value."""
        aims = self.filter(Q(agency=agency) | Q(agency=None), indicator__plan=plan).order_by()
        return aims.values_list("indicator", "agency", "value")


class Target(models.Model):
    """The value an agency means to reach in the plan's year; without an agency, the province's target."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="targets", verbose_name=_("indicator")
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("agency"),
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)

    history = HistoricalRecords()
    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering: ClassVar = ["indicator", "agency"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "agency"],
                name="target_once",
                violation_error_message=_("This agency already has a target for this indicator."),
            ),
            models.UniqueConstraint(
                fields=["indicator"],
                condition=Q(agency=None),
                name="target_of_the_province_once",
                violation_error_message=_("The province already has a target for this indicator."),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="target_not_negative",
                violation_error_message=_("A target cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code}: {self.value}"
