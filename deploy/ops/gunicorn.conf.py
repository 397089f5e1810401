"""gunicorn for both roles, in the demo and in production. Address and number of workers come from the command line
or from WEB_CONCURRENCY. No access log: the application writes one line a request, without paths or addresses."""

from pathlib import Path
from threading import Thread
from typing import Any

from deploy.logs import configure

worker_class = "gthread"
threads = 4
timeout = 60  # seconds
graceful_timeout = 20  # seconds
keepalive = 5  # seconds
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 4_094  # bytes
accesslog = None
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (heartbeats off the disk)
logconfig_dict = configure("INFO")


def post_worker_init(worker: Any) -> None:
    """A worker loads what makes PDF beside its first requests; central prints nothing."""
    from django.conf import settings

    from accounts import paper

    if settings.PRINTS:
        Thread(target=paper.warm, name="paper", daemon=True).start()
