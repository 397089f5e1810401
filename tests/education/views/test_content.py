"""The content host: a launch's own files behind its own name and secret, and a refusal for everything else."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone

from education.acts.launching import key_of
from education.models import Launch
from education.views.content import label_of
from tests.cast import Cast, SignIn
from tests.launches import a_package, opened, studying

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
FILES: dict[str, str | bytes] = {
    "index.html": "<p>Hello",
    "js/Run.js": "run()",
    "media/Film.MP4": bytes(range(100)),
    "strange.zzz": "?",
    "a b/ü.html": "<p>ü",
}


@pytest.fixture
def launch(cast: Cast, settings: Any, tmp_path: Path) -> Launch:
    settings.CONTENT_FOLDER = tmp_path / "content"
    (tmp_path / "secret.txt").parent.mkdir(exist_ok=True)
    (tmp_path / "secret.txt").write_text("secret")
    enrolment, _unit, package = studying(cast, FILES)
    return opened(cast, enrolment, package)


@pytest.fixture
def ask(client: Client, launch: Launch) -> Ask:
    """Ask the launch's host for a path below its secret."""

    def of(path: str = "", method: str = "get", host: str = "", secret: str = "", **more: Any) -> Any:
        host = host or f"{launch.label}.{configured.CONTENT_HOST}"
        return getattr(client, method)(f"/{secret or key_of(launch.pk, 'host')}/{path}", headers={"host": host} | more)

    return of


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "text/html"),
        ("js/Run.js", "text/javascript"),
        ("JS/run.JS", "text/javascript"),  # made on a machine that knows no capitals
        ("media/Film.MP4", "video/mp4"),
        ("strange.zzz", "application/octet-stream"),
        ("a%20b/%C3%BC.html", "text/html"),
    ],
)
def test_a_file_of_the_package(ask: Ask, path: str, kind: str) -> None:
    response = ask(f"files/{path}")
    assert (response.status_code, response["Content-Type"]) == (200, kind)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert body(response)


