"""Nodes of the tests: a prison with its own keys in a key file, as in production, made once a run."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings

from accounts.acts.keys import record_node_keys
from accounts.keys import NodeKeys, generate, lock, node_keys
from accounts.models import Agency, AgencyKey
from accounts.seal import ReadingKey

MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
PASSPHRASE = "badi badi badi badi badi badi"


@pytest.fixture(scope="session")
def key_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[NodeKeys, Path, Path]:
    folder = tmp_path_factory.mktemp("node")
    keys = generate("MDI")
    (folder / "keys").write_text(lock(keys, PASSPHRASE))
    (folder / "passphrase").write_text(PASSPHRASE)
    return keys, folder / "keys", folder / "passphrase"


@pytest.fixture
def node(db: None, settings: LazySettings, key_files: tuple[NodeKeys, Path, Path]) -> NodeKeys:
    """The prison MDI with its keys unlocked and their public halves recorded."""
    keys, path, passphrase = key_files
    settings.NODE_NAME = keys.name
    settings.NODE_KEYS_FILE, settings.NODE_PASSPHRASE_FILE = str(path), str(passphrase)
    if node_keys.cache_info().currsize == 0 or node_keys().sign.kid != keys.sign.kid:
        node_keys.cache_clear()
    record_node_keys(keys=keys, at=MADE_AT)
    return keys


def give_agency_key(agency: Agency) -> ReadingKey:
    """A reading key of the agency, as if the directory authority had signed it; returns the private half."""
    key = ReadingKey.generate()
    AgencyKey.objects.create(kid=key.kid, agency=agency, jwk=key.jwk(), statement="signed", made_at=MADE_AT)
    return key
