from __future__ import annotations

from datetime import timedelta

import pytest
from celery.signals import beat_init
from django.db import OperationalError
from django.utils import timezone

from plan_portal.celery import app
from reports.models import Heartbeat
from reports.services import heartbeat
from reports.views import health


def test_healthz_answers_without_a_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")


def test_healthz_and_readyz_are_not_for_writing(client, db):
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405


@pytest.mark.django_db
def test_ready_when_the_worker_wrote_lately(client):
    heartbeat.beat(now=timezone.now() - timedelta(minutes=2))
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "ok", "worker": "ok"}


@pytest.mark.django_db
def test_not_ready_when_the_worker_is_silent(client):
    assert client.get("/readyz").status_code == 503
    heartbeat.beat(now=timezone.now() - timedelta(minutes=4))
    assert client.get("/readyz").json() == {"database": "ok", "broker": "ok", "worker": "not ok"}


@pytest.mark.django_db
def test_ready_as_soon_as_beat_begins(client, monkeypatch):
    monkeypatch.setitem(app.conf, "task_always_eager", True)
    beat_init.send(sender=None)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_the_heart_beats_in_one_row():
    now = timezone.now()
    heartbeat.beat(now=now - timedelta(minutes=1))
    heartbeat.beat(now=now)
    assert [row.at for row in Heartbeat.objects.all()] == [now]


def test_not_ready_without_a_database(client, monkeypatch):
    def lost():
        raise OperationalError

    monkeypatch.setattr(health.connection, "cursor", lost)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "not ok", "broker": "ok", "worker": "not ok"}


@pytest.mark.django_db
def test_not_ready_without_a_broker(client, monkeypatch):
    monkeypatch.setattr(health.app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    heartbeat.beat(now=timezone.now())
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["broker"] == "not ok"
