"""An offline directory authority for tests, pinned in the settings of the test."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts import directory
from accounts.models import Agency, AgencyKey
from accounts.seal import PublicReadingKey, ReadingKey, SigningKey

AT = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)


class Authority:
    """Signs what a test wants signed."""

    def __init__(self) -> None:
        self.key = SigningKey.generate()

    def pin(self, path: Path) -> str:
        path.write_text(json.dumps(self.key.jwk()))
        return str(path)

    def agency(self, agency: Agency, key: ReadingKey | PublicReadingKey, at: datetime = AT) -> str:
        listing = directory.AgencyListing(agency.pk, agency.name, agency.kind, key.kid, key.jwk(), at)
        return directory.sign(listing, authority=self.key, at=at)

    def node(self, node: str, name: str, at: datetime = AT, **keys: ReadingKey | SigningKey) -> str:
        listed = tuple((use, keys[use].kid, keys[use].jwk()) for use in directory.USES if use in keys)
        return directory.sign(directory.NodeListing(node, name, listed), authority=self.key, at=at)


@pytest.fixture
def authority(settings, tmp_path: Path) -> Authority:
    made = Authority()
    settings.DIRECTORY_AUTHORITY_FILE = made.pin(tmp_path / "authority.public")
    return made


def agency_key(agency: Agency, key: ReadingKey, at: datetime = AT) -> AgencyKey:
    return AgencyKey.objects.create(kid=key.kid, agency=agency, jwk=key.jwk(), made_at=at)
