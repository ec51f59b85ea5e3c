"""A few at a time, and not everybody may wait."""

import threading

import pytest

from brand.http.crowding import Crowded, Turnstile
from brand.sign_in import backend


def inside(turnstile, address):
    """Somebody who goes in and stays; what lets them out."""
    out, came_in = threading.Event(), threading.Event()

    def stay():
        with turnstile.turn(address):
            came_in.set()
            out.wait(20)

    thread = threading.Thread(target=stay)
    thread.start()
    return out, came_in, thread


def test_who_finds_too_many_waiting_is_told_at_once():
    turnstile = Turnstile(at_once=1, waiting=1, of_one_address=9, patience=20)
    first, came_in, one = inside(turnstile, "a")
    came_in.wait(20)
    second, second_in, other = inside(turnstile, "b")
    while turnstile._here.total() < 2:
        pass
    with pytest.raises(Crowded), turnstile.turn("c"):
        pass
    assert not second_in.is_set()
    first.set()
    assert second_in.wait(20)
    second.set()
    for thread in (one, other):
        thread.join(20)
    with turnstile.turn("c"):
        assert turnstile._here.total() == 1
    assert turnstile._here.total() == 0


def test_waiting_has_an_end_and_one_address_does_not_take_all_places():
    turnstile = Turnstile(at_once=1, waiting=5, of_one_address=2, patience=0.05)
    out, came_in, thread = inside(turnstile, "a")
    came_in.wait(20)
    with pytest.raises(Crowded), turnstile.turn("a"):  # patience
        pass
    assert turnstile._here == {"a": 1}
    turnstile._here["a"] += 1
    with pytest.raises(Crowded), turnstile.turn("a"):
        pass
    out.set()
    thread.join(20)


@pytest.mark.django_db
def test_a_crowd_at_the_door_gets_503_and_keeps_what_it_typed(client, monkeypatch, founded):
    full = Turnstile(at_once=1, waiting=0, of_one_address=0, patience=0)
    monkeypatch.setattr(backend, "turnstile", full)
    client.get("/beheer/login/")
    typed = {"username": "iemand@bedrijf.example", "password": "lang-geheim-woord"}
    response = client.post("/beheer/login/", typed)
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert 'name="username" value="iemand@bedrijf.example"' in page
    assert "lang-geheim-woord" not in page