def test_what_every_answer_says(ask: Ask, launch: Launch) -> None:
    for path in ("", "player/player.js", "files/index.html"):
        response = ask(path)
        assert response.status_code == 200, path
        assert not response.cookies
        assert "Vary" not in response
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in response["Permissions-Policy"]
    policy = ask("files/index.html")["Content-Security-Policy"]
    for words in (
        "default-src 'none'", "connect-src 'self';", "worker-src 'none'", "form-action 'none'", "object-src 'none'",
        f"frame-ancestors 'self' {launch.origin}", "sandbox allow-scripts allow-same-origin allow-forms allow-modals",
    ):  # fmt: skip
        assert words in policy
    assert "unsafe" not in ask()["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "status", "piece"),
    [
        ("bytes=0-9", 206, bytes(range(10))),
        ("bytes=90-", 206, bytes(range(90, 100))),
        ("bytes=-5", 206, bytes(range(95, 100))),
        ("bytes=95-1000", 206, bytes(range(95, 100))),
        ("bytes=100-", 416, b""),
        ("bytes=9-3", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=0-1,5-6", 200, bytes(range(100))),
        ("lines=1-2", 200, bytes(range(100))),
        ("bytes=-", 200, bytes(range(100))),
    ],
)
def test_a_piece_of_a_film(ask: Ask, asked: str, status: int, piece: bytes) -> None:
    response = ask("files/media/Film.MP4", range=asked)
    assert response.status_code == status
    assert body(response) == piece
    if status == 206:
        first = piece[0]
        assert response["Content-Range"] == f"bytes {first}-{piece[-1]}/100"
        assert response["Content-Length"] == str(len(piece))


@pytest.mark.parametrize(
    "path",
    [
        "files/missing.html",
        "files/js",
        "files/",
        "files/../secret.txt",
        "files/%2e%2e/secret.txt",
        "files/..%2f..%2fsecret.txt",
        "files//etc/passwd",
        "files/%2fetc/passwd",
        "files/..%5csecret.txt",
        "files/index.html%00.png",
        "files/C:/secret.txt",
        "files/js/./Run.js",
        "player/wrapper.html",
        "player/..%2fcell.css",
        "files",
        "elsewhere/",
    ],
)
def test_nothing_else_lies_there(ask: Ask, path: str) -> None:
    assert ask(path).status_code == 404


def test_links_lead_nowhere(ask: Ask, launch: Launch) -> None:
    folder = Path(configured.CONTENT_FOLDER) / launch.attempt.sco.package.folder
    (folder / "link.txt").symlink_to(folder.parents[1] / "secret.txt")
    (folder / "out").symlink_to(folder.parents[1])
    assert ask("files/link.txt").status_code == 404
    assert ask("files/out/secret.txt").status_code == 404


def test_another_packages_files_are_not_there(ask: Ask, cast: Cast) -> None:
    other = a_package(None, {"theirs.html": "theirs"}, ["theirs.html"])
    assert ask("files/theirs.html").status_code == 404
    assert ask(f"files/../{other.folder}/theirs.html").status_code == 404


def test_only_its_own_name_and_secret_open_it(ask: Ask, launch: Launch) -> None:
    content = configured.CONTENT_HOST
    for host in (f"{'0' * 32}.{content}", content, f"x.{launch.label}.{content}", f"{launch.label}0.{content}"):
        assert ask("files/index.html", host=host).status_code == 404, host
    assert ask("files/index.html", secret="0" * 64).status_code == 404
    assert ask("files/index.html", secret=key_of(launch.pk, "save")).status_code == 404
    assert ask("files/index.html", secret="é").status_code == 404


def test_it_ends(ask: Ask, launch: Launch) -> None:
    for change in (
        {"ended_at": timezone.now()},
        {"ended_at": None, "expires_at": timezone.now() - timedelta(seconds=1)},
    ):
        Launch.objects.update(**change)
        for path in ("", "files/index.html", "player/player.js"):
            assert ask(path).status_code == 410
    assert ask("files/index.html", secret="0" * 64).status_code == 404  # who has no secret learns nothing


def test_reading_is_all_that_can_be_done(ask: Ask) -> None:
    for method in ("post", "put", "patch", "delete", "options", "trace"):
        response = ask("files/index.html", method)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert ask("files/index.html", "head").status_code == 200


def test_no_worker_is_given_out(ask: Ask) -> None:
    assert ask("files/js/Run.js", **{"service-worker": "script"}).status_code == 403
    assert ask("files/js/Run.js", **{"sec-fetch-dest": "worker"}).status_code == 403
    assert ask("files/js/Run.js", **{"sec-fetch-dest": "script"}).status_code == 200


def test_no_page_of_the_portal_is_there(client: Client, launch: Launch, cast: Cast, sign_in: SignIn) -> None:
    sign_in(client, cast.prisoner)
    host = {"host": f"{launch.label}.{configured.CONTENT_HOST}"}
    for path in (
        "/",
        "/me/",
        "/sign-in/",
        "/staff/",
        "/health/live",
        "/metrics",
        "/assets/cell.css",
        "/sw.js",
        "/language/",
    ):
        response = client.get(path, headers=host)
        assert response.status_code == 404, path
        assert not response.cookies


def test_a_session_counts_for_nothing(
    ask: Ask, client: Client, cast: Cast, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    sign_in(client, cast.prisoner)
    with django_assert_num_queries(1):  # the launch: no session, no user, no terminal
        assert ask("files/index.html").status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://abc.content.localhost:8000"}, 403),
        ({"origin": "http://content.localhost"}, 403),
        ({"origin": "http://ABC.Content.LocalHost."}, 403),
        ({"referer": "http://abc.content.localhost/x/files/index.html"}, 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-dest": "empty"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "image"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}, 200),  # a link from elsewhere
        ({"sec-fetch-site": "same-origin", "sec-fetch-dest": "empty"}, 200),
        ({"sec-fetch-site": "none", "sec-fetch-dest": "document"}, 200),
        ({"referer": "http://content.localhost.example/"}, 200),
        ({}, 200),
    ],
)
def test_the_portal_refuses_what_comes_from_a_content_host(
    client: Client, headers: dict[str, str], status: int
) -> None:
    assert client.get("/health/live", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("host", "label"),
    [
        ("abc.content.localhost:8000", "abc"),
        ("ABC.CONTENT.LOCALHOST.", "abc"),
        ("content.localhost", ""),
        ("localhost:8000", None),
        ("mycontent.localhost", None),
        ("content.localhost.example", None),
    ],
)
def test_which_hosts_are_content(host: str, label: str | None) -> None:
    assert label_of(host) == label
