"""The employer's own pages: a GET shows, a POST acts, and the link is all one needs."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from brand.models import OutgoingMail
from leads.hand_over import offers
from leads.models import Interaction, LeadWish
from roadshow.door import check_in
from roadshow.models import Registration, Repeat, SeatCount, StopPage
from roadshow.models.registrations import State
from roadshow.registration import changes, own_page, register, waiting_list
from roadshow.registration import wishes as registration_wishes
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import CompanionFactory, RegistrationFactory, stop_in

pytestmark = pytest.mark.django_db
Ending = Registration.Ending

AN = {"name": "An Peeters", "company": "Bakkerij Peeters", "email": "an@peeters.be"}
PAGES = [
    "", "wijzig/", "adres/", "meebrengen/", "andere-halte/", "annuleer/", "opnieuw/", "aanbod/",
    "waarmee/", "geen-berichten/", "wat-hield-tegen/", "halte.ics",
]  # fmt: skip


@pytest.fixture
def genk():
    return stop_in("Genk", slug="genk", capacity=3)


@pytest.fixture
def an(genk):
    return register.register(genk, **AN)


def at(registration, part: str = "") -> str:
    return f"/mijn/{registration.token}/{part}"


def on_screen(registration) -> str:
    """The page one lands on after the form."""
    return f"/mijn/{registration.screen_token}/"


def on_dossier(lead) -> tuple[set, str]:
    lead.refresh_from_db()
    return set(lead.wishes.values_list("wish", flat=True)), lead.wish_note


def title(response) -> str:
    found = re.search(r"<title>(.*?)</title>", response.text, re.DOTALL)[1]
    return unescape(found).strip().removesuffix(" – Meewerkers")


def words(response) -> str:
    text = response.text.replace("<wbr>", "")
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def everything() -> list:
    """All that an act could change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Registration, Repeat, SeatCount, OutgoingMail, Interaction, LeadWish)
    ]


class TestEveryPage:
    @pytest.mark.parametrize("part", PAGES)
    def test_looking_changes_nothing(self, client, an, part):
        before = everything()
        response = client.get(at(an, part))
        assert response.status_code in (200, 302)
        client.head(at(an, part))
        assert everything() == before

    @pytest.mark.parametrize("part", PAGES)
    def test_nobody_keeps_or_passes_on_the_address(self, client, an, part):
        response = client.get(at(an, part))
        assert response["Cache-Control"] == "no-store, private"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response.cookies == {}

    @pytest.mark.parametrize("part", PAGES)
    def test_an_unknown_link_helps_and_looks_the_same(self, client, an, part):
        response = client.get(f"/mijn/{'A' * 32}/{part}")
        assert response.status_code == 404
        assert title(response) == "Deze link werkt niet"
        assert response["Referrer-Policy"] == "no-referrer"

    @pytest.mark.parametrize("token", ["x", "é", "a" * 3000, "%F0%9F%98%80"])
    def test_an_odd_link_too(self, client, an, token):
        for answer in (client.get(f"/mijn/{token}/"), client.post(f"/mijn/{token}/annuleer/")):
            assert answer.status_code == 404
            assert title(answer) == "Deze link werkt niet"

    def test_a_post_needs_no_cookie(self, an):
        """Browsers send "Origin: null" from a page that asks for no referrer."""
        client = Client(enforce_csrf_checks=True, headers={"origin": "null"})
        response = client.post(at(an, "annuleer/"))
        assert response.status_code == 302
        an.refresh_from_db()
        assert an.is_cancelled


