"""Whether this instance lives, is ready for work, and what it measures."""

import abc
import dataclasses
import shutil
from ipaddress import ip_address, ip_network

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from health_check import checks
from health_check.base import HealthCheck, HealthCheckResult
from health_check.exceptions import ServiceUnavailable

from accounts.keys import NodeKeysLocked, node_keys
from accounts.views.door import public_door
from passport.sync.standing import standings


class OnTheRequestsConnection(HealthCheck):
    """A check that runs in the request's own thread: no second database connection for a health page."""

    async def run(self) -> None:
        await sync_to_async(self.look, thread_sensitive=True)()

    @abc.abstractmethod
    def look(self) -> None:
        """Raise ServiceUnavailable with words that hold no secret."""


@dataclasses.dataclass
class Database(OnTheRequestsConnection):
    """One `SELECT 1`."""

    def look(self) -> None:
        checks.Database().run()


@dataclasses.dataclass
class Migrations(OnTheRequestsConnection):
    """Every migration is applied. Reads the migration files until they once were; free from then on."""

    def look(self) -> None:
        if _seen_applied:
            return
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise ServiceUnavailable("migrations are missing: run manage.py migrate")
        _seen_applied.add(True)


_seen_applied: set[bool] = set()


@dataclasses.dataclass
class DiskSpace(OnTheRequestsConnection):
    """Room for what people write today."""

    def look(self) -> None:
        if not settings.DATA_DIR.is_dir():
            raise ServiceUnavailable("the data folder is missing")
        free = shutil.disk_usage(settings.DATA_DIR).free // 1_048_576
        if free < settings.DISK_FLOOR_MIB:
            raise ServiceUnavailable(f"{free} MiB are free, {settings.DISK_FLOOR_MIB} are needed")


@dataclasses.dataclass
class Keys(OnTheRequestsConnection):
    """The node's keys are unlocked. The first look unlocks them (0.1 s), later ones are free."""

    def look(self) -> None:
        try:
            node_keys()
        except NodeKeysLocked as fault:
            raise ServiceUnavailable(str(fault)) from fault


CHECKS: tuple[type[HealthCheck], ...] = (Database, Migrations, Keys, DiskSpace)


@public_door  # a balancer asks without a name; the answer says nothing about people
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when this instance can serve, 503 and the reasons when it cannot. Queries: 4, at first some more.

    `line` tells how far the journals are behind, which never makes a node unready: it is built to do without a line.
    """
    faults = {type(result.check).__name__: str(result.error) for result in _results() if result.error}
    said = {"ready": not faults, "faults": faults, "line": None if faults else _line()}
    return JsonResponse(said, status=503 if faults else 200)


def _line() -> dict[str, int | None]:
    """What waits to be acknowledged on all lines together, the age of its oldest in seconds, and alarms."""
    now = timezone.now()
    lines = standings(at=now)
    oldest = min((line.oldest_unsent_at for line in lines if line.oldest_unsent_at), default=None)
    return {
        "waiting": sum(line.waiting for line in lines),
        "oldest_s": None if oldest is None else round((now - oldest).total_seconds()),
        "alarms": sum(line.forked for line in lines),
    }


@async_to_sync
async def _results() -> list[HealthCheckResult]:
    return [await check().get_result() for check in CHECKS]


@public_door  # as above
@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process can answer at all. Queries: none."""
    return JsonResponse({"live": True})


@public_door  # its own lock is the network that it is asked from
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus's text, only for the networks of THROUGHGATE_METRICS_NETS and only when asked directly.

    A request that came through the proxy carries its address, so it is refused whatever it says of itself.
    """
    if "X-Forwarded-For" in request.headers or not _allowed(request.META.get("REMOTE_ADDR", "")):
        return HttpResponseForbidden()
    return ExportToDjangoView(request)


def _allowed(address: str) -> bool:
    try:
        asked_from = ip_address(address)
    except ValueError:
        return False
    return any(asked_from in ip_network(net) for net in settings.METRICS_NETS)
