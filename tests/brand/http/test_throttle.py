"""Nobody fills a mailbox, or a list, through forms that anybody may fill in."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as site_settings
from django.core import mail as django_mail
from django.core.cache import cache
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from brand import founding, mail, permissions
from brand.forms import stamp
from brand.http import throttle
from brand.mail import delivery
from brand.models import OutgoingMail, Role, Subscription, Tally
from brand.sign_in.lockout import network_address
from brand.sign_in.password_reset import OneAnHour
from tests.factories.brand import OrganisationFactory, member
from tests.factories.roadshow import RegistrationFactory
from tests.support.smtp_server import SmtpServer

pytestmark = pytest.mark.django_db


def at(address: str):
    return RequestFactory(REMOTE_ADDR=address).get("/")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_neighbours_share_a_network(address, network):
    assert throttle.network(at(address)) == network


def test_a_line_with_many_ipv6_addresses_is_locked_out_as_one():
    addresses = {network_address(at(f"2001:db8:1:2::{number:x}")) for number in range(9)}
    assert addresses == {"2001:db8:1:2::"}
    assert network_address(at("192.0.2.7")) == "192.0.2.7"


def test_so_many_within_a_time_and_then_again():
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        said = [throttle.allowed("x", "an", 2, throttle.HOUR) for _ in range(4)]
        assert said == [True, True, False, False]
        assert throttle.allowed("x", "bo", 2, throttle.HOUR)
        assert throttle.full_until("x", "an", 2) == now + throttle.HOUR
        assert throttle.full_until("x", "bo", 2) is None
    with time_machine.travel(now + throttle.HOUR, tick=False):
        assert throttle.allowed("x", "an", 2, throttle.HOUR)
        assert throttle.forget_old() == 0
    with time_machine.travel(now + 3 * throttle.HOUR, tick=False):
        assert throttle.forget_old() == 2


@pytest.mark.database("brand.http.throttle.count_each")
def test_several_are_counted_in_one_statement(django_assert_num_queries):
    now = timezone.now()
    limits = [("in an hour", "an", 2), ("in a day", "an", 3)]
    times = [("in an hour", "an", throttle.HOUR), ("in a day", "an", throttle.DAY)]

    def until_after_one_more():
        with django_assert_num_queries(1):
            throttle.count_each(times)
        with django_assert_num_queries(1):
            return throttle.all_full_until(limits)

    with time_machine.travel(now, tick=False):
        assert until_after_one_more() is None
        assert until_after_one_more() == now + throttle.HOUR
        assert until_after_one_more() == now + throttle.DAY  # the last of the two that are full
    with time_machine.travel(now + throttle.HOUR, tick=False):
        assert throttle.full_until("in an hour", "an", 1) is None
        throttle.count_each(times)  # the hour begins again, the day goes on
        assert throttle.full_until("in an hour", "an", 1) == now + 2 * throttle.HOUR
        assert throttle.full_until("in a day", "an", 4) == now + throttle.DAY


def test_whoever_is_over_it_costs_one_reading(django_assert_num_queries):
    throttle.allowed("x", "an", 1, throttle.HOUR)
    with django_assert_num_queries(1):
        assert not throttle.allowed("x", "an", 1, throttle.HOUR)


def test_no_address_is_kept():
    throttle.allowed("x", "an@peeters.be", 1, throttle.HOUR)
    key = Tally.objects.get().key
    assert len(key) == 32
    assert "an" not in key


def test_twenty_askings_for_a_new_password_are_one_mail(founded):
    partner = OrganisationFactory()
    founding.welcome(partner)
    user = member(partner, Role.COORDINATOR, email="kim@hal.be", password="zeven blauwe emmers")
    permissions.place_in_groups(user)
    assert site_settings.WAGTAILADMIN_USER_PASSWORD_RESET_FORM.endswith(".OneAnHour")

    def ask(email="kim@hal.be") -> int:
        form = OneAnHour({"email": email})
        assert form.is_valid()
        form.save(
            domain_override="x.be",
            subject_template_name="wagtailadmin/account/password_reset/email_subject.txt",
            email_template_name="wagtailadmin/account/password_reset/email.txt",
        )
        return len(django_mail.outbox)

    assert [ask() for _ in range(20)] == [1] * 20
    assert ask("niemand@hal.be") == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert ask() == 2


class TestOneAddress:
    @pytest.fixture
    def server(self, settings):
        server = SmtpServer()
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server
        server.close()

    def test_it_gets_ten_mails_in_an_hour_and_the_rest_later(self, server, founded):
        for _ in range(12):
            registration = RegistrationFactory(email="slachtoffer@bedrijf.be")
            mail.post("roadshow.emails.confirmed", registration.pk)
        other = RegistrationFactory(email="bo@bedrijf.be")
        mail.post("roadshow.emails.confirmed", other.pk)
        delivery.drain()
        assert sorted(OutgoingMail.objects.values_list("state", "reason")) == [
            *[("klaar", "Verstuurd.")] * 11,
            *[("later", delivery.ENOUGH)] * 2,
        ]
        assert OutgoingMail.objects.filter(state="later", attempts=0).count() == 2
        with time_machine.travel(timezone.now() + timedelta(minutes=61)):
            delivery.drain()
        assert OutgoingMail.objects.filter(state="klaar").count() == 13

    def test_who_was_offered_a_seat_hears_it_at_once(self):
        for kind in ("offered", "reminder_day", "stop_cancelled", "stop_changed"):
            assert not mail.is_limited(f"roadshow.emails.{kind}")
        assert not mail.is_limited(mail.READY_MADE)
        assert mail.is_limited("brand.emails.confirm_newsletter")


class TestTheNewsletter:
    def ask(self, client, email, seen, **more):
        cache.clear()  # another process knows nothing of this one's
        return client.post(reverse("newsletter"), {"email": email, "gezien": seen}, **more)

    def test_one_form_is_one_address(self, client, founded):
        seen = stamp(10, "newsletter")
        assert self.ask(client, "an@peeters.be", seen).status_code == 302
        assert self.ask(client, "an@peeters.be", seen).status_code == 302
        page = self.ask(client, "bo@peeters.be", seen)
        assert page.status_code == 200
        assert "Dit formulier werd al verstuurd." in page.text
        fresh = page.context["form"]["gezien"].value()
        assert self.ask(client, "bo@peeters.be", fresh).status_code == 302
        assert Subscription.objects.count() == 2

    def test_a_network_is_counted_by_every_process(self, client, founded, monkeypatch):
        monkeypatch.setattr("brand.audience.views.MOST_OF_NETWORK", 2)
        said = []
        for number in range(3):
            where = {"REMOTE_ADDR": f"192.0.2.{number}"}
            page = self.ask(client, f"an@b{number}.be", stamp(10, "newsletter"), **where)
            said.append(page.status_code)
        assert said == [302, 302, 429]
        assert OutgoingMail.objects.count() == 2
