import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roll import names


@pytest.mark.parametrize(
    ("shouted", "spoken"),
    [
        ("USER30", "User30"),
        ("SMITH", "Smith"),
        ("smith", "Smith"),
        ("O'NEILL", "O'Neill"),
        ("O\u2019NEILL", "O\u2019Neill"),
        ("D'ARCY-MCKAY", "D'Arcy-McKay"),
        ("MCDONALD", "McDonald"),
        ("MCCOY", "McCoy"),
        ("MACDONALD", "Macdonald"),
        ("MCGEE", "McGee"),
        ("MCA", "Mca"),
        ("DE LA CRUZ", "de la Cruz"),
        ("DE SOUZA", "de Souza"),
        ("VAN DER BERG", "van der Berg"),
        ("LA ROSE", "La Rose"),
        ("SMITH-JONES", "Smith-Jones"),
        ("SMITH DE", "Smith De"),
        ("SMITH III", "Smith III"),
        ("LI", "Li"),
        ("NG", "Ng"),
        ("ÉLAN", "Élan"),
        ("ŁUCZAK", "Łuczak"),
        ("van Dijk", "van Dijk"),
        ("MacKay", "MacKay"),
        ("DeShawn", "DeShawn"),
        ("", ""),
    ],
)
def test_last_names(shouted: str, spoken: str) -> None:
    assert names.last(shouted) == spoken


@pytest.mark.parametrize(
    ("shouted", "spoken"),
    [
        ("TEST", "Test"),
        ("JEAN-LUC", "Jean-Luc"),
        ("JP", "JP"),
        ("EV", "Ev"),
        ("TY", "Ty"),
        ("VAN", "Van"),
        ("T", "T"),
        ("MIDDLE NAME", "Middle Name"),
        ("DE ANDRE", "De Andre"),
    ],
)
def test_first_names(shouted: str, spoken: str) -> None:
    assert names.first(shouted) == spoken


@given(st.text(max_size=30))
def test_a_name_keeps_its_letters_and_is_tidied_once(name: str) -> None:
    for tidy in (names.first, names.last):
        once = tidy(name)
        assert once.casefold() == name.casefold()
        if once not in (name.upper(), name.lower()):
            assert tidy(once) == once
