"""The form as a visitor meets it: what it asks, what it says, and that nothing typed is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import OperationalError
from django.utils import timezone

from brand.forms import fields, stamp
from brand.models import Campaign, TrackedLink
from leads.models import Lead
from roadshow.models import Registration, Repeat, StopPage
from roadshow.models.registrations import State
from roadshow.registration import forms, register
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import StopFactory, stop_in

pytestmark = pytest.mark.django_db

PATH = "/roadshow/genk/inschrijven/"
AN = {"name": "An Peeters", "company": "Bakkerij Peeters", "email": "an@peeters.be"}


@pytest.fixture
def genk():
    return stop_in("Genk", slug="genk", capacity=2)


def sent(**answers) -> dict:
    """A form as a person sends it, half a minute after it was opened."""
    return {**AN, "gezien": seen(30), **answers}


def seen(seconds_ago: float) -> str:
    return stamp(seconds_ago, "registration")


def words(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.text))


def summary(response) -> list[str]:
    """The sentences of the error summary, or of the question in its place."""
    found = re.search(r"data-error-summary.*?</div>", response.text, re.DOTALL)
    return [
        unescape(re.sub(r"<[^>]+>", "", item)).strip()
        for _, item in re.findall(r"<(li|p)>(.*?)</\1>", found[0] if found else "", re.DOTALL)
    ]


def title(response) -> str:
    return unescape(re.search(r"<title>(.*?)</title>", response.text, re.DOTALL)[1]).strip()


class TestTheForm:
    def test_it_asks_three_things_and_offers_two(self, client, genk):
        response = client.get(PATH)
        assert title(response) == "Inschrijven voor Genk – Meewerkers"
        fields = response.context["form"].fields
        asked = [name for name, field in fields.items() if field.required]
        seen = [name for name in fields if not fields[name].widget.is_hidden]
        assert asked == ["name", "company", "email"]
        assert seen == ["name", "company", "email", "phone", "newsletter", "bijnaam"]
        assert not response.context["form"]["newsletter"].value()
        assert ">Bevestig mijn plaats</button>" in response.text

    def test_browsers_know_what_to_fill_in(self, client, genk):
        text = client.get(PATH).text
        for attributes in (
            'autocomplete="name"',
            'autocomplete="organization"',
            'type="email"',
            'inputmode="email"',
            'autocomplete="email"',
            'type="tel"',
            'autocomplete="tel"',
        ):
            assert attributes in text

    def test_it_sets_no_cookie_and_is_kept_by_nobody(self, client, genk):
        response = client.get(PATH)
        assert response.cookies == {}
        assert "no-store" in response["Cache-Control"]

    def test_every_form_has_a_key_of_its_own(self, client, genk):
        keys = {client.get(PATH).context["form"]["gezien"].value() for _ in range(3)}
        assert len(keys) == 3

    def test_the_queries_are_few(self, client, genk, django_assert_max_num_queries):
        client.get(PATH)
        with django_assert_max_num_queries(12):
            client.get(PATH)


class TestSending:
    def test_it_leads_to_a_page_that_survives_a_reload(self, client, genk):
        response = client.post(PATH, sent())
        registration = Registration.objects.get()
        assert response.status_code == 302
        assert response["Location"] == f"/mijn/{registration.screen_token}/"
        for _ in range(2):
            page = client.get(response["Location"])
            assert title(page) == "U bent ingeschreven voor Genk – Meewerkers"
        assert Registration.objects.count() == 1

    def test_a_double_click_leads_to_the_same_page(self, client, genk):
        fields = sent()
        assert client.post(PATH, fields)["Location"] == client.post(PATH, fields)["Location"]

    @pytest.mark.parametrize(
        "typed", ["0470 12 34 56", "0470/12.34.56", "+32 470 12 34 56", "0032470123456"]
    )
    def test_a_number_in_any_notation(self, client, genk, typed):
        client.post(PATH, sent(phone=typed))
        assert Registration.objects.get().phone == "+32470123456"

    def test_where_somebody_came_from_rides_along(self, client, genk):
        partner = OrganisationFactory()
        link = TrackedLink.objects.create(
            campaign=Campaign.objects.create(name="Lente", organisation=partner),
            organisation=partner,
            channel="mail",
            code="7k2",
        )
        page = client.get(f"{PATH}?via=7k2")
        assert page.context["form"]["via"].value() == "7k2"
        client.post(PATH, sent(via="7k2"))
        assert Registration.objects.get().touch == link
        assert Lead.objects.get().first_touch == link

    def test_the_same_address_looks_the_same(self, client, genk):
        StopPage.objects.update(capacity=3)
        register.register(genk, name="Eerder", company="Elders", email=AN["email"])
        known = client.post(PATH, sent(), follow=True)
        other = client.post(PATH, sent(email="nieuw@peeters.be"), follow=True)

        def shape(response):
            text = re.sub(r"/mijn/[\w-]+/", "/mijn/T/", response.text.replace("<wbr>", ""))
            text = re.sub(r"<svg viewBox[^>]*><title>QR.*?</svg>", "QR", text, flags=re.DOTALL)
            return text.replace(AN["email"], "E").replace("nieuw@peeters.be", "E")

        assert shape(known) == shape(other)
        assert "Eerder" not in known.text
        assert Registration.objects.count() == 2
        assert Repeat.objects.get().name == "An Peeters"


class TestMistakes:
    def test_what_is_missing_is_said_twice_in_the_same_words(self, client, genk):
        response = client.post(PATH, sent(name="", company=" ", email=""))
        sentences = [forms.NAME, forms.COMPANY, fields.EMAIL]
        assert response.status_code == 422
        assert title(response) == "Fout: Inschrijven voor Genk – Meewerkers"
        assert summary(response) == sentences
        for sentence in sentences:
            assert words(response).count(sentence) == 2

    def test_an_address_that_is_none(self, client, genk):
        for typed in ("an@peeters", "an peeters@x.be", "an@@x.be", f"an@{'x' * 64}.be"):
            assert summary(client.post(PATH, sent(email=typed))) == [fields.EMAIL]

    def test_a_number_that_is_none(self, client, genk):
        for typed in ("12", "bel mij", "+32 0", "9" * 40):
            assert summary(client.post(PATH, sent(phone=typed))) == [fields.PHONE]

    def test_everything_typed_stays(self, client, genk):
        typed = sent(email="geen adres", phone="12", newsletter="on", name="Één “naam” <b>")
        form = client.post(PATH, typed).context["form"]
        kept = ["name", "company", "email", "phone"]
        assert {name: form[name].value() for name in kept} == {name: typed[name] for name in kept}
        assert form["newsletter"].value() is True

    @pytest.mark.parametrize("mistake", ["email", "gezien"])
    def test_the_sender_of_the_newsletter_stays_named(self, client, genk, mistake):
        named = "Van Meewerkers."
        assert named in words(client.get(PATH))
        mistakes = {"email": "geen adres", "gezien": seen(0)}
        response = client.post(PATH, sent(**{mistake: mistakes[mistake]}))
        assert response.status_code == 422
        assert named in words(response)

    @pytest.mark.parametrize("field", ["name", "company", "email", "phone", "gezien", "via"])
    @pytest.mark.parametrize(
        "odd",
        [
            "\x00",
            "a\x00b",
            "😀🚌",
            "أحمد الصناعة",
            "\u202eomgekeerd",
            "x" * 10_000,
            "een\r\ntwee\nBcc: x@y.be",
            "'; DROP TABLE--",
            "{{ settings.SECRET_KEY }}",
        ],
        ids=repr,
    )
    def test_odd_text_is_a_seat_or_a_sentence(self, client, genk, field, odd):
        response = client.post(PATH, sent(**{field: odd}))
        assert response.status_code in (302, 422)
        assert response.status_code == 302 or summary(response)
        if response.status_code == 302:
            assert client.get(response["Location"]).status_code == 200

    def test_ten_thousand_letters_stay_and_are_counted(self, client, genk):
        response = client.post(PATH, sent(name="x" * 10_000))
        assert summary(response) == ["Dit is te lang: 10000 tekens. Er mogen er 160 staan."]
        assert "x" * 10_000 in response.text

    def test_names_may_be_of_any_script(self, client, genk):
        client.post(PATH, sent(name="Łukasz أحمد 😀", company="東京 & Zoon"))
        registration = Registration.objects.get()
        assert (registration.name, registration.company) == ("Łukasz أحمد 😀", "東京 & Zoon")

    def test_the_proposed_address_without_javascript(self, client, genk):
        page = client.post(PATH, sent(email="an@gmial.com", name="", newsletter="on"))
        assert page.context["form"].suggestion == "an@gmail.com"
        assert "Bedoelt u an@gmail.com?" in words(page)
        again = client.post(
            PATH, sent(email="an@gmial.com", name="", newsletter="on", suggestion="an@gmail.com")
        )
        form = again.context["form"]
        assert again.status_code == 200
        assert form["email"].value() == "an@gmail.com"
        assert (form["company"].value(), form["newsletter"].value()) == (AN["company"], True)

    def test_an_odd_domain_is_never_refused(self, client, genk):
        client.post(PATH, sent(email="an@gmial.com"))
        assert Registration.objects.get().email == "an@gmial.com"


class TestMachines:
    def test_the_field_that_people_do_not_see(self, client, genk):
        assert client.post(PATH, sent(bijnaam="http://spam")).status_code == 422
        assert not Registration.objects.exists()

    def test_faster_than_fingers(self, client, genk):
        response = client.post(PATH, sent(gezien=seen(0.5)))
        assert response.status_code == 422
        assert response.context["form"]["name"].value() == "An Peeters"
        assert not Registration.objects.exists()
        assert title(response) == "Klopt alles? Inschrijven voor Genk – Meewerkers"
        assert 'class="error-summary"' not in response.text
        button = (
            '<button class="btn" type="submit" form="inschrijven">Bevestig mijn plaats</button>'
        )
        assert button in response.text
        assert client.post(PATH, sent()).status_code == 302

    def test_a_form_of_yesterday_keeps_its_words_and_works_at_once(self, client, genk):
        response = client.post(PATH, sent(gezien=seen(90_000)))
        form = response.context["form"]
        assert form["name"].value() == "An Peeters"
        fields = {name: form[name].value() or "" for name in ("name", "company", "email", "gezien")}
        fields["gezien"] = seen(3)
        assert client.post(PATH, fields).status_code == 302

    def test_a_form_sent_before_keeps_the_words_of_a_colleague_and_works_at_once(
        self, client, genk
    ):
        """One stamp is one registration: no list of addresses goes through one form."""
        first = sent()
        client.post(PATH, first)
        response = client.post(PATH, {**first, "name": "Bo", "email": "bo@peeters.be"})
        assert response.status_code == 409
        assert summary(response) == [register.USED]
        form = response.context["form"]
        assert (form["name"].value(), form["email"].value()) == ("Bo", "bo@peeters.be")
        again = {name: form[name].value() or "" for name in ("name", "company", "email", "gezien")}
        assert client.post(PATH, again).status_code == 302
        assert Registration.objects.count() == 2

    def test_the_stamp_of_another_form_opens_nothing(self, client, genk):
        assert client.post(PATH, sent(gezien=stamp(30, "newsletter"))).status_code == 422
        assert not Registration.objects.exists()

    def test_a_flood_gets_its_words_back(self, client, genk, settings):
        settings.REGISTRATIONS_PER_MINUTE = 2
        for number in range(2):
            client.post(PATH, sent(email=f"a{number}@b.be"))
        response = client.post(PATH, sent())
        assert response.status_code == 429
        assert summary(response)[0].startswith("Er komen nu heel veel inschrijvingen")
        assert response.context["form"]["name"].value() == "An Peeters"
        assert Registration.objects.count() == 2
        other = client.post(PATH, sent(), REMOTE_ADDR="10.0.0.9")
        assert other.status_code == 409

    def test_a_cache_that_is_away_stops_nobody(self, client, genk, settings):
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
                "LOCATION": "/proc/nowhere",
            }
        }
        assert client.post(PATH, sent()).status_code == 302


class TestNoSeat:
    def test_the_last_seat_goes_while_somebody_types(self, client, genk):
        stop_in("Lommel", slug="lommel")
        StopPage.objects.filter(pk=genk.pk).update(capacity=1)
        register.register(genk, name="Bo", company="B", email="bo@b.be")
        response = client.post(PATH, sent())
        assert response.status_code == 409
        assert summary(response) == [
            "De laatste plaats is net ingenomen. Zet u op de wachtlijst of kies Lommel (32 km)."
        ]
        assert response.context["form"]["company"].value() == "Bakkerij Peeters"
        assert 'name="waiting" value="1">Zet mij op de wachtlijst</button>' in response.text
        assert 'formaction="/roadshow/lommel/inschrijven/"' in response.text

    def test_the_waiting_list_by_its_button(self, client, genk):
        StopPage.objects.filter(pk=genk.pk).update(capacity=1)
        register.register(genk, name="Bo", company="B", email="bo@b.be")
        response = client.post(PATH, sent(waiting="1"), follow=True)
        assert title(response) == "U staat op de wachtlijst voor Genk – Meewerkers"
        assert Registration.objects.get(email=AN["email"]).state == State.WAITING

    def test_the_same_words_may_go_to_the_other_stop(self, client, genk):
        lommel = stop_in("Lommel", slug="lommel")
        client.post("/roadshow/lommel/inschrijven/", sent())
        assert Registration.objects.get().stop == lommel

    def test_a_full_stop_asks_for_the_waiting_list(self, client, genk):
        register.register(genk, name="Bo", company="B", email="bo@b.be", companions=["C"])
        response = client.get(PATH)
        assert "Deze halte is volzet." in words(response)
        assert "Die plaats houden we 24 uur voor u vast." in words(response)
        assert "Bevestig mijn plaats" not in response.text

    @pytest.mark.parametrize(
        ("fields", "heading"),
        [
            ({"cancelled_at": timezone.now(), "cancel_reason": "De zaal lekt."}, "gaat niet door"),
            ({"starts_at": timezone.now() - timedelta(hours=1)}, "Genk is voorbij"),
        ],
    )
    def test_a_closed_stop_shows_where_to_go(self, client, genk, fields, heading):
        StopPage.objects.filter(pk=genk.pk).update(**fields)
        stop_in("Lommel", slug="lommel")
        response = client.get(PATH)
        assert response.status_code == 410
        assert heading in title(response)
        assert "/roadshow/lommel/inschrijven/" in response.text

    def test_a_stop_that_closes_while_somebody_types_keeps_the_words(self, client, genk):
        stop_in("Lommel", slug="lommel")
        StopPage.objects.filter(pk=genk.pk).update(cancelled_at=timezone.now())
        response = client.post(PATH, sent())
        assert response.status_code == 409
        assert summary(response) == ["Genk gaat niet door. Kies een andere halte."]
        assert response.context["form"]["name"].value() == "An Peeters"
        assert 'formaction="/roadshow/lommel/inschrijven/"' in response.text
        assert "Bevestig mijn plaats" not in response.text

    @pytest.mark.parametrize("slug", ["genk", "nergens"])
    def test_a_draft_and_an_unknown_stop_look_alike(self, client, genk, slug):
        StopPage.objects.filter(pk=genk.pk).update(live=False)
        stop_in("Lommel", slug="lommel")
        response = client.get(f"/roadshow/{slug}/inschrijven/")
        assert response.status_code == 404
        assert title(response) == "Deze halte bestaat niet – Meewerkers"
        assert "/roadshow/lommel/inschrijven/" in response.text

    def test_trouble_of_ours_keeps_the_words(self, client, genk, monkeypatch):
        def locked(*args, **fields):
            raise OperationalError("database is locked")

        monkeypatch.setattr(register, "register", locked)
        StopPage.objects.update(contact_phone="089 12 34 56")
        response = client.post(PATH, sent())
        assert response.status_code == 503
        assert summary(response) == [
            "Er liep iets mis bij ons. Uw gegevens staan er nog. Probeer opnieuw of"
            " bel 089 12 34 56."
        ]
        assert response.context["form"]["name"].value() == "An Peeters"


def test_a_form_is_read_at_one_stop_as_at_three(client, django_assert_num_queries):
    """A full stop lists others; one or three cost the same."""
    full = StopFactory(slug="vol", capacity=1, taken=1)
    path = f"/roadshow/{full.slug}/inschrijven/"
    stop_in("Lommel")
    client.get(path)
    with django_assert_num_queries(4):
        client.get(path)
    stop_in("Hasselt")
    stop_in("Gent")
    client.get(path)
    with django_assert_num_queries(4):
        client.get(path)


def test_the_telephone_field_says_both_uses(client, genk):
    said = words(client.get(PATH))
    assert "Om u te verwittigen als er iets wijzigt" in said
    assert "om u na de halte één keer te bellen" in said


def test_an_example_says_so_once(client, genk):
    genk.venue.name = "Zaal De Lichtstraat (VOORBEELD)"
    genk.venue.save()
    genk.organisation.is_demo = True
    genk.organisation.save()
    page = client.get(PATH).text
    line = page[page.index('class="stopline"') : page.index("<h1")]
    assert line.upper().count("VOORBEELD") == 1
