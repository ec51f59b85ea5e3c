import pytest

from stories.text import fingerprints


@pytest.mark.parametrize(
    "address",
    [
        "/verhalen/proef/karim/",
        "/verhalen/proef/karim",
        "https://meewerkers.example/verhalen/proef/karim/?via=abc#top",
        "http://localhost:8000/verhalen/proef/kar%69m/",
    ],
)
def test_an_address_is_known_however_it_is_written(address):
    assert fingerprints.of_address(address) == fingerprints.of_address("/verhalen/proef/karim/")


def test_another_address_is_another():
    assert fingerprints.of_address("/verhalen/proef/karima/") != fingerprints.of_address(
        "/verhalen/proef/karim/"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Karim kent elke doos", True),
        ("Lees: KARÍM kent  elke doos!", True),
        ("Karim kent elke dag", False),
        ("kent elke doos", False),
        ("", False),
    ],
)
def test_a_title_is_found_in_a_text(text, found):
    assert fingerprints.title_in(text, [fingerprints.of_title("Karim kent elke doos")]) is found


def test_a_title_without_words_marks_nothing():
    assert fingerprints.of_title("!?") == ""


def test_a_mark_tells_nothing_of_the_words():
    assert "karim" not in fingerprints.of_title("Karim kent elke doos").lower()
