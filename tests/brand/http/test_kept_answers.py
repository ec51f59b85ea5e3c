"""Whole answers for who is not signed in: given again while nothing changed, and not longer."""

import gzip
import threading
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from brand.changes import moments
from brand.http import kept_answers
from brand.models import BrandKit, ContentPage
from stories.models import Consent
from stories.withdrawal import withdraw
from tests.factories.roadshow import RegistrationFactory, StopFactory, home_page, tour_page
from tests.factories.stories import covered_story
from tests.support.wsgi import Asked

MARKED = [("Content-Type", "text/html"), (kept_answers.MARK, "1")]


class Counted:
    """A site that counts how often it was asked."""

    def __init__(self, site):
        self.site, self.times = site, 0

    def __call__(self, environ, start_response):
        self.times += 1
        return self.site(environ, start_response)


@pytest.fixture
def real():
    """The whole of Django, and how often it was woken."""
    return Counted(WSGIHandler())


@pytest.fixture
def site(real):
    return kept_answers.kept(real)


class TestPages:
    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture(autouse=True)
    def pages(self, transactional_db, founded):
        self.home = home_page()

    def test_the_second_visitor_gets_what_the_first_got(self, site, real):
        first, second = Asked(site), Asked(site)
        assert (first.status, second.status, real.times) == ("200 OK", "200 OK", 1)
        assert (first.body, first.headers) == (second.body, second.headers)
        assert kept_answers.MARK.lower() not in first.headers
        assert first.body == Client().get("/", headers={"host": "localhost"}).content

    def test_what_it_says_about_itself(self, site, real):
        kept = Asked(site)
        assert kept.headers["cache-control"] == "public, no-cache"
        assert kept.headers["vary"] == "Cookie, Accept-Encoding"
        assert "set-cookie" not in kept.headers
        assert "nonce" not in kept.headers["content-security-policy"]
        assert b"nonce" not in kept.body
        assert int(kept.headers["content-length"]) == len(kept.body)

    def test_compressed_for_who_reads_that(self, site, real):
        plain, packed = Asked(site), Asked(site, HTTP_ACCEPT_ENCODING="gzip, br")
        assert real.times == 1
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        assert packed.headers["etag"] != plain.headers["etag"]

    def test_who_has_it_already_gets_nothing_again(self, site, real):
        etag = Asked(site).headers["etag"]
        again = Asked(site, HTTP_IF_NONE_MATCH=etag)
        assert (again.status, again.body, again.headers["etag"]) == ("304 Not Modified", b"", etag)
        site_row = Site.objects.get()
        BrandKit.objects.update_or_create(site=site_row, defaults={"name": "Andere naam"})
        changed = Asked(site, HTTP_IF_NONE_MATCH=etag)
        assert changed.status == "200 OK"
        assert b"Andere naam" in changed.body

    def test_head_is_answered_without_a_body(self, site, real):
        whole = Asked(site)
        head = Asked(site, method="HEAD")
        assert (head.body, head.headers, real.times) == (b"", whole.headers, 1)

    def test_what_is_never_kept(self, site, real):
        stop = StopFactory()
        never = [
            ("/", {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}=abc"}),
            ("/", {"HTTP_COOKIE": "messages=abc"}),
            ("/", {"HTTP_AUTHORIZATION": "Basic abc"}),
            ("/?zoek=karim", {}),
            ("/?soort=les&onbekend=1", {}),
            ("/zoeken/?zoek=karim", {}),
            ("/nieuwsbrief/", {}),  # a form with a token
            (f"/roadshow/{stop.slug}/inschrijven/", {}),  # a form with a key
            ("/beheer/login/", {}),
            ("/niets/", {}),  # 404
        ]
        for path, headers in never:
            before = real.times
            asked = [Asked(site, path, **headers) for _ in range(2)]
            assert real.times == before + 2, path
            assert not any(kept_answers.MARK.lower() in one.headers for one in asked), path

    def test_a_page_that_is_published(self, site, real):
        page = ContentPage.objects.first()
        assert page.title.encode() in Asked(site, page.url).body
        page.title = "Helemaal anders"
        page.save_revision().publish()
        assert b"Helemaal anders" in Asked(site, page.url).body
        page.unpublish()
        assert Asked(site, page.url).status == "404 Not Found"

    def test_a_place_that_is_taken(self, site, real):
        stop = StopFactory(capacity=1, taken=0)
        assert b"Volzet" not in Asked(site, stop.url).body
        RegistrationFactory(stop=stop)
        stop.seat_count.taken = 1
        stop.seat_count.save()
        assert b"Volzet" in Asked(site, stop.url).body

    def test_a_withdrawal_is_seen_at_once(self, site, real):
        page = covered_story(1, title="Karim kent elke doos")
        addresses = [page.url, "/", "/verhalen/", "/verhalen/feed.json", "/api/v1/verhalen/"]
        before = {path: Asked(site, path) for path in addresses}
        assert {path for path, one in before.items() if b"Karim kent" in one.body} == {*addresses}
        times = real.times
        assert b"Karim kent" in Asked(site, page.url).body
        assert real.times == times
        withdraw.withdraw(Consent.objects.get().person)
        after = {path: Asked(site, path) for path in addresses}
        assert after[page.url].status == "410 Gone"
        assert {path for path, one in after.items() if b"Karim kent" in one.body} == set()

    def test_a_consent_that_ends_at_midnight(self, site, real):
        page = covered_story(1)
        night = timezone.localtime().replace(hour=23, minute=59, second=30, microsecond=0)
        Consent.objects.update(until=night.date())
        with time_machine.travel(night, tick=False):
            assert [Asked(site, page.url).status for _ in range(2)] == ["200 OK"] * 2
            assert real.times == 1
        with time_machine.travel(night + timedelta(seconds=30), tick=False):
            assert Asked(site, page.url).status == "410 Gone"

    def test_a_stop_that_begins(self, site, real):
        now = timezone.now()
        begins = now + timedelta(minutes=2)
        StopFactory(title="Straks", starts_at=begins, ends_at=begins + timedelta(hours=1))
        with time_machine.travel(now, tick=False):
            before = Asked(site, tour_page().url).body
        with time_machine.travel(begins - timedelta(seconds=1), tick=False):
            assert Asked(site, tour_page().url).body == before
            assert real.times == 1
        with time_machine.travel(begins, tick=False):
            assert b"Begonnen" in Asked(site, tour_page().url).body
            assert real.times == 2


class TestMoments:
    pytestmark = pytest.mark.django_db

    def test_nothing_known(self):
        noon = timezone.localtime().replace(hour=12)
        assert moments.until(noon) == noon + moments.LONGEST

    def test_midnight_and_stops_come_first(self):
        late = timezone.localtime().replace(hour=23, minute=58, second=0, microsecond=0)
        midnight = (late + timedelta(hours=1)).replace(hour=0, minute=0)
        assert moments.until(late) == midnight
        begins = late + timedelta(minutes=1)
        StopFactory(starts_at=late - timedelta(hours=3), ends_at=late - timedelta(hours=1))
        StopFactory(starts_at=begins, ends_at=begins + timedelta(hours=1))
        assert moments.until(late) == begins
        assert moments.until(begins) == midnight
        StopFactory(starts_at=late - timedelta(hours=1), ends_at=late + timedelta(seconds=5))
        assert moments.until(late) == late + timedelta(seconds=5)


class Numbered:
    """The number of changes, without a database."""

    def __init__(self, monkeypatch):
        self.now = 1
        monkeypatch.setattr(kept_answers, "_changes", lambda: self.now)
        later = timezone.now() + timedelta(hours=1)
        monkeypatch.setattr(moments, "until", lambda now: later)


@pytest.fixture
def changes(monkeypatch):
    return Numbered(monkeypatch)


def says(text: str):
    def site(environ, start_response):
        start_response("200 OK", list(MARKED))
        return [text.encode()]

    return site


class TestTwoVisitors:
    """Two who ask at the same time."""

    def test_what_changes_while_it_is_made_is_not_kept_as_new(self, changes):
        words = "oud"

        def site(environ, start_response):
            nonlocal words
            made = words
            words, changes.now = "nieuw", changes.now + (words == "oud")
            return says(made)(environ, start_response)

        application = kept_answers.kept(site)
        assert [Asked(application).body for _ in range(3)] == [b"oud", b"nieuw", b"nieuw"]

    def test_all_who_come_to_an_empty_store_wait_for_one(self, changes):
        all_wait, go = threading.Event(), threading.Event()

        def site(environ, start_response):
            all_wait.set()
            assert go.wait(10)
            return says("eens")(environ, start_response)

        counted = Counted(site)
        application, found = kept_answers.kept(counted), []
        visitors = [
            threading.Thread(target=lambda: found.append(Asked(application).body))
            for _ in range(20)
        ]
        for visitor in visitors:
            visitor.start()
        assert all_wait.wait(10)
        go.set()
        for visitor in visitors:
            visitor.join()
        assert (found, counted.times) == ([b"eens"] * 20, 1)

    def test_nobody_waits_for_what_is_not_kept(self, changes):
        """Once it is known: two who fill in the same form are made theirs at the same time."""
        together = threading.Barrier(2, timeout=10)
        known = False

        def site(environ, start_response):
            if known:
                together.wait()
            start_response("200 OK", [("Content-Type", "text/html")])
            return [b"formulier"]

        application, found = kept_answers.kept(site), []
        Asked(application)
        known = True
        visitors = [
            threading.Thread(target=lambda: found.append(Asked(application).body)) for _ in range(2)
        ]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
        assert found == [b"formulier"] * 2

    def test_a_site_that_fails_lets_the_next_one_in(self, changes):
        def fails(environ, start_response):
            raise ZeroDivisionError

        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                Asked(kept_answers.kept(fails))

    @pytest.mark.parametrize("words", ["csrfmiddlewaretoken", 'x name="form_key" y'])
    def test_a_token_is_not_kept_whoever_marks_it(self, changes, words):
        counted = Counted(says(words))
        application = kept_answers.kept(counted)
        assert [Asked(application).body for _ in range(2)] == [words.encode()] * 2
        assert counted.times == 2

    def test_what_is_kept_has_an_end(self, changes, monkeypatch):
        monkeypatch.setattr(kept_answers, "MOST_BYTES", 200)
        counted = Counted(says("x" * 60))
        application = kept_answers.kept(counted)
        for path in ("/a/", "/b/", "/c/", "/c/", "/a/"):
            Asked(application, path)
        assert counted.times == 4


def test_other_processes_share_it_and_nothing_old_stays_there(changes, settings, monkeypatch):
    from django.core.cache import cache

    monkeypatch.setattr(kept_answers, "_is_shared", lambda: True)
    one, other = Counted(says("samen")), Counted(says("anders"))
    Asked(kept_answers.kept(one))
    mine = kept_answers.store
    monkeypatch.setattr(kept_answers, "store", kept_answers.Store())
    assert Asked(kept_answers.kept(other)).body == b"samen"
    assert (one.times, other.times) == (1, 0)
    monkeypatch.setattr(kept_answers, "store", mine)
    changes.now += 1
    assert len(cache._cache) == 1
    Asked(kept_answers.kept(other), "/b/")
    assert [name for name in cache._cache if "answer:1:" in name] == []
