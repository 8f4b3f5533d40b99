"""Holding rows that one is about to refer to; that it holds them: tests/reports/test_races.py."""

from __future__ import annotations

import pytest
from django.db import transaction

from plan_portal.locks import held_for_reference
from tasks.models import Indicator
from tests.factories import IndicatorFactory

pytestmark = pytest.mark.django_db


@pytest.mark.postgres
def test_the_rows_are_those_of_the_query_with_the_fields_it_reads() -> None:
    one, two = IndicatorFactory.create_batch(2)
    with transaction.atomic():
        assert held_for_reference(Indicator.objects.filter(pk=one.pk).only("nature")) == [one]
        assert set(held_for_reference(Indicator.objects.all())) == {one, two}
        assert held_for_reference(Indicator.objects.filter(pk__in=[])) == []
