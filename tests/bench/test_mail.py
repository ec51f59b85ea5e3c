"""What sending costs: confirmations of registrations (QR code, calendar, portrait), to loopback.

Prints mails a second of one worker, and its CPU milliseconds and queries a mail; and the load of
the machine, for with others on it mails a second say little.
"""

import os
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brand import mail
from brand.mail import delivery
from brand.models import OutboxState, OutgoingMail
from tests.factories.roadshow import RegistrationFactory, StopFactory
from tests.factories.stories import picture
from tests.support.smtp_server import SmtpServer

pytestmark = pytest.mark.django_db(transaction=True)

MAILS = 120


@pytest.fixture
def server(settings):
    server = SmtpServer()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield server
    server.close()


def test_confirmations(server, founded, capsys):
    stop = StopFactory(contact_photo=picture(90), capacity=MAILS + 10)
    for number in range(MAILS + 1):
        registration = RegistrationFactory(stop=stop, email=f"bo@bedrijf-{number}.be")
        mail.post("roadshow.emails.confirmed", registration.pk)
        if number == 0:  # templates, the rendition, the line
            with CaptureQueriesContext(connection) as asked:
                delivery.drain()
    began, used = time.perf_counter(), time.thread_time()
    assert delivery.drain() == MAILS
    wall, cpu = time.perf_counter() - began, time.thread_time() - used
    assert OutgoingMail.objects.filter(state=OutboxState.DONE).count() == MAILS + 1
    assert len(server.received) == MAILS + 1
    with capsys.disabled():
        print(f"\n{MAILS / wall:.0f} mails/s, {cpu / MAILS * 1000:.1f} CPU ms and ", end="")
        print(f"{len(asked)} queries a mail (the first); load {os.getloadavg()[0]:.1f}")
