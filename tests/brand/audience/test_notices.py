"""What Mailchimp tells by itself: twice, late, forged, out of order, and about nobody."""

import hashlib
import hmac
import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from brand import audience
from brand.audience import exchange, notices, syncing
from brand.audience.addresses import address_hash
from brand.models import Difference, OutboxState, ServiceNotice, Stoppage, Subscription
from tests.factories.outbox import SubscriptionFactory
from tests.support.mailchimp_server import DROP, LIST, problem

pytestmark = pytest.mark.django_db
S, State = OutboxState, Subscription.State
HOOK_KEY = "sleutel-van-de-meldingen"
EMAIL = "an@bedrijf.be"


@pytest.fixture
def server(audience_server):
    return audience_server


@pytest.fixture
def an():
    return SubscriptionFactory(email=EMAIL, told=f"echt:{LIST}")


def words(kind="unsubscribe", email=EMAIL, fired_at="2026-11-28 03:00:00", **data):
    said = {"type": kind, "fired_at": fired_at}
    about = {"email": email, "list_id": LIST, **data}
    said |= {f"data[{name}]": value for name, value in about.items() if value}
    return urlencode(said)


def tell(said, *, url="", **headers):
    form = "application/x-www-form-urlencoded"
    path = url or path_of(notices.address())
    return Client().post(path, said, content_type=form, headers=headers)


def state(person):
    person.refresh_from_db()
    return person.state


def dealt_with():
    exchange.drain()
    row = ServiceNotice.objects.order_by("-created_at").first()
    return row.state, row.reason


def path_of(url):
    return "/" + url.partition("://")[2].partition("/")[2]


# The door ---------------------------------------------------------------------------------------


def test_a_get_tries_the_address_out(client):
    response = client.get(path_of(notices.address()))
    assert (response.status_code, response.text) == (200, "Ontvangen.")
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert client.head(path_of(notices.address())).status_code == 200
    assert tell("").status_code == 200  # some try it with an empty message
    assert ServiceNotice.objects.count() == 0


@pytest.mark.parametrize("secret", ["x", "a" * 40, "é", "²"])
def test_without_the_secret_there_is_nothing(client, secret):
    url = f"/nieuwsbrief/melding/{secret}/"
    assert client.get(url).status_code == 404
    assert tell(words(), url=url).status_code == 404
    assert ServiceNotice.objects.count() == 0


def test_the_secret_is_of_one_list_and_outlives_a_new_key(client, settings):
    settings.MAILCHIMP_AUDIENCE = LIST
    ours = path_of(notices.address())
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "nieuw" * 10
    assert client.get(ours).status_code == 200
    assert path_of(notices.address()) != ours
    settings.MAILCHIMP_AUDIENCE = "anders"
    assert client.get(ours).status_code == 404


def signed(raw, at=None, key=HOOK_KEY):
    stamp = str(int(time.time() if at is None else at))
    made = hmac.new(key.encode(), f"{stamp}.{raw}".encode(), hashlib.sha256).hexdigest()
    return f"t={stamp},v1={made}"


def test_what_is_signed_well_is_kept(settings):
    settings.MAILCHIMP_WEBHOOK_KEY = HOOK_KEY
    raw = words()
    both = signed(raw, key="vorige") + "," + signed(raw).split(",")[1]  # while a key is replaced
    for header in (signed(raw), both):
        ServiceNotice.objects.all().delete()
        assert tell(raw, **{notices.SIGNATURE: header}).status_code == 200
        assert ServiceNotice.objects.count() == 1


@pytest.mark.parametrize(
    "header",
    [
        lambda: "",
        lambda: "t=,v1=",
        lambda: "v1=abc",
        lambda: "t=²,v1=abc",
        lambda: f"t={'9' * 40},v1=abc",
        lambda: signed(words(), key="van iemand anders"),
        lambda: signed(words(email="els@bedrijf.be")),
        lambda: signed(words(), at=time.time() - 320),
        lambda: signed(words(), at=time.time() + 320),
        lambda: "t=1,t=2,v1=abc",
    ],
)
def test_what_is_forged_or_old_is_refused(settings, header):
    settings.MAILCHIMP_WEBHOOK_KEY = HOOK_KEY
    assert tell(words(), **{notices.SIGNATURE: header()}).status_code == 403
    assert ServiceNotice.objects.count() == 0