class TestHowItStands:
    def test_it_leads_back_to_the_stop_and_to_whom_to_call(self, client, an):
        an.stop.contact_phone = "011 12 34 56"
        an.stop.save()
        page = client.get(at(an)).text
        assert f'href="{an.stop.url}"' in page
        assert 'href="tel:011123456"' in page

    def test_confirmed(self, client, an):
        response = client.get(at(an))
        assert title(response) == "U bent ingeschreven voor Genk"
        assert 'id="gegevens"' in response.text
        for label in ("Zet in agenda", "Route", "Iemand meebrengen", "Wijzig of annuleer"):
            assert label in words(response)
        assert "<svg viewBox" in response.text
        assert " style=" not in response.text

    def test_waiting(self, client, an):
        Registration.objects.update(state=State.WAITING)
        response = client.get(at(an))
        assert title(response) == "U staat op de wachtlijst voor Genk"
        assert "Toon dit aan de deur" not in response.text
        assert "Zet in agenda" not in response.text

    def test_offered(self, client, an):
        until = timezone.now() + timedelta(hours=24)
        Registration.objects.update(state=State.OFFERED, offered_until=until)
        response = client.get(at(an))
        assert title(response) == "Er is een plaats vrij in Genk"
        assert ">Ja, ik kom</button>" in response.text
        assert ">Nee, geef ze door</button>" in response.text

    @pytest.mark.parametrize(
        ("ending", "sentence"),
        [
            (Ending.SELF, "is geannuleerd. Bedankt dat u het liet weten."),
            (Ending.EXPIRED, "We hielden een plaats voor u vast, maar hoorden niets."),
            (Ending.DECLINED, "U hebt de plaats niet aangenomen."),
        ],
    )
    def test_cancelled(self, client, an, ending, sentence):
        Registration.objects.update(state=State.CANCELLED, ending=ending)
        response = client.get(at(an))
        assert title(response) == "U komt niet naar Genk"
        assert sentence in words(response)
        assert "Toch komen? Schrijf opnieuw in" in words(response)

    def test_the_stop_was_cancelled(self, client, an):
        StopPage.objects.update(cancelled_at=timezone.now(), cancel_reason="De zaal lekt.")
        response = client.get(at(an))
        assert title(response) == "Genk gaat niet door"
        assert "De zaal lekt." in words(response)
        assert "Kies een andere halte" in words(response)
        assert "Toon dit aan de deur" not in response.text

    def test_over(self, client, an):
        StopPage.objects.update(starts_at=timezone.now() - timedelta(hours=3))
        response = client.get(at(an))
        assert title(response) == "Genk is voorbij"
        assert "Annuleer mijn inschrijving" not in response.text

    def test_what_we_keep_in_words(self, client, an):
        CompanionFactory(registration=an, name="Jo Claes")
        said = words(client.get(at(an)))
        for fact in ("An Peeters", "Bakkerij Peeters", "an@peeters.be", "Jo Claes"):
            assert fact in said

    def test_names_are_text(self, client, genk):
        registration = register.register(
            genk, name="<script>x</script>", company="{{ kit }}", email="x@y.be"
        )
        response = client.get(at(registration))
        assert "<script>x" not in response.text
        assert "{{ kit }}" in response.text

    def test_the_same_queries_for_one_person_as_for_three(
        self, client, an, django_assert_num_queries
    ):
        CompanionFactory(registration=an)
        client.get(at(an))
        with django_assert_num_queries(8):
            client.get(at(an))
        CompanionFactory.create_batch(2, registration=an)
        with django_assert_num_queries(8):
            client.get(at(an))


