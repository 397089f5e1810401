import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ImproperlyConfigured

from accounts.models.hashing import PepperedArgon2


def test_a_pin_is_checked_and_its_hash_is_worth_nothing_without_the_pepper(settings) -> None:
    kept = make_password("741852")
    assert kept.startswith("argon2_peppered$argon2id$")
    assert check_password("741852", kept)
    assert not check_password("741853", kept)
    settings.PIN_PEPPER = "another"
    assert not check_password("741852", kept)


def test_without_a_pepper_nothing_is_kept(settings) -> None:
    settings.PIN_PEPPER = ""
    with pytest.raises(ImproperlyConfigured):
        make_password("741852")


def test_the_product_hashes_at_owasp_strength() -> None:
    kept = make_password("741852", hasher=PepperedArgon2())
    assert "m=19456,t=2,p=1" in kept
