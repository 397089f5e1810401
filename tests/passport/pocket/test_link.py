"""The personal link as SPEC.md of passport/pocket says it."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import OctKey

from accounts.seal import Unreadable, generate_passphrase, unb64
from passport import pocket
from passport.pocket import Paper, Part
from passport.pocket.link import _derive

BORN = "1990-04-17"
PAPER = Paper("Marlon Ashdown", "Moorland", "en", "2027-04-26", (Part("My plan", (("Find a home", "Begun"),)),))


def test_the_paper_opens_with_paper_date_and_code_and_with_nothing_less() -> None:
    link = pocket.make_link(1_800_000_000)
    sealed = pocket.seal_for(link, BORN, PAPER)
    assert json.loads(pocket.open_link(sealed.file, link, BORN))["name"] == "Marlon Ashdown"
    other = pocket.make_link(1_800_000_000)
    for wrong, born in [
        (link, "1990-04-18"),
        (pocket.Link(link.id, link.secret, other.code, link.expires), BORN),
        (pocket.Link(link.id, other.secret, link.code, link.expires), BORN),
    ]:
        with pytest.raises(Unreadable, match="content"):
            pocket.open_link(sealed.file, wrong, born)


def test_another_library_opens_the_file() -> None:
    link = pocket.make_link(1_800_000_000)
    sealed = pocket.seal_for(link, BORN, PAPER)
    key = OctKey.import_key(_derive(link.secret, BORN, link.code)[1])
    opened = jwe.decrypt_compact(sealed.file, key, algorithms=["dir", "A256GCM"])
    assert json.loads(opened.plaintext or b"")["parts"] == [{"rows": [["Find a home", "Begun"]], "title": "My plan"}]


def test_the_ticket_is_known_by_its_digest_and_is_not_the_key() -> None:
    link = pocket.make_link(1_800_000_000)
    ticket = pocket.ticket_of(link, BORN)
    assert pocket.read_ticket(ticket) == pocket.seal_for(link, BORN, PAPER).ticket
    assert unb64(ticket) != _derive(link.secret, BORN, link.code)[1]
    for broken in (ticket[:-1], ticket + "A", ticket[:-1] + "=", "", "ä" * 43):
        with pytest.raises(Unreadable):
            pocket.read_ticket(broken)


def test_its_length_says_nothing_of_what_is_in_it() -> None:
    link = pocket.make_link(1_800_000_000)
    short = pocket.seal_for(link, BORN, PAPER).file
    longer = Paper(PAPER.name, PAPER.prison, "en", "2027-04-26", (Part("My plan", (("Find a home", "x" * 900),)),))
    assert len(short) == len(pocket.seal_for(link, BORN, longer).file)


def test_whoever_prints_a_link_prints_no_secret() -> None:
    link = pocket.make_link(1_800_000_000)
    assert link.code not in repr(link)
    assert repr(link.secret) not in repr(link)


def test_the_address_asks_one_origin_and_names_nobody() -> None:
    link = pocket.make_link(1_800_000_000)
    address = pocket.address(link, "https://central.example")
    before, _, payload = address.partition("#tglink:/")
    assert before == "https://central.example/link/"
    said = json.loads(unb64(payload))
    assert list(said) == ["exp", "id", "key", "v"]
    assert unb64(said["key"]) == link.secret
    assert pocket.is_link_id(said["id"])
    assert link.code not in address
    assert len(address) < 220  # a code that an old phone still reads


@given(st.integers(0, 10**8 - 1), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_told_from_a_code(number: int, place: int, by: int) -> None:
    digits = f"{number:08}"
    code = next(f"{digits}{last}" for last in range(10) if pocket.is_code(f"{digits}{last}"))
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    assert not pocket.is_code(wrong)


def test_what_is_no_code() -> None:
    for text in ("", "12345678", "1234567890", "12345678a", "٤٨٢١٠٩٣٧٦", "482 109 376"):
        assert not pocket.is_code(text)
    assert re.fullmatch(r"\d{3} \d{3} \d{3}", pocket.spoken(pocket.make_link(1).code))


def test_what_is_no_file_of_the_link() -> None:
    link = pocket.make_link(1_800_000_000)
    file = pocket.seal_for(link, BORN, PAPER).file
    assert pocket.is_file(file, link.id)
    header, _, iv, content, tag = file.split(".")
    for wrong in (
        "",
        file + ".",
        f"{header}.AA.{iv}.{content}.{tag}",
        f"{header}..{iv}..{tag}",
        f"{header}..{iv[:-4]}.{content}.{tag}",
        f"{header}..{iv}.{content[:-4]}.{tag}",
        f"{header}..{iv}.{content}.{tag}=",
        f"{header}..{iv}.{'A' * pocket.LONGEST_FILE}.{tag}",
    ):
        assert not pocket.is_file(wrong, link.id)
    assert not pocket.is_file(file, pocket.make_link(1).id)


def test_more_than_a_paper_holds_is_refused() -> None:
    rows = tuple(("a", "b" * 1_900) for _ in range(200))
    for parts in ((Part("x", ()),) * 21, (Part("x", rows + rows),), (Part("x", rows),)):
        with pytest.raises(pocket.TooMuch):
            Paper("A", "B", "en", "2027-04-26", parts).text()


def test_a_sealed_file_opens_with_its_six_words_alone() -> None:
    words = generate_passphrase()
    file = pocket.seal_file(PAPER, words)
    assert json.loads(pocket.open_file(file, words))["prison"] == "Moorland"
    with pytest.raises(Unreadable, match="passphrase"):
        pocket.open_file(file, generate_passphrase())
    with pytest.raises(Unreadable, match="passphrase"):
        pocket.open_file(file.replace('"ciphertext":"', '"ciphertext":"AAAA'), words)
    with pytest.raises(ValueError, match="six words"):
        pocket.seal_file(PAPER, "letmein")