def test_twice_is_kept_once_as_it_came():
    for _ in range(3):
        assert tell(words()).status_code == 200
    row = ServiceNotice.objects.get()
    assert bytes(row.body) == words().encode()
    assert row.digest == hashlib.sha256(words().encode()).hexdigest()
    assert (row.kind, row.email_hash) == ("unsubscribe", address_hash(EMAIL))


@pytest.mark.parametrize("raw", ["\x00", "a" * 70_000, "%ff%fe=1", "&" * 500, "[]", "x=1;y=2"])
def test_odd_messages_break_nothing(server, raw):
    assert tell(raw).status_code == 200
    exchange.drain()
    assert not ServiceNotice.objects.exclude(state=S.DONE).exists()


# What follows -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "expected", "reason"),
    [
        ("unsubscribed", State.STOPPED, "Nagekeken bij Mailchimp: uitgeschreven (uit)."),
        ("cleaned", State.REFUSED, "Nagekeken bij Mailchimp: mails komen terug (uit)."),
        ("archived", State.STOPPED, "Nagekeken bij Mailchimp: in het archief (uit)."),
        ("subscribed", State.SUBSCRIBED, "Nagekeken bij Mailchimp: ingeschreven (gelijk)."),
    ],
)
def test_what_holds_there_counts_and_not_what_was_told(server, an, held, expected, reason):
    server.holds(EMAIL, held)
    tell(words())
    assert dealt_with() == (S.DONE, reason)
    assert state(an) == expected
    evidence = list(an.consents.values_list("said", flat=True))
    assert evidence == ([] if expected == State.SUBSCRIBED else ["dienst"])


def test_told_twice_is_stopped_once(server, an):
    server.holds(EMAIL, "unsubscribed")
    for hour in (3, 4, 5):
        tell(words(fired_at=f"2026-11-28 0{hour}:00:00"))
        exchange.drain()
    assert state(an) == State.STOPPED
    assert an.consents.count() == 1


def test_late_and_out_of_order_undo_nothing(server, an):
    """“Subscribed” arrives after “unsubscribed”, though it was said before."""
    server.holds(EMAIL, "unsubscribed")
    tell(words("unsubscribe", fired_at="2026-11-28 03:00:00"))
    tell(words("subscribe", fired_at="2026-11-28 02:00:00"))
    exchange.drain()
    assert state(an) == State.STOPPED
    assert not Difference.objects.exists()


def test_a_newer_yes_here_is_not_undone_by_an_old_no(server, an):
    member = server.holds(EMAIL, "unsubscribed")
    server.touch(member, timezone.now() - timedelta(days=30))
    an.stopped_at, an.confirmed_at = timezone.now() - timedelta(days=9), timezone.now()
    an.save()
    tell(words())
    exchange.drain()
    assert state(an) == State.RETURNING  # told again, and Mailchimp asks them once more
    assert server.members[address_hash(EMAIL)]["status"] == "pending"
    server.members[address_hash(EMAIL)]["status"] = "subscribed"
    tell(words("subscribe"))
    exchange.drain()
    assert state(an) == State.SUBSCRIBED


def test_of_when_nobody_knows_the_no_counts(server, an):
    del server.holds(EMAIL, "unsubscribed")["last_changed"]
    an.confirmed_at = timezone.now()
    an.save()
    tell(words())
    exchange.drain()
    assert state(an) == State.STOPPED


def test_a_profile_that_changed_after_they_left_does_not_make_it_newer(server, an):
    """Mailchimp's own list of what they did says when they left."""
    server.holds(EMAIL, "unsubscribed")
    server.activity[address_hash(EMAIL)] = [
        {"action": "unsub", "timestamp": (timezone.now() - timedelta(days=30)).isoformat()}
    ]
    an.confirmed_at = timezone.now() - timedelta(days=1)
    an.stopped_at = timezone.now() - timedelta(days=20)
    an.save()
    tell(words())
    exchange.drain()
    assert state(an) == State.RETURNING


def test_who_is_gone_there_is_no_opt_out(server, an):
    tell(words("unsubscribe", action="delete"))
    assert dealt_with() == (S.DONE, "Staat er niet meer: dat is geen uitschrijving.")
    assert state(an) == State.SUBSCRIBED
    assert Difference.objects.get().what == "ontbreekt"


def test_who_came_there_after_stopping_here_waits_for_a_person(server, an):
    audience.stop(an, way="knop")
    syncing.drain()
    member = server.holds(EMAIL, "subscribed")
    server.touch(member, timezone.now() + timedelta(minutes=1))
    tell(words("subscribe"))
    exchange.drain()
    assert state(an) == State.STOPPED
    assert Difference.objects.get().what == "stand"
    assert server.members[address_hash(EMAIL)]["status"] == "subscribed"


