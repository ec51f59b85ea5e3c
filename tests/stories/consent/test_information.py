"""What somebody knows before saying yes, in the own language, and a no in one tap."""

from datetime import date

import pytest
from django.urls import reverse

from brand.dates.years import years_after
from brand.models import BrandKit
from stories.consent import requests, wording
from stories.models import Consent, ConsentLanguage
from tests.factories.stories import PersonFactory, picture, story

pytestmark = pytest.mark.django_db

YES = {"taking": "ja", "channels": ["website"], "name_level": "voornaam"}
OTHERS = ["ar", "pl", "prs", "ro", "tr", "uk"]


@pytest.fixture
def karim(people):
    people.partner.phone = "011 22 33 44"
    people.partner.save()
    return PersonFactory(organisation=people.partner, name="Karim Peeters")


@pytest.fixture
def asked(people, karim):
    return requests.ask(karim, story=story(karim, picture=picture(1)), by=people.marketer)


def at(asked, more=""):
    return f"/toestemming/{asked.token}/{more}"


def read(client, address) -> str:
    return " ".join(client.get(address).content.decode().split())


def switch_on(*codes):
    for code in codes:
        ConsentLanguage.objects.create(code=code, wording=wording.version())


class TestWhoAsks:
    def test_by_name_with_a_number_to_call(self, asked, people, client):
        page = read(client, at(asked))
        said = f"{people.marketer.get_full_name()} van {people.partner.name} vraagt u dit."
        assert said in page
        assert 'href="tel:0112233 44"'.replace(" ", "") in page.replace(" ", "")
        people.marketer.phone = "0470 11 22 33"
        people.marketer.save()
        called = 'U mag bellen: <span class="whole">0470 11 22 33</span>'
        assert called in read(client, at(asked))

    def test_what_readers_can_know_and_where_to_complain(self, asked, people, client):
        page = read(client, at(asked))
        assert f"Lezers zien dat u bij {people.partner.name} werkt of begeleid wordt." in page
        assert "(artikel 9 AVG)" in page
        assert "Gegevensbeschermingsautoriteit, Drukpersstraat 35, 1000 Brussel" in page
        assert 'href="mailto:contact@apd-gba.be"' in page

    def test_who_answers_for_the_data(self, asked, people, client):
        assert (
            "Hier staat nog niet wie verantwoordelijk is voor deze website. Vraag het aan "
            f"{people.partner.name} voor u antwoordt."
        ) in read(client, at(asked))
        kit = BrandKit.current()
        kit.sender_name, kit.privacy_email = "Meewerkers vzw", "gegevens@meewerkers.example"
        kit.enterprise_number, kit.postal_address = "0566.988.259", "Kaai 1\n3600 Genk"
        kit.save()
        page = read(client, at(asked))
        assert "Meewerkers vzw, Kaai 1 3600 Genk, 0566.988.259, samen met " in page
        assert "Vragen over uw gegevens: gegevens@meewerkers.example." in page

    def test_the_federation_is_asked_who_answers_until_it_is_filled_in(self, people, signed_in):
        asks = "staat nog niet wie verantwoordelijk is voor hun gegevens"
        client = signed_in(people.federation)
        assert asks in client.get("/beheer/").content.decode()
        kit = BrandKit.current()
        kit.sender_name, kit.contact_phone = "Meewerkers vzw", "011 22 33 44"
        kit.save()
        assert asks not in client.get("/beheer/").content.decode()
        assert asks not in signed_in(people.marketer).get("/beheer/").content.decode()