class TestActing:
    def test_details(self, client, an):
        page = client.get(at(an, "wijzig/"))
        assert page.context["form"]["name"].value() == "An Peeters"
        response = client.post(
            at(an, "wijzig/"), {"name": "An P.", "company": "Peeters", "phone": "0470 12 34 56"}
        )
        assert response["Location"] == at(an) + "?gedaan=gewijzigd"
        an.refresh_from_db()
        assert (an.name, an.company, an.phone) == ("An P.", "Peeters", "+32470123456")
        assert "Uw gegevens zijn gewijzigd." in words(client.get(response["Location"]))
        again = client.get(at(an, "wijzig/"))
        assert again.context["form"]["phone"].value() == "0470 12 34 56"

    def test_details_with_a_mistake(self, client, an):
        response = client.post(at(an, "wijzig/"), {"name": "", "company": "P", "phone": ""})
        assert response.status_code == 422
        assert title(response) == "Fout: Wijzig uw gegevens"
        assert words(response).count("Vul uw voornaam en naam in") == 2

    def test_somebody_more_and_less(self, client, an, genk):
        response = client.post(at(an, "meebrengen/"), {"name": "Jo Claes", "email": ""})
        assert response["Location"] == at(an) + "?gedaan=erbij"
        assert SeatCount.objects.get().taken == 2
        person = an.companions.get()
        response = client.post(at(an, "meebrengen/"), {"remove": person.pk})
        assert response["Location"] == at(an) + "?gedaan=eraf"
        assert SeatCount.objects.get().taken == 1

    @pytest.mark.parametrize("pk", ["", "x", "99999999999999999999", "-1", "²"])
    def test_somebody_who_is_not_there(self, client, an, pk):
        assert client.post(at(an, "meebrengen/"), {"remove": pk}).status_code == 302

    def test_no_seat_for_somebody_more_is_a_sentence(self, client, an):
        SeatCount.objects.update(taken=3)
        response = client.post(at(an, "meebrengen/"), {"name": "Jo Claes"})
        assert response.status_code == 409
        assert "Er is geen plaats meer vrij voor nog iemand." in words(response)
        assert response.context["form"]["name"].value() == "Jo Claes"

    def test_another_stop(self, client, an):
        lommel = stop_in("Lommel", slug="lommel")
        assert "Lommel (32 km)" in words(client.get(at(an, "andere-halte/")))
        response = client.post(at(an, "andere-halte/"), {"stop": lommel.pk})
        assert response["Location"] == at(an) + "?gedaan=verplaatst"
        an.refresh_from_db()
        assert an.stop == lommel

    @pytest.mark.parametrize("choice", ["", "x", "999999"])
    def test_no_stop_chosen(self, client, an, choice):
        stop_in("Lommel")
        response = client.post(at(an, "andere-halte/"), {"stop": choice})
        assert (response.status_code, title(response)) == (409, "Fout: Kies een andere halte")
        assert "Kies een halte uit de lijst." in words(response)

    def test_cancelling_asks_first_in_plain_words(self, client, an):
        page = client.get(at(an, "annuleer/"))
        assert ">Annuleer mijn inschrijving</button>" in page.text
        assert ">Terug</a>" in page.text
        response = client.post(at(an, "annuleer/"), follow=True)
        assert title(response) == "U komt niet naar Genk"
        again = client.post(at(an, "opnieuw/"), follow=True)
        assert title(again) == "U bent ingeschreven voor Genk"
        assert SeatCount.objects.get().taken == 1

    def test_coming_after_all_where_it_filled_up(self, client, an):
        client.post(at(an, "annuleer/"))
        SeatCount.objects.update(taken=3)
        response = client.post(at(an, "opnieuw/"))
        assert response.status_code == 409
        assert "Zet mij op de wachtlijst" in words(response)
        response = client.post(at(an, "opnieuw/"), {"waiting": "1"}, follow=True)
        assert title(response) == "U staat op de wachtlijst voor Genk"

    def test_an_offer(self, client, genk):
        registration = RegistrationFactory(
            stop=genk, state=State.WAITING, waiting_since=timezone.now()
        )
        waiting_list.offer_seats_of(genk)
        response = client.post(at(registration, "aanbod/"), {"accept": "1"})
        assert response["Location"] == at(registration) + "?gedaan=aangenomen"
        registration.refresh_from_db()
        assert registration.is_confirmed

    def test_an_offer_declined(self, client, genk):
        registration = RegistrationFactory(
            stop=genk, state=State.WAITING, waiting_since=timezone.now()
        )
        waiting_list.offer_seats_of(genk)
        response = client.post(at(registration, "aanbod/"), {"decline": "1"}, follow=True)
        assert title(response) == "U komt niet naar Genk"

    def test_an_offer_that_passed_on(self, client, genk):
        registration = RegistrationFactory(
            stop=genk, state=State.OFFERED, offered_until=timezone.now() - timedelta(minutes=1)
        )
        response = client.post(at(registration, "aanbod/"), {"accept": "1"})
        assert response.status_code == 409
        assert "Deze plaats ging intussen naar de volgende op de wachtlijst." in words(response)

    def test_a_slip_in_the_address(self, client, genk):
        registration = register.register(genk, **{**AN, "email": "an@gmial.com"})
        page = on_screen(registration)
        assert ">Ja, verbeter het adres</button>" in client.get(page).text
        client.post(f"{page}adres/", {"email": "boef@elders.be"})
        registration.refresh_from_db()
        assert (registration.email, registration.address_proven_at) == ("an@gmail.com", None)


