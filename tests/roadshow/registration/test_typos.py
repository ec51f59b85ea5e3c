import pytest

from roadshow.registration import typos


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("naam@gmial.com", "naam@gmail.com"),
        ("naam@gmal.com", "naam@gmail.com"),
        ("naam@gmaill.com", "naam@gmail.com"),
        ("naam@gnail.com", "naam@gmail.com"),
        ("Naam@Telnet.be", "naam@telenet.be"),
        ("naam@hotmial.com", "naam@hotmail.com"),
        ("naam@gmail.com", ""),
        ("naam@mail.com", ""),
        ("naam@bedrijf.be", ""),
        ("naam@skynet.be", ""),
        ("naam", ""),
        ("@gmial.com", ""),
        ("", ""),
    ],
)
def test_one_slip_of_the_finger_is_seen(typed, meant):
    assert typos.suggest(typed) == meant
