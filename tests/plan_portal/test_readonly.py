from __future__ import annotations

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from agencies.models import Agency
from plan_portal.readonly import ReadOnlyGetMiddleware, WriteOnSafeMethodError, written_table


def writes(_request):
    Agency.objects.create(code="a", name="A", short_name="A", kind="department")
    return HttpResponse()


def reads(_request):
    list(Agency.objects.all())
    return HttpResponse()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_safe_request_that_writes_raises(method):
    request = getattr(RequestFactory(), method)("/")
    with pytest.raises(WriteOnSafeMethodError, match="agencies_agency"), transaction.atomic():
        ReadOnlyGetMiddleware(writes)(request)
    assert not Agency.objects.exists()


@pytest.mark.django_db
def test_a_post_writes_and_a_get_reads():
    assert ReadOnlyGetMiddleware(writes)(RequestFactory().post("/")).status_code == 200
    assert ReadOnlyGetMiddleware(reads)(RequestFactory().get("/")).status_code == 200


@pytest.mark.django_db
def test_the_guard_ends_with_the_request():
    ReadOnlyGetMiddleware(reads)(RequestFactory().get("/"))
    assert not connection.execute_wrappers


def test_production_does_without(settings):
    settings.READONLY_GET = False
    with pytest.raises(MiddlewareNotUsed):
        ReadOnlyGetMiddleware(reads)


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('INSERT INTO "agencies_agency" ("code") VALUES (%s)', "agencies_agency"),
        ("INSERT OR IGNORE INTO agencies_agency (code) VALUES (%s)", "agencies_agency"),
        ('  UPDATE "reports_report" SET "state" = %s', "reports_report"),
        ('DELETE FROM "django_session" WHERE 1', "django_session"),
        ("DROP TABLE reports_report", "reports_report"),
        ("TRUNCATE reports_report", "reports_report"),
        ('SELECT "a" FROM "b" FOR UPDATE', ""),
        ('SAVEPOINT "s1"', ""),
        ("SELECT 'UPDATE x'", ""),
    ],
)
def test_the_table_a_statement_writes_to(sql, table):
    assert written_table(sql) == table