class TestWishes:
    def test_ticks_are_kept_here_and_on_the_dossier(self, client, an):
        response = client.post(
            at(an, "waarmee/"), {"wishes": ["stage", "vacature"], "note": "Een bakker"}
        )
        assert response["Location"] == at(an) + "?gedaan=wensen"
        an.refresh_from_db()
        assert (an.wishes, an.wish_note) == (["vacature", "stage"], "Een bakker")
        wishes = LeadWish.objects.filter(lead=an.lead).values_list("wish", flat=True)
        assert sorted(wishes) == ["stage", "vacature"]
        an.lead.refresh_from_db()
        assert an.lead.wish_note == "Een bakker"

    def test_per_tap(self, client, an):
        for wishes in (["stage"], ["stage", "kijken"], ["kijken"]):
            response = client.post(
                at(an, "waarmee/"), {"wishes": wishes}, headers={"X-Requested-With": "fetch"}
            )
            assert response.status_code == 204
        assert list(LeadWish.objects.values_list("wish", flat=True)) == ["kijken"]

    def test_a_colleagues_ticks_stay_and_are_not_shown(self, client, an, genk):
        jo = register.register(genk, name="Jo", company="Bakkerij Peeters", email="jo@peeters.be")
        assert jo.lead == an.lead
        client.post(at(an, "waarmee/"), {"wishes": ["stage"]})
        client.post(at(jo, "waarmee/"), {"wishes": ["kijken"]})
        client.post(at(jo, "waarmee/"), {"wishes": []})
        assert list(LeadWish.objects.values_list("wish", flat=True)) == ["stage"]
        assert client.get(at(jo)).context["wishes"]["wishes"].value() == []

    def test_a_note_in_the_place_of_a_colleagues_takes_the_mail(self, client, an, genk):
        client.post(at(an, "waarmee/"), {"note": "Bel na vijf uur."})
        jo = register.register(genk, name="Jo", company="Bakkerij Peeters", email="jo@peeters.be")
        client.post(f"{on_screen(jo)}waarmee/", {"wishes": ["kijken"], "note": "Bel nooit."})
        assert on_dossier(an.lead) == ({"kijken"}, "Bel na vijf uur.")
        line = an.lead.interactions.filter(note__endswith="iemand anders: “Bel nooit.”.")
        assert line.count() == 1
        client.post(at(jo, "waarmee/"), {"wishes": ["kijken"], "note": "Bel mij."})
        assert on_dossier(an.lead) == ({"kijken"}, "Bel mij.")

    def test_the_first_page_keeps_a_note_and_changes_its_own(self, client, an):
        for note in ("Bel na vijf uur.", "Bel na zes uur."):
            client.post(f"{on_screen(an)}waarmee/", {"note": note})
            assert on_dossier(an.lead) == (set(), note)

    def test_what_a_coordinator_noted_stays(self, client, an):
        LeadWish.objects.create(lead=an.lead, wish="uitbesteding")
        client.post(at(an, "waarmee/"), {"wishes": ["stage"]})
        wishes = LeadWish.objects.values_list("wish", flat=True)
        assert sorted(wishes) == ["stage", "uitbesteding"]

    @pytest.mark.parametrize("answer", [{"wishes": ["goud"]}, {"note": "x" * 10_000}])
    def test_what_does_not_fit_is_a_sentence(self, client, an, answer):
        response = client.post(at(an, "waarmee/"), answer)
        assert response.status_code == 422
        assert title(response) == "Fout: Waarmee mogen we u helpen?"


ACTS = ["wijzig/", "meebrengen/", "andere-halte/", "annuleer/", "opnieuw/", "aanbod/", "bevestig/"]


