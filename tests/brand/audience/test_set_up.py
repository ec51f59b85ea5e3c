"""The page that says whether Mailchimp is set up as we need it, against its contract."""

import pytest
from django.urls import reverse

from brand import permissions
from brand.audience import notices, set_up
from brand.audience.addresses import address_hash
from brand.models import Role
from tests.factories.brand import OrganisationFactory, member
from tests.factories.outbox import SubscriptionFactory
from tests.support.mailchimp_server import DROP, HANG, KEY, problem
from tests.support.story_editor import as_user

pytestmark = pytest.mark.django_db
LABELS = ["Sleutel", "Lijst", "Toestemmingen (GDPR-velden)", "Velden", "Meldingen", "Afzender"]


@pytest.fixture
def server(audience_server, settings):
    settings.MAILCHIMP_MODE, settings.SITE_URL = "proef", "https://merk.be"
    audience_server.webhooks["w"] = {"id": "w", "url": notices.address()}
    return audience_server


def open_lines():
    return {line.label: line for line in set_up.lines() if not line.is_good}


def test_all_in_order(server):
    server.holds("an@bedrijf.be", "subscribed")
    found = set_up.lines()
    assert [(line.label, line.is_good) for line in found] == [(one, True) for one in LABELS]
    assert found[1].sentence == "“Nieuwsbrief”, 1 abonnee."
    assert {method for method, _ in server.calls()} == {"GET"}


def test_without_a_key_nothing_is_asked(server, settings):
    settings.MAILCHIMP_API_KEY = ""
    found = set_up.lines()
    assert found[0].sentence == "Er is geen sleutel ingesteld."
    assert found[0].remedy.endswith("Zet hem in MAILCHIMP_API_KEY.")
    assert {line.sentence for line in found[1:]} == {set_up.LATER}
    assert server.requests == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            problem(401, "API Key Invalid"),
            "Mailchimp aanvaardt onze sleutel niet (401 API Key Invalid).",
        ),
        ((403, None, ""), "Mailchimp weert ons even af (403 zonder uitleg)."),
        (DROP, "Mailchimp is niet te bereiken."),
        ((200, "text/html", "<p>Hallo</p>"), "Er antwoordde iets anders dan Mailchimp."),
    ],
)
def test_a_line_that_fails_is_said_and_the_rest_waits(server, answer, sentence):
    server.next(answer)
    found = set_up.lines()
    assert (found[0].sentence, found[0].is_good) == (sentence, False)
    assert {line.sentence for line in found[1:]} == {set_up.LATER}
    assert len(server.requests) == 1


def test_what_is_no_key_is_said(server, settings):
    settings.MAILCHIMP_API_KEY = "geheim"
    assert set_up.lines()[0].sentence == (
        "MAILCHIMP_API_KEY ziet er niet uit als een sleutel van Mailchimp."
    )
    assert server.requests == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "Er is geen lijst gekozen."), ("weg", "Deze lijst bestaat niet bij Mailchimp.")],
)
def test_a_list_that_is_not_there(server, settings, name, sentence):
    settings.MAILCHIMP_AUDIENCE = name
    found = set_up.lines()
    assert [line.is_good for line in found] == [True, False, False, False, False, False]
    assert found[1].sentence == sentence
    assert "MAILCHIMP_AUDIENCE" in found[1].remedy


def test_fields_that_are_missing_are_named(server):
    server.fields -= {"BEDRIJF", "PROVINCIE"}
    assert open_lines()["Velden"].sentence == "Deze velden ontbreken: BEDRIJF, PROVINCIE."


def test_a_list_with_ticks_needs_their_codes(server, settings):
    server.facts["marketing_permissions"] = True
    label = "Toestemmingen (GDPR-velden)"
    assert "nog niemand" in open_lines()[label].sentence
    server.holds("an@bedrijf.be", "subscribed")
    server.permissions = [{"marketing_permission_id": "a1b2", "text": "E-mail", "enabled": True}]
    assert "a1b2 is “E-mail”" in open_lines()[label].sentence
    settings.MAILCHIMP_PERMISSIONS = ["anders"]
    assert label in open_lines()
    settings.MAILCHIMP_PERMISSIONS = ["a1b2"]
    assert open_lines() == {}


@pytest.mark.parametrize("sender", ["", "nieuws@elders.be"])
def test_a_sender_that_mailchimp_may_not_use(server, sender):
    server.facts["campaign_defaults"] = {"from_email": sender}
    assert list(open_lines()) == ["Afzender"]
    assert open_lines()["Afzender"].remedy


def test_a_domain_that_nobody_verified(server):
    server.domains[0]["verified"] = False
    assert open_lines()["Afzender"].sentence == (
        "Mailchimp mag nog niet sturen in naam van merk.be."
    )