class TestTheQuestions:
    def test_no_in_one_tap_is_an_answer(self, asked, client):
        page = client.post(at(asked), {"liever-niet": "ja"}, follow=True).content.decode()
        assert "U zei nee. Wij tonen u niet." in page
        assert Consent.objects.count() == 0
        asked.refresh_from_db()
        assert asked.answered_at is not None
        assert "liever-niet" not in read(client, at(asked, "wijzig/"))

    def test_the_no_comes_before_the_questions(self, asked, client):
        page = read(client, at(asked))
        assert page.index("Nee, liever niet") < page.index("Deze foto bestaat al.")

    def test_a_picture_that_exists_is_not_made_again(self, karim, asked, client):
        page = read(client, at(asked))
        assert "Deze foto bestaat al. Mogen wij ze gebruiken?" in page
        assert "Mogen wij een foto van u maken?" not in page
        words_only = requests.ask(karim, story=story(karim))
        assert "Mogen wij een foto van u maken?" in read(client, at(words_only))

    def test_each_name_stands_as_it_will_appear(self, asked, client):
        page = read(client, at(asked))
        for name in ("Karim Peeters", "Karim"):
            assert f'<strong class="asked__name"><bdi>{name}</bdi></strong>' in page

    def test_each_place_has_a_drawing_and_says_who_sees_it(self, asked, client):
        page = read(client, at(asked))
        assert page.count('<span class="asked__who">') == 4
        assert "Iedereen kan dit zien. Ook zoekmachines vinden het." in page

    @pytest.mark.parametrize(("said", "years"), [("5", 5), ("1", 1), (None, 1)])
    def test_for_how_long(self, asked, client, said, years):
        client.post(at(asked), {**YES, **({"years": said} if said else {})})
        given = Consent.objects.filter(purpose="tonen").get()
        assert given.until == years_after(given.given_on, years)

    def test_the_end_stays_as_it_was_when_something_else_changes(self, asked, client):
        client.post(at(asked), {**YES, "years": "5"})
        before = Consent.objects.filter(purpose="tonen").get().until
        page = read(client, at(asked, "wijzig/"))
        assert "Zoals nu: tot en met" in page
        client.post(at(asked, "wijzig/"), {**YES, "name_level": "volledig", "years": "zo"})
        assert asked.person.consents.valid().get(purpose="tonen").until == before

    def test_other_years_are_no_choice(self, asked, client):
        assert client.post(at(asked), {**YES, "years": "10"}).status_code == 422

    def test_a_leap_day(self):
        assert years_after(date(2028, 2, 29), 1) == date(2029, 2, 28)


class TestTheSameAsLastTime:
    SAID = {**YES, "channels": ["website", "nieuwsbrief"], "name_level": "volledig", "years": "5"}

    @pytest.fixture
    def again(self, asked, people, karim, client):
        client.post(at(asked), self.SAID)
        return requests.ask(karim, story=story(karim, picture=picture(2)), by=people.marketer)

    def test_one_tap_says_it_again_of_what_is_shown_now(self, again, client):
        page = read(client, at(again))
        assert "Dezelfde antwoorden als vorige keer?" in page
        assert "<li>Met deze naam: Karim Peeters</li>" in page
        assert page.index("Nee, liever niet") < page.index("Ja, dezelfde antwoorden")
        last = again.person.receipts.first()
        client.post(at(again), {"zelfde": last.pk})
        rows = again.person.consents.valid().filter(purpose="tonen", story=again.story)
        assert {(row.channel, row.name_level, row.picture_id) for row in rows} == {
            ("website", "volledig", again.story.picture_id),
            ("nieuwsbrief", "volledig", again.story.picture_id),
        }
        assert {row.until - row.given_on for row in rows} == {last.until - last.given_on}

    def test_other_answers_than_those_on_the_screen_are_not_given(self, again, client):
        before = Consent.objects.count()
        assert client.post(at(again), {"zelfde": "0"}).status_code == 422
        assert Consent.objects.count() == before

    def test_nothing_is_proposed_the_first_time_nor_after_a_stop(self, asked, again, client):
        stranger = PersonFactory(organisation=asked.person.organisation)
        assert "vorige keer" not in read(client, at(requests.ask(stranger)))
        client.post(at(asked, "stop/"), {"zeker": "ja"})
        assert "vorige keer" not in read(client, at(again))

    def test_a_colleague_in_this_browser_gives_nothing(self, again, people, signed_in):
        last = again.person.receipts.first()
        before = Consent.objects.count()
        signed_in(people.marketer).post(at(again), {"zelfde": last.pk})
        assert Consent.objects.count() == before