class TestWhoOnlyFilledInAForm:
    """An address that was typed is not yet that of who typed it."""

    @pytest.fixture(params=["new", "known"])
    def page(self, request, genk) -> str:
        """The page that a stranger gets, where the address is new and where somebody has it."""
        self.taken = 2 if request.param == "known" else 1
        if request.param == "known":
            register.register(genk, **AN)
        return on_screen(register.register(genk, **{**AN, "name": "Vreemd"}))

    @pytest.mark.parametrize("part", ACTS)
    def test_acting_takes_the_link_in_the_mail(self, client, page, part):
        before = Registration.objects.values().get()
        for response in (
            client.get(page + part),
            client.post(page + part, {"name": "X", "company": "Y", "email": "derde@elders.be"}),
        ):
            assert (response.status_code, title(response)) == (200, "Kijk in uw mail")
        assert Registration.objects.values().get() == before
        assert SeatCount.objects.get().taken == self.taken

    def test_a_mistyped_address_leads_to_somebody(self, client, page, genk):
        genk.contact_name, genk.contact_phone = "Lies Achten", "089 12 34 56"
        genk.save()
        shown = client.get(f"{page}wijzig/").text
        assert "Staat uw adres hierboven verkeerd?" in shown
        assert "Lies Achten" in shown
        assert 'href="tel:089123456"' in shown

    def test_a_mailbox_is_not_filled_through_it(self, client, page):
        OutgoingMail.objects.all().delete()
        for _ in range(10):
            for part in ACTS:
                client.post(page + part, {"name": "X", "company": "Y"})
            OutgoingMail.objects.update(state="klaar")
        assert OutgoingMail.objects.count() == 1

    def test_what_is_asked_of_us_may_be_said(self, client, page):
        assert client.post(f"{page}waarmee/", {"wishes": ["stage"]}).status_code == 302
        assert Registration.objects.get().address_proven_at is None


def shapes(client, page: str) -> list:
    """Every answer of a page, without what is random in any of them."""
    said = []
    for part in PAGES:
        for method in (client.get, client.post):
            if (part, method) == ("waarmee/", client.post):
                continue
            answer = method(page + part, {"name": "Vreemd", "company": "Elders"})
            text = answer.content.decode().replace("\r\n ", "")
            text = re.sub(r"/mijn/[\w-]+/", "/mijn/T/", text)
            text = re.sub(r"<svg viewBox[^>]*><title>QR.*?</svg>", "QR", text, flags=re.DOTALL)
            text = re.sub(r"UID:bezoek-[0-9a-f]{20}@|DTSTAMP:\w+", "", text)
            where = re.sub(r"/mijn/[\w-]+/", "/mijn/T/", answer.get("Location", ""))
            said.append((part, method.__name__, answer.status_code, where, text))
    return said


@pytest.mark.parametrize("email", ["an@peeters.be", "an@gmial.com"])
def test_nobody_learns_from_a_form_who_comes(client, genk, email):
    """The page of a new address and that of a known one answer alike, to anything."""
    register.register(genk, name="Eerst", company="Iets", email=email)
    stranger = {"name": "Vreemd", "company": "Elders"}
    known = register.register(genk, **stranger, email=email)
    assert isinstance(known, Repeat)
    same_day = stop_in("Genk", slug="genk-2", capacity=3)
    StopPage.objects.filter(pk=same_day.pk).update(starts_at=genk.starts_at, ends_at=genk.ends_at)
    new = register.register(same_day, **stranger, email=email)
    assert isinstance(new, Registration)
    one, other = shapes(client, on_screen(known)), shapes(client, on_screen(new))
    for row, same in zip(one, other, strict=True):
        assert _at_one_stop(row) == _at_one_stop(same)


def _at_one_stop(row) -> str:
    """Both stops stand in one town at one hour; their own names are put aside."""
    own = r"genk-2|genk|Zaal Voorbeeld \d+|VOORBEELD[^<]*?\d+|value=\"\d+\""
    return re.sub(own, "*", repr(row))


class TestTheLinkInTheMail:
    def test_a_post_proves_the_address_and_a_get_does_not(self, client, an):
        client.get(at(an))
        client.get(at(an, "bevestig/"))
        an.refresh_from_db()
        assert an.address_proven_at is None
        assert client.post(at(an, "bevestig/"))["Location"] == at(an) + "?gedaan=bevestigd"
        an.refresh_from_db()
        assert an.address_proven_at is not None
        assert "Bedankt. Uw plaats is vast." in words(client.get(at(an) + "?gedaan=bevestigd"))

    def test_it_acts_at_once(self, client, an):
        client.post(at(an, "meebrengen/"), {"name": "Jo", "email": "jo@peeters.be"})
        kinds = OutgoingMail.objects.values_list("kind", flat=True)
        assert "roadshow.emails.brought_along" in kinds

    def test_who_posts_without_end_is_stopped(self, client, an, monkeypatch):
        monkeypatch.setattr(own_page, "MOST_POSTS", 2)
        said = [client.post(at(an, "waarmee/"), {"wishes": ["stage"]}) for _ in range(3)]
        assert [response.status_code for response in said] == [302, 302, 429]
        assert "Wacht een uur" in words(said[2])
        cache.clear()  # not a matter of one process's memory
        assert client.post(at(an, "waarmee/")).status_code == 429

    def test_a_network_too(self, client, an, genk, monkeypatch):
        monkeypatch.setattr(own_page, "MOST_OF_NETWORK", 1)
        other = register.register(genk, name="Bo", company="B", email="bo@b.be")
        assert client.post(at(an, "bevestig/"), REMOTE_ADDR="10.1.1.7").status_code == 302
        assert client.post(at(other, "bevestig/"), REMOTE_ADDR="10.1.1.8").status_code == 429
        assert client.post(at(other, "bevestig/"), REMOTE_ADDR="10.1.2.8").status_code == 302


