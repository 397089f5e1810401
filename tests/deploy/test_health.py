import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from accounts.keys import node_keys
from deploy import health
from passport.journal import Lane, append

pytestmark = pytest.mark.usefixtures("node")
ROLES = ["deploy.urls.prison", "deploy.urls.central"]


@pytest.mark.parametrize("urls", ROLES)
def test_an_instance_with_a_database_and_room_is_ready(client: Client, urls: str) -> None:
    with override_settings(ROOT_URLCONF=urls):
        answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "faults": {}, "line": {"waiting": 0, "oldest_s": None, "alarms": 0}}


def test_a_line_that_is_behind_is_told_and_leaves_it_ready(client: Client) -> None:
    at = timezone.now() - timedelta(days=30)
    for _ in range(3):
        append(destination="CENTRAL", lane=Lane.URGENT, kind="erasure", body={"rec": str(uuid4())}, at=at)
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["line"]["waiting"] == 3
    assert answer.json()["line"]["oldest_s"] >= 30 * 86_400


def test_a_full_disk_makes_it_not_ready_and_says_so(client: Client) -> None:
    with override_settings(DISK_FLOOR_MIB=10**9):
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert list(answer.json()["faults"]) == ["DiskSpace"]


def test_a_data_folder_that_is_gone_makes_it_not_ready(client: Client, tmp_path: Path) -> None:
    with override_settings(DATA_DIR=tmp_path / "gone"):
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "missing" in answer.json()["faults"]["DiskSpace"]


def test_locked_keys_make_it_not_ready(client: Client) -> None:
    with override_settings(NODE_KEYS_FILE=""):
        node_keys.cache_clear()
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "THROUGHGATE_NODE_KEYS" in answer.json()["faults"]["Keys"]


def test_missing_migrations_make_it_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_seen_applied", set())
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["0002"])
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "migrate" in answer.json()["faults"]["Migrations"]


def test_live_asks_nothing_of_the_database(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/health/live").json() == {"live": True}


@pytest.mark.parametrize(
    ("asked_from", "status"), [("127.0.0.1", 200), ("::1", 200), ("10.0.0.7", 403), ("", 403), ("nonsense", 403)]
)
def test_metrics_are_for_this_machine(client: Client, asked_from: str, status: int) -> None:
    assert client.get("/metrics", REMOTE_ADDR=asked_from).status_code == status


def test_metrics_are_not_for_somebody_behind_the_proxy(client: Client) -> None:
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403


def test_metrics_name_no_address(client: Client) -> None:
    client.get("/health/live")
    text = client.get("/metrics").content.decode()
    assert "django_http_requests" in text
    assert "testserver" not in text


def test_health_is_never_cached(client: Client) -> None:
    for path in ("/health/live", "/health/ready", "/metrics"):
        assert "no-store" in client.get(path)["Cache-Control"], path


def test_the_answer_is_json_that_names_no_setting(client: Client) -> None:
    with override_settings(DISK_FLOOR_MIB=10**9):
        text = json.dumps(client.get("/health/ready").json())
    assert "sqlite" not in text
    assert "/" not in text