class TestTrying:
    """Somebody is written on the list, read back, and taken off."""

    @pytest.fixture
    def server(self, server, settings):
        settings.MAILCHIMP_TRIAL_ADDRESSES = ["Proef@merk.be"]
        return server

    def status(self, server):
        return server.members.get(address_hash("proef@merk.be"), {}).get("status")

    def test_a_trial_address_comes_and_goes(self, server, keeper):
        url = reverse("audience_check")
        looked = keeper.post(url).text
        assert "Probeer een proefadres" in looked
        assert {method for method, _ in server.calls()} == {"GET"}
        page = keeper.post(url, {"act": "proef"}).text
        assert "proef@merk.be ingeschreven, teruggelezen, en weer weggehaald" in page
        assert self.status(server) == "archived"
        assert [method for method, _ in server.calls() if method != "GET"] == ["PUT", "DELETE"]

    @pytest.mark.parametrize("held", ["subscribed", "unsubscribed", "archived"])
    def test_who_was_there_stays_as_they_were(self, server, held):
        server.holds("proef@merk.be", held)
        line = set_up.try_member()
        assert (line.is_good, self.status(server)) == (True, held)
        assert "stond er al" in line.sentence

    @pytest.mark.parametrize("mode", ["uit", "echt", "iets"])
    def test_on_trial_only(self, server, settings, keeper, mode):
        settings.MAILCHIMP_MODE = mode
        assert not set_up.try_member().is_good
        assert "Probeer een proefadres" not in keeper.post(reverse("audience_check")).text
        keeper.post(reverse("audience_check"), {"act": "proef"})
        assert {method for method, _ in server.calls()} <= {"GET"}

    @pytest.mark.parametrize("addresses", [[], ["karim@bakkerij.example"]])
    def test_without_an_address_for_it(self, server, settings, addresses):
        settings.MAILCHIMP_TRIAL_ADDRESSES = addresses
        assert set_up.try_member().sentence == "Er is geen proefadres."
        assert server.requests == []

    def test_a_subscriber_of_ours_is_never_taken_off(self, server, settings):
        SubscriptionFactory(email="proef@merk.be")
        assert "al abonnee" in set_up.try_member().sentence
        assert server.requests == []
        settings.MAILCHIMP_TRIAL_ADDRESSES = ["proef@merk.be", "ander@merk.be"]
        assert set_up.try_member().is_good
        assert list(server.members) == [address_hash("ander@merk.be")]

    def test_what_comes_back_as_something_else_is_said_and_taken_off(self, server):
        put = server.put

        def nameless(digest, body):
            return put(digest, body | {"merge_fields": {}})

        server.put = nameless
        line = set_up.try_member()
        assert (line.is_good, "iets anders" in line.sentence) == (False, True)
        assert self.status(server) == "archived"

    def test_who_could_not_be_taken_off_is_said(self, server):
        server.next(None, None, None, None, problem(500, "Internal Server Error"))
        line = set_up.try_member()
        assert "kon er niet af" in line.sentence
        assert line.remedy.startswith("Archiveer het zelf")
        assert self.status(server) == "subscribed"


def test_a_site_that_mailchimp_cannot_reach(server, settings):
    settings.SITE_URL = "http://localhost:8000"
    assert "https://" in open_lines()["Meldingen"].sentence


def test_the_notices_are_asked_once_whatever_is_pressed(server, keeper):
    server.webhooks.clear()
    assert "nog niet" in open_lines()["Meldingen"].sentence
    url = reverse("audience_check")
    assert "Laat Mailchimp melden" in keeper.post(url).text
    for _ in range(2):
        assert "Laat Mailchimp melden" not in keeper.post(url, {"act": "melding"}).text
    made = next(iter(server.webhooks.values()))
    assert (made["url"], len(server.webhooks)) == (notices.address(), 1)
    assert made["sources"] == {"user": True, "admin": True, "api": False}
    assert "Meldingen" not in open_lines()


def test_the_notices_of_two_people_at_once_become_one(server, keeper):
    server.webhooks["v"] = {"id": "v", "url": notices.address()}
    server.webhooks["x"] = {"id": "x", "url": "https://elders.be/"}
    assert open_lines()["Meldingen"].sentence == "Mailchimp meldt alles 2 keer."
    keeper.post(reverse("audience_check"), {"act": "melding"})
    assert set(server.webhooks) == {"v", "x"}


@pytest.mark.parametrize("answer", [HANG, DROP])
def test_a_press_without_an_answer_makes_no_second_one(server, keeper, answer):
    """It may have arrived: the next press looks first."""
    server.webhooks.clear()
    server.next(None, answer)
    assert "Mailchimp" in keeper.post(reverse("audience_check"), {"act": "melding"}).text
    keeper.post(reverse("audience_check"), {"act": "melding"})
    assert len(server.webhooks) == 1


def test_while_mailchimp_is_off_nothing_is_made_there(server, keeper, settings):
    settings.MAILCHIMP_MODE = "uit"
    server.webhooks.clear()
    text = keeper.post(reverse("audience_check"), {"act": "melding"}).text
    assert "Zet MAILCHIMP_MODE eerst op proef of echt." in text
    assert server.webhooks == {}


def test_the_page_asks_only_when_somebody_presses(server, keeper):
    url = reverse("audience_check")
    text = keeper.get(url).text
    assert "Proef: zo staat het." in text
    assert "Kijk het na" in text
    assert server.requests == []
    server.fields -= {"BEDRIJF"}
    text = keeper.post(url).text
    assert "1 van de 6 moet nog." in text
    assert "<strong>Velden: moet nog.</strong> Deze velden ontbreken: BEDRIJF." in text
    assert "<strong>Sleutel: in orde.</strong>" in text
    assert "Kijk opnieuw" in text
    assert KEY not in text


def test_to_a_partner_the_page_is_not_there(founded):
    partner = OrganisationFactory()
    user = member(partner, Role.BEHEERDER)
    permissions.place_in_groups(user)
    client = as_user(user)
    url = reverse("audience_check")
    assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)


def test_the_settings_lead_there(keeper):
    assert reverse("audience_check") in keeper.get("/beheer/").text