class TestByTheScreenLink:
    """Who typed the address keeps the page after the form; the owner has the mailed link."""

    def test_an_unproven_registration_takes_no_earlier_wish_away(self, client, an, genk):
        an.lead.wishes.create(wish="stage")
        page = register.register(genk, **AN | {"name": "Nep", "email": "nep@peeters.be"})
        assert page.lead == an.lead
        for ticked in (["stage", "kijken"], ["kijken"], []):  # its own slip is mended
            client.post(f"{on_screen(page)}waarmee/", {"wishes": ticked})
        assert on_dossier(an.lead) == ({"stage"}, "")

    @pytest.fixture(params=["new", "known", "known and proven"])
    def pages(self, request, client, genk) -> tuple[Registration, str]:
        """The registration, and the page of a stranger who typed its address."""
        first = register.register(genk, **AN | {"name": "Getypt"})
        if request.param == "known and proven":
            client.post(at(first, "bevestig/"))
        page = first
        if request.param != "new":
            page = register.register(genk, **AN | {"name": "Getypt"})
        return first, on_screen(page)

    def test_what_the_owner_adds_is_not_for_it(self, client, genk, pages):
        registration, page = pages
        assert "Getypt" in client.get(page).text
        lommel = stop_in("Lommel", slug="lommel")
        details = {"name": "An Echt", "company": "Echt nv", "phone": "0470 12 34 56"}
        for act, answers in [
            ("wijzig/", details),
            ("meebrengen/", {"name": "Jo Geheim", "email": ""}),
            ("waarmee/", {"wishes": ["stage"], "note": "Bel nooit"}),
            ("andere-halte/", {"stop": lommel.pk}),
        ]:
            assert client.post(at(registration, act), answers).status_code == 302
        secrets = ("Echt", "Geheim", "12 34 56", "Bel nooit", "Lommel", registration.token)
        for part in PAGES:
            for shown in (client.get(page + part), client.post(page + part, follow=True)):
                if shown.status_code != 405:
                    assert (part, title(shown)) == (part, "Kijk in uw mail")
                    assert (part, [one for one in secrets if one in shown.text]) == (part, [])
            assert "stage" in client.get(at(registration)).text

    def test_nor_that_it_was_cancelled(self, client, pages):
        registration, page = pages
        client.post(at(registration, "annuleer/"))
        assert title(client.get(page)) == "Kijk in uw mail"

    def test_nor_who_was_there(self, client, genk, pages):
        registration, page = pages
        check_in.arrive(registration)
        StopPage.objects.update(starts_at=timezone.now() - timedelta(hours=3))
        assert "U was ingeschreven voor" in words(client.get(page))
        assert "Fijn dat u er was" in words(client.get(at(registration)))

    def test_wishes_typed_meanwhile_are_not_lost_without_a_word(self, client, an):
        client.post(at(an, "bevestig/"))
        late = client.post(f"{on_screen(an)}waarmee/", {"note": "Een <bakker>"})
        assert (late.status_code, title(late)) == (409, "Kijk in uw mail")
        assert "Dit bewaarden we niet: “Een &lt;bakker&gt;”." in late.text
        assert Registration.objects.get().wish_note == ""

    def test_the_mail_is_one_press_away(self, client, an):
        client.post(at(an, "bevestig/"))
        OutgoingMail.objects.all().delete()
        page = client.get(on_screen(an)).text
        assert f'action="{on_screen(an)}bevestig/"' in page
        sent = client.post(f"{on_screen(an)}bevestig/")
        assert "is de mail nu opnieuw onderweg" in sent.text
        assert [mail.kind for mail in OutgoingMail.objects.all()] == ["roadshow.emails.confirmed"]