class TestLanguages:
    def test_every_language_says_everything_in_few_words(self):
        switch_on(*OTHERS)
        assert list(wording.languages()) == ["nl", "fr", "en", *OTHERS]
        dutch = wording.words("nl", partner=None)
        for code in OTHERS:
            said = wording.words(code, partner=None)
            assert (said["code"], set(said)) == (code, set(dutch))
            assert len(" ".join([said["title"], *said["intro"]]).split()) <= 120
            untold = {key for key in dutch if key not in _in_file(code)}
            assert (code, untold - {"direction"}) == (code, {"code", "questions_phone"})

    def test_none_is_on_until_the_federation_switches_it_on(self, asked, client):
        assert list(wording.languages()) == ["nl", "fr", "en"]
        assert "Mogen wij u tonen?" in read(client, at(asked, "?taal=ar"))

    @pytest.mark.parametrize("code", ["ar", "prs"])
    def test_from_right_to_left_and_the_story_as_it_is_told(self, asked, client, code):
        switch_on(code)
        page = read(client, at(asked, f"?taal={code}"))
        assert f'<html lang="{code}" dir="rtl">' in page
        assert '<div class="asked__story stack" lang="nl" dir="ltr">' in page

    def test_what_was_read_is_noted(self, asked, client):
        switch_on("uk")
        client.post(at(asked, "?taal=uk"), YES)
        assert set(Consent.objects.values_list("receipt__language", "receipt__wording")) == {
            ("uk", wording.version())
        }
        page = read(client, at(asked, "?taal=uk&gedaan=antwoord"))
        assert "Дякуємо. Ми отримали вашу відповідь." in page

    @pytest.mark.parametrize("code", OTHERS)
    def test_every_page_opens_in_each(self, asked, client, code):
        switch_on(code)
        client.post(at(asked, f"?taal={code}"), YES)
        for where in ("", "wijzig/", "stop/"):
            response = client.get(at(asked, f"{where}?taal={code}"))
            assert (response.status_code, "{" in _main(response)) == (200, False)


class TestTheFederationsScreen:
    ADDRESS = "/beheer/toestemming/talen/"

    def test_it_switches_a_language_on_and_off(self, people, signed_in):
        client = signed_in(people.federation)
        page = client.get(self.ADDRESS).content.decode()
        assert page.count("Nog niet nagelezen door een moedertaalspreker.") == 6
        assert ConsentLanguage.objects.count() == 0
        asks = client.post(self.ADDRESS, {"taal": "tr", "aan": "1"}, follow=True).content.decode()
        assert "Zet je Turks aan?" in asks
        assert ConsentLanguage.objects.count() == 0
        read = {"nagelezen": "Elif Voorbeeld, opgegroeid in het Turks"}
        page = client.post(self.ADDRESS, {"taal": "tr", "aan": "1", **read}, follow=True)
        row = ConsentLanguage.objects.get()
        assert (row.code, row.wording, row.switched_on_by) == (
            "tr",
            wording.version(),
            people.federation,
        )
        assert f"Nagelezen door {read['nagelezen']}." in page.content.decode()
        client.post(self.ADDRESS, {"taal": "tr", "uit": "1"})
        assert ConsentLanguage.objects.count() == 0

    def test_a_text_is_read_before_it_is_switched_on(self, people, signed_in):
        page = signed_in(people.federation).get(f"{self.ADDRESS}?lees=prs").content.decode()
        assert '<td lang="prs" dir="rtl">نه، نمی‌خواهم</td>' in page

    def test_it_is_the_federations_alone(self, people, signed_in):
        for user in (people.marketer, people.outsider):
            assert signed_in(user).post(self.ADDRESS, {"taal": "tr", "aan": "1"}).status_code == 404
        assert signed_in(people.federation).post(self.ADDRESS, {"taal": "xx"}).status_code == 404
        assert ConsentLanguage.objects.count() == 0


def test_the_sheet_asks_the_same(karim, people, signed_in):
    switch_on("ar")
    address = reverse("consent_paper", args=[karim.pk])
    page = " ".join(signed_in(people.marketer).get(address).content.decode().split())
    for said in (
        "Nee, liever niet",
        "<li>1 jaar</li><li>2 jaar</li><li>5 jaar</li>",
        "Alleen mijn voornaam: <bdi>Karim</bdi>",
        "(artikel 9 AVG)",
        "contact@apd-gba.be",
    ):
        assert said in page
    arabic = signed_in(people.marketer).get(f"{address}?taal=ar").content.decode()
    assert '<html lang="ar" dir="rtl">' in arabic


def test_somebody_keeps_the_own_number(people, signed_in):
    client = signed_in(people.marketer)
    assert 'name="telephone-phone"' in client.get("/beheer/account/").content.decode()


def _in_file(code: str) -> set[str]:
    return {key.replace("-", "_") for key in wording.offered()[code]}


def _main(response) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]
