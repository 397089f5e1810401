"""The examples in deploy/ops hold what they say: they parse, name what exists, and set only documented settings."""

import configparser
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
OPS = ROOT / "deploy" / "ops"
# What Python leaves beside a configuration that it has run is no example.
EXAMPLES = [path for path in OPS.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}]
UNITS = sorted((OPS / "systemd").glob("*.service"))
SETTING = re.compile(r"\b((?:THROUGHGATE_|DATABASE_URL|REDIS_URL)[A-Z_]*)\b")
OF_GUNICORN = {"WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS"}


class Unit(configparser.RawConfigParser):
    def __init__(self) -> None:
        super().__init__(strict=False, delimiters=("=",), interpolation=None)

    def optionxform(self, name: str) -> str:
        return name


def documented() -> set[str]:
    names = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "deploy" / "OPERATING.md").read_text(), re.MULTILINE))
    return names | {f"{name}_FILE" for name in names}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.relative_to(OPS).as_posix())
def test_only_documented_settings_are_named(path: Path) -> None:
    assert set(SETTING.findall(path.read_text())) - documented() == set()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_runs_what_exists_without_privileges(path: Path) -> None:
    unit = Unit()
    unit.read(path)
    service = unit["Service"]
    program, *words = service["ExecStart"].split()
    assert program == "/opt/throughgate/.venv/bin/python"
    for word in words:
        if "/" in word and not word.startswith("/"):
            assert (ROOT / word).exists(), word
        if word.startswith("deploy."):
            assert (ROOT / (word.replace(".", "/") + ".py")).exists(), word
    assert service["User"] == "throughgate"
    assert (service["NoNewPrivileges"], service["ProtectSystem"], service["LimitCORE"]) == ("yes", "strict", "0")
    assert "WantedBy" in unit["Install"]


def test_secrets_are_credentials_not_settings() -> None:
    environment = (OPS / "systemd" / "instance.env").read_text()
    for name in ("SECRET_KEY", "PEPPER", "PASSPHRASE"):
        assert name not in environment
    for path in UNITS:
        given = set(re.findall(r"LoadCredentialEncrypted=([a-z-]+):", path.read_text()))
        used = set(re.findall(r"=%d/([a-z-]+)", path.read_text()))
        assert given == used == {"node-passphrase", "secret-key", "pin-pepper", "database-url"}


@pytest.mark.parametrize("name", ["prison.conf", "central.conf"])
def test_the_proxy_hides_metrics_and_logs_no_paths(name: str) -> None:
    text = (OPS / "nginx" / name).read_text()
    code = "\n".join(line.split("#")[0] for line in text.splitlines())
    assert code.count("{") == code.count("}")
    statements = [line.strip() for line in code.splitlines() if line.strip()]
    assert [line for line in statements if not line.endswith((";", "{", "}"))] == []
    assert code.count("access_log off;") == code.count("\nserver {") >= 2
    assert "location = /metrics { return 404; }" in code
    assert (
        "proxy_set_header X-Forwarded-For $remote_addr;" in code
    )  # replaced, not appended to: a visitor's is worth nothing


def test_the_image_is_made_of_files_that_exist() -> None:
    text = (OPS / "docker" / "Dockerfile").read_text()
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        *sources, _ = line.split()
        for source in sources:
            assert (ROOT / source).exists(), source
    assert re.search(r"^USER 10001$", text, re.MULTILINE)


def test_central_in_kubernetes() -> None:
    items = yaml.safe_load((OPS / "kubernetes" / "central.yaml").read_text())["items"]
    by_name = {(item["kind"], item["metadata"]["name"]): item for item in items}
    settings = by_name["ConfigMap", "throughgate"]["data"]
    assert set(settings) - documented() - OF_GUNICORN - {"DJANGO_SETTINGS_MODULE", "TMPDIR"} == set()
    web = by_name["Deployment", "throughgate-web"]["spec"]["template"]["spec"]
    container = web["containers"][0]
    assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
    assert container["livenessProbe"]["httpGet"]["httpHeaders"][0]["value"] in settings["THROUGHGATE_HOSTS"].split(",")
    pods = [item["spec"]["template"]["spec"] for item in items if item["kind"] in ("Deployment", "Job")]
    assert len(pods) == 4
    for pod in pods:
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"] is True
    assert by_name["Deployment", "throughgate-beat"]["spec"]["replicas"] == 1