class TestARepeat:
    """Somebody filled in the form with an address that was there already."""

    @pytest.fixture
    def repeat(self, an, genk):
        return register.register(genk, name="Vreemd", company="Elders", email=AN["email"])

    @pytest.mark.parametrize(
        "part", ["wijzig/", "meebrengen/", "andere-halte/", "annuleer/", "opnieuw/", "aanbod/"]
    )
    def test_acting_asks_for_the_mail(self, client, an, repeat, part):
        before = Registration.objects.values().get()
        response = client.post(at(repeat, part), {"name": "X", "company": "Y"})
        assert title(response) == "Kijk in uw mail"
        assert Registration.objects.values().get() == before
        kind = "roadshow.emails.already_registered"  # and the one that waits is the one asked for
        assert OutgoingMail.objects.filter(kind=kind).count() == 1

    @pytest.mark.parametrize("part", PAGES)
    def test_it_shows_nothing_of_the_first(self, client, an, repeat, part):
        CompanionFactory(registration=an, name="Geheim Mens")
        Registration.objects.update(phone="+32470123456", wishes=["stage"])
        response = client.get(at(repeat, part), follow=True)
        assert response.status_code == 200
        shown = response.content.decode().replace("\r\n ", "")
        for secret in ("An Peeters", "Geheim", an.token, an.door_code):
            assert secret not in shown
        # In whatever notation; a few digits of it may stand in a moment of the page.
        assert "470123456" not in re.sub(r"\D", "", shown)

    def test_its_words_replace_none_on_the_dossier(self, client, an, repeat):
        registration_wishes.keep(an, ["stage"], "Bel na vijf uur.")
        for note in ("Nooit meer bellen.", "Echt nooit."):
            client.post(at(repeat, "waarmee/"), {"wishes": ["kijken"], "note": note})
        registration_wishes.keep(an, ["stage", "vacature"], "Bel na vijf uur.")
        repeat.refresh_from_db()
        assert (repeat.wishes, repeat.wish_note) == (["kijken"], "Echt nooit.")
        assert on_dossier(an.lead) == ({"stage", "vacature"}, "Bel na vijf uur.")
        heard = an.lead.interactions.filter(note__startswith="Ingevuld zonder de link")
        assert [line.note for line in heard] == [
            "Ingevuld zonder de link in onze mail, dus misschien door iemand anders:"
            " Gewoon eens kijken, “Echt nooit.”."
        ]

    def test_it_does_not_promise_a_seat_that_was_given_back(self, client, an, repeat):
        changes.cancel(an)
        assert title(client.get(at(repeat))) == "U komt niet naar Genk"


def test_it_leads_back_to_the_stop_and_to_whom_one_calls(client, an, genk):
    genk.contact_name = "Sam Reynders"
    genk.save_revision().publish()
    page = client.get(at(an))
    assert f'<a class="link-icon" href="{genk.url}">' in page.text
    assert "Uw contactpersoon" in words(page)
    assert "Sam Reynders" in words(page)


def test_the_ticket_says_the_hours_as_people_do(client, an, genk):
    assert f"Wanneer {genk.hours}".replace("\xa0", " ") in words(client.get(at(an)))


class TestWhoHasIt:
    def test_by_the_mailed_link_each_partner_with_its_day(self, client, an):
        page = words(client.get(at(an)))
        host = an.stop.organisation
        assert "Wie heeft mijn gegevens, en tot wanneer?" in page
        assert f"{host} heeft uw inschrijving, tot " in page
        assert f"{host} volgt uw vraag op en heeft uw gegevens, tot " in page
        other = OrganisationFactory(name="VOORBEELD De Buur")
        offers.offer(an.lead, other, None)
        asked = "VOORBEELD De Buur kreeg de vraag om u te helpen, met uw bedrijf en wat u wilt"
        assert asked in words(client.get(at(an)))

    def test_who_typed_the_address_reads_nothing_of_it(self, client, an):
        assert "Wie heeft mijn gegevens" not in words(client.get(on_screen(an)))