def test_who_stopped_here_and_is_still_on_there_is_told_again(server, an):
    member = server.holds(EMAIL, "subscribed")
    server.touch(member, timezone.now() - timedelta(days=1))
    an.state, an.stopped_at = State.STOPPED, timezone.now()
    an.save()
    tell(words("profile"))
    exchange.drain()
    assert server.members[address_hash(EMAIL)]["status"] == "unsubscribed"


def test_another_address_is_a_task_and_merges_nothing(server, an):
    server.holds("an.nieuw@bedrijf.be", "subscribed")
    tell(words("upemail", email="", old_email=EMAIL, new_email="an.nieuw@bedrijf.be"))
    assert dealt_with() == (S.DONE, "Een ander e-mailadres: wacht op een mens.")
    row = Difference.objects.get()
    assert (row.what, row.here, row.there) == ("adres", EMAIL, "an.nieuw@bedrijf.be")
    assert list(Subscription.objects.values_list("email", flat=True)) == [EMAIL]


def test_of_who_is_not_ours_no_address_is_kept(server):
    server.holds("vreemd@elders.be", "subscribed")
    tell(words("subscribe", email="vreemd@elders.be"))
    exchange.drain()
    row = Difference.objects.get()
    assert (row.what, row.here, row.subscription) == ("onbekend", "v…@elders.be", None)


def test_another_list_and_an_example_change_nothing(server, an):
    server.holds(EMAIL, "unsubscribed")
    tell(words(list_id="anders"))
    assert dealt_with()[1] == "Gaat over een andere lijst."
    Subscription.objects.update(is_demo=True)
    tell(words())
    exchange.drain()
    assert state(an) == State.SUBSCRIBED


def test_while_mailchimp_is_off_nothing_follows(server, an, settings):
    settings.MAILCHIMP_MODE = "uit"
    server.holds(EMAIL, "unsubscribed")
    tell(words())
    assert dealt_with() == (S.DONE, "Mailchimp staat uit: niets mee gedaan.")
    assert (state(an), server.requests) == (State.SUBSCRIBED, [])


def test_on_trial_only_the_trial_addresses_count(server, an, settings):
    settings.MAILCHIMP_MODE = "proef"
    server.holds(EMAIL, "unsubscribed")
    tell(words())
    assert dealt_with()[1] == "Proef: alleen de proefadressen gaan naar Mailchimp."
    assert (state(an), server.requests) == (State.SUBSCRIBED, [])


@pytest.mark.parametrize("answer", [DROP, (403, None, ""), problem(401, "API Key Invalid")])
def test_a_line_that_fails_costs_no_try(server, an, answer):
    server.holds(EMAIL, "unsubscribed")
    server.next(answer)
    tell(words())
    tell(words(fired_at="2026-11-28 03:00:01"))
    assert exchange.drain() == 1
    assert set(ServiceNotice.objects.values_list("attempts", flat=True)) == {0}
    Stoppage.objects.all().delete()
    ServiceNotice.objects.update(due_at=timezone.now())
    exchange.drain()
    assert state(an) == State.STOPPED


def test_a_list_that_is_gone_is_no_absence(server, an, settings):
    tell(words())
    ServiceNotice.objects.update(body=words(list_id="").encode())
    settings.MAILCHIMP_AUDIENCE = "weg"
    exchange.drain()
    assert state(an) == State.SUBSCRIBED
    assert Stoppage.objects.get().reason == "Deze lijst bestaat niet bij Mailchimp."
    assert not Difference.objects.exists()


def test_what_came_is_kept_for_thirty_days():
    tell(words())
    tell(words(email="els@bedrijf.be"))
    old = timezone.now() - timedelta(days=31)
    ServiceNotice.objects.filter(email_hash=address_hash(EMAIL)).update(created_at=old)
    notices.forget_old()
    assert ServiceNotice.objects.get().email_hash == address_hash("els@bedrijf.be")


def test_erasing_somebody_takes_what_was_told_of_them(server, an):
    tell(words("profile"))
    tell(words(email="els@bedrijf.be"))
    Difference.objects.create(what="naam", email_hash=address_hash(EMAIL), subscription=an)
    audience.erase(an, way="telefoon")
    assert ServiceNotice.objects.get().email_hash == address_hash("els@bedrijf.be")
    assert not Difference.objects.exists()
