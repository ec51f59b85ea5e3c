"""What public buyers promise: on the site with their yes alone, and off it the moment they say."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse
from django.utils import timezone

from brand import mail
from brand.changes.counting import may_be_seen
from brand.http import kept_answers
from brand.models import GoneRow, OutgoingMail
from brand.privacy import replay
from leads import site_search, sitemap
from leads.duplicates import merging
from leads.employers import erasure
from leads.follow_up.record import LeadActionRefused, LeadChanged
from leads.models import Contact, Lead, Pledge, PledgeAnswer, PledgeLink
from leads.personal_data import KEPT
from leads.procurement import pledges
from leads.stages import Stage
from tests.factories.leads import LeadFactory
from tests.support.backups import after_backup, lost, start
from tests.support.wsgi import Asked

pytestmark = pytest.mark.django_db
FACTS = {
    "year": 2027,
    "percentage": Decimal(5),
    "amount": None,
    "text": "Wij kopen meer bij maatwerkbedrijven.",
    "source": "VOORBEELD-meerjarenplan",
    "source_url": "",
    "made_on": date(2026, 10, 1),
    "made_by": "Schepen van economie",
}


def filled_in(**more):
    sent = {"year": "2027", "percentage": "5", "text": FACTS["text"], "made_on": "2026-10-01"}
    return sent | {"made_by": FACTS["made_by"], "source": FACTS["source"]} | more


def at(name, pledge, *more):
    return reverse(f"procurement:{name}", args=[pledge.pk, *more])


@pytest.fixture
def pledge(buyer, people):
    return pledges.record(buyer, people.owner, **FACTS)


@pytest.fixture
def link(pledge, people):
    return pledges.ask(pledge, pledge.lead.contact, people.owner)


@pytest.fixture
def url(link):
    return reverse("pledge_link", args=[link.token])


@pytest.fixture
def agreed(pledge, link):
    pledges.answer(link, "ja", version=1)
    pledge.refresh_from_db()
    return pledge


def on_the_site(client):
    return "5\xa0% van de aankopen in 2027" in client.get(reverse("pledges")).text


def test_writing_one_down(desk, buyer):
    url = reverse("lead:pledge", args=[buyer.pk])
    assert "Wat beloofde Gemeente Voorbeek" in desk.get(url).text
    answer = desk.post(url, filled_in(amount="40.000"))
    made = Pledge.objects.get()
    assert (answer.status_code, answer.url) == (302, at("pledge", made))
    page = desk.get(answer.url).text
    assert "5\xa0% van de aankopen of €\xa040.000 in 2027" in page
    assert "Nog geen ja van de aankoper: niet op de site" in page
    assert "Belofte voor 2027" in desk.get(buyer.get_absolute_url()).text
    assert "Gemeente Voorbeek" in desk.get(reverse("procurement:index")).text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("year", "later", "Vul een jaar in, zoals 2027."),
        ("year", "1850", "Vul een jaar in, zoals 2027."),
        ("percentage", "", "Vul een percentage of een bedrag in."),
        ("percentage", "101", "Vul hoogstens 100 in."),
        ("percentage", "veel", "Vul een percentage in, zoals 5 of 2,5."),
        ("text", "", "Schrijf in een paar zinnen wat beloofd is."),
        ("text", "x" * 601, "Hou het bij 600."),
        ("made_on", "2099-01-01", "Kies een dag die al voorbij is, of vandaag."),
        ("made_by", "", "Vul de functie in"),
        ("source", "", "Zonder bron bewaren we geen belofte."),
        ("source_url", "geen adres", "Vul een volledig adres in"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(desk, buyer, field, value, said):
    sent = filled_in(made_by="Mijn functie") | {field: value}
    answer = desk.post(reverse("lead:pledge", args=[buyer.pk]), sent)
    assert (answer.status_code, Pledge.objects.count()) == (422, 0)
    assert said in answer.text
    assert field == "made_by" or "Mijn functie" in answer.text


def test_of_another_employer_it_is_asked_first_what_buyer_it_is(desk, lead):
    url = reverse("lead:pledge", args=[lead.pk])
    assert "Wat voor openbare aankoper is dit?" in desk.get(url).text
    assert desk.post(url, filled_in()).status_code == 409


def test_the_mail_brings_the_buyer_there(desk, pledge):
    desk.post(at("ask_pledge", pledge), {"contact": pledge.lead.contact_id})
    message = mail.make(OutgoingMail.objects.get(kind="leads.emails.pledge_asked"))
    assert message.to == "bo@peeters.example"
    assert message.subject == "Mag deze belofte van Gemeente Voorbeek op de site?"
    assert reverse("pledge_link", args=[PledgeLink.objects.get().token]) in message.text
    assert desk.post(at("ask_pledge", pledge), {"contact": "x"}).status_code == 409
    desk.post(at("ask_pledge", pledge), {"contact": pledge.lead.contact_id})
    assert PledgeLink.objects.count() == 1


def test_who_said_no_can_be_asked_once_more_and_who_said_yes_needs_no_mail(pledge, link, people):
    pledges.answer(link, "nee", version=1)
    pledges.ask(pledge, link.contact, people.owner)
    row = OutgoingMail.objects.filter(kind="leads.emails.pledge_asked").first()
    assert mail.make(row) is not None
    pledges.answer(link, "ja", version=1)
    assert mail.make(row) is None


def test_looking_changes_nothing_and_a_yes_shows_it(client, pledge, url):
    page = client.get(url)
    assert "Mag dit op de site?" in page.text
    assert "Wij kopen meer bij maatwerkbedrijven." in page.text
    assert page["Cache-Control"] == "no-store, private"
    assert not on_the_site(client)
    assert client.post(url, {"answer": "ja", "version": "1"}).status_code == 302
    assert on_the_site(client)
    assert "Trek mijn ja in" in client.get(url).text
    said = PledgeAnswer.objects.get()
    assert (said.version, said.contact) == (1, pledge.lead.contact)
    assert said.shown.startswith("Gemeente Voorbeek: 5\xa0% van de aankopen in 2027\nWij kopen")


def test_taking_it_back_by_the_same_link_at_any_time(client, agreed, url):
    Pledge.objects.update(created_at=timezone.now() - timedelta(days=900))
    assert client.post(url, {"answer": "ingetrokken"}).status_code == 302
    assert not on_the_site(client)
    assert "U trok uw ja in" in client.get(url).text
    assert client.post(url, {"answer": "ja", "version": "1"}).status_code == 302
    assert on_the_site(client)


def test_a_write_to_these_tables_ends_pages_that_are_kept():
    for table in ("leads_pledge", "leads_pledgeprogress"):
        assert may_be_seen(f'UPDATE "{table}" SET "said" = %s')
    assert not may_be_seen('INSERT INTO "leads_priceoffer" VALUES (1)')


@pytest.mark.django_db(transaction=True)
def test_the_page_is_kept_and_a_withdrawal_is_seen_at_once(transactional_db, founded, lead, people):
    lead.employer.buyer_kind = "gemeente"
    lead.employer.save()
    made = pledges.record(lead, people.owner, **FACTS)
    link = pledges.ask(made, lead.contact, people.owner)
    pledges.answer(link, "ja", version=1)
    site = kept_answers.kept(WSGIHandler())
    first, second = Asked(site, "/aankopers/"), Asked(site, "/aankopers/")
    assert first.headers["etag"] == second.headers["etag"]
    assert b"van de aankopen in 2027" in second.body
    pledges.answer(link, "ingetrokken")
    assert b"van de aankopen in 2027" not in Asked(site, "/aankopers/").body


def test_no_and_why(client, pledge, url):
    client.post(url, {"answer": "nee", "version": "1", "note": "Het is 4 procent."})
    pledge.refresh_from_db()
    assert (pledge.said, on_the_site(client)) == ("nee", False)
    assert pledge.lead.interactions.filter(note__contains="Het is 4 procent.").exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 422),
        ({"answer": "misschien"}, 422),
        ({"answer": "ja"}, 409),
        ({"answer": "ja", "version": "99"}, 409),
        ({"answer": "nee", "version": "1", "note": "85.07.30-033 28"}, 422),
    ],
)
def test_what_cannot_be_is_said(client, pledge, url, sent, status):
    assert client.post(url, sent).status_code == status
    pledge.refresh_from_db()
    assert pledge.said == ""


def test_other_words_ask_again_and_meanwhile_nothing_stands_there(desk, client, agreed, url):
    answer = desk.post(at("change_pledge", agreed), filled_in(text="Andere woorden.", version="1"))
    assert answer.status_code == 302
    assert not on_the_site(client)
    assert OutgoingMail.objects.filter(kind="leads.emails.pledge_asked").count() == 2
    assert client.post(url, {"answer": "ja", "version": "1"}).status_code == 409
    client.post(url, {"answer": "ja", "version": "2"})
    assert "Andere woorden." in client.get(reverse("pledges")).text
    late = desk.post(at("change_pledge", agreed), filled_in(text="Mijn tekst", version="1"))
    assert (late.status_code, "Mijn tekst" in late.text) == (409, True)


def test_the_same_words_once_more_keep_the_yes(desk, client, agreed):
    desk.post(at("change_pledge", agreed), filled_in(version="1"))
    assert on_the_site(client)


def test_what_became_of_it(desk, client, agreed):
    url = at("progress", agreed)
    sent = {"status": "op-koers", "on": "2026-11-01", "amount": "12.000", "total": "400.000"}
    assert desk.post(url, sent).status_code == 422
    assert desk.post(url, sent | {"source": "VOORBEELD-rekening"}).status_code == 302
    page = client.get(reverse("pledges")).text
    assert "Op koers" in page
    assert "1 november 2026: €\xa012.000 van €\xa0400.000, dat is 3\xa0%" in page
    assert "VOORBEELD-rekening" in page
    made = agreed.progress.get()
    desk.post(at("remove_progress", agreed, made.pk))
    assert not agreed.progress.exists()
    desk.post(url, {"status": "niet-gehouden"})
    assert "Niet gehouden" in client.get(reverse("pledges")).text


class TestTheBuyerHearsWhatStandsBesideItsPledge:
    def mails(self):
        rows = OutgoingMail.objects.filter(kind="leads.emails.pledge_progress")
        return [mail.make(row) for row in rows.order_by("pk")]

    def add(self, pledge, people, status="op-koers", **more):
        figure = {"on": date(2026, 11, 1), "amount": Decimal(12000), "total": Decimal(400000)}
        progress = figure | {"source": "VOORBEELD-rekening"} | more
        return pledges.add_progress(pledge, people.owner, status=status, progress=progress)

    def test_a_figure(self, agreed, people, url):
        self.add(agreed, people)
        (message,) = self.mails()
        assert message.to == "bo@peeters.example"
        assert message.subject == "Nieuwe stand bij de belofte van Gemeente Voorbeek"
        for said in (url, "€\xa012.000 van €\xa0400.000", "VOORBEELD-rekening", "Op koers"):
            assert said in message.text
            assert said in message.html

    def test_a_word_alone_when_it_is_another(self, agreed, people):
        pledges.add_progress(agreed, people.owner, status="niet-gehouden")
        pledges.add_progress(agreed, people.owner, status="niet-gehouden")
        (message,) = self.mails()
        assert "Niet gehouden." in message.text

    def test_not_what_nobody_reads(self, pledge, people, link):
        self.add(pledge, people)
        assert not self.mails()

    def test_not_what_was_taken_away_since_nor_who_took_the_yes_back(self, agreed, people, link):
        made = self.add(agreed, people)
        pledges.remove_progress(made, people.owner)
        assert self.mails() == [None]
        self.add(agreed, people)
        pledges.answer(link, "ingetrokken")
        assert self.mails() == [None, None]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"on": ""}, "Vul in van welke dag dit cijfer is."),
        ({"on": "2099-01-01"}, "Kies een dag die al voorbij is, of vandaag."),
        ({"amount": ""}, "Vul het bedrag in"),
        ({"total": "100"}, "Dit is minder dan wat bij de sociale economie gekocht is."),
        ({"status": "kasteel"}, "Selecteer een geldige keuze"),
    ],
)
def test_a_stand_that_cannot_be(desk, pledge, more, said):
    sent = {"status": "op-koers", "on": "2026-11-01", "amount": "12.000", "source": "Rekening"}
    answer = desk.post(at("progress", pledge), sent | more)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert not pledge.progress.exists()


def test_the_desk_takes_it_off_when_the_buyer_asks_so(desk, client, agreed, people):
    assert desk.post(at("remove_pledge", agreed)).status_code == 409
    assert desk.post(at("revoke_pledge", agreed)).status_code == 302
    assert not on_the_site(client)
    assert agreed.answers.first().by == people.owner
    assert desk.post(at("revoke_pledge", agreed)).status_code == 409
    desk.post(at("remove_pledge", agreed))
    assert not Pledge.objects.exists()


def test_another_partner_finds_nothing(client, pledge, people):
    client.force_login(people.outsider)
    for name in ("pledge", "change_pledge", "ask_pledge", "progress", "revoke_pledge"):
        assert client.get(at(name, pledge)).status_code == 404
        assert client.post(at(name, pledge)).status_code == 404
    assert "Gemeente Voorbeek" not in client.get(reverse("procurement:index")).text


def test_a_link_that_opens_nothing(client, link, url):
    assert client.get(reverse("pledge_link", args=["x" * 43])).status_code == 404
    contact = link.contact
    contact.email = "ander@peeters.example"
    contact.save()
    assert client.get(url).status_code == 404


def test_after_a_backup_links_to_an_address_of_before_are_closed(link):
    link.contact.close_links()
    link.refresh_from_db()
    assert link.mailed_to == ""


@pytest.mark.parametrize("by_the_desk", [False, True])
def test_a_backup_of_before_does_not_put_it_on_the_site_again(client, agreed, people, by_the_desk):
    link = PledgeLink.objects.get()

    def take_back():
        pledges.withdraw(agreed, people.owner) if by_the_desk else pledges.answer(
            link, "ingetrokken"
        )

    after_backup(take_back)
    assert not on_the_site(client)
    agreed.refresh_from_db()
    assert [answer.said for answer in agreed.answers.all()] == ["ingetrokken", "ja"]
    assert "na de back-up" in agreed.lead.interactions.latest("pk").note
    assert replay.replay() == 0


def test_who_said_yes_again_after_the_backup_stays(client, agreed, link):
    with lost():
        pledges.answer(link, "ingetrokken")
    Pledge.objects.update(said_at=timezone.now() + timedelta(minutes=1))
    start()
    assert on_the_site(client)


def test_a_number_that_was_given_to_another_pledge_keeps_its_yes(client, agreed, link):
    with lost():
        pledges.answer(link, "ingetrokken")
    Pledge.objects.update(created_at=timezone.now() + timedelta(minutes=1))
    start()
    assert on_the_site(client)


def test_an_example_is_not_in_the_journal(agreed, link):
    Lead.objects.update(is_demo=True)
    pledges.answer(link, "ingetrokken")
    assert not GoneRow.objects.exists()


def test_who_said_yes_is_erased_and_the_yes_ends(client, agreed):
    erasure.erase_contact(agreed.lead.contact)
    agreed.refresh_from_db()
    assert (agreed.said, on_the_site(client)) == ("", False)
    assert not PledgeLink.objects.exists()
    assert agreed.text == FACTS["text"]


def test_a_name_in_the_words_is_taken_out_and_the_words_are_no_longer_shown(client, agreed):
    Pledge.objects.update(text="Dat zei Bo Peeters.")
    erasure.redact(agreed.lead, ["Bo Peeters"])
    agreed.refresh_from_db()
    assert (agreed.text, agreed.said) == ("Dat zei [gewist].", "")


def test_of_an_outcome_no_pledge_is_kept(agreed):
    Lead.objects.update(
        stage=Stage.COOPERATION, next_action="", next_action_on=None, first_response_due=None
    )
    erasure.anonymise(agreed.lead)
    assert not Pledge.objects.exists()


def test_who_is_known_here_is_told_of_it(agreed):
    (of_contacts,) = [kept for kept in KEPT if kept.key == "contact"]
    told = dict(of_contacts.told(agreed.lead.contact))
    assert told["Belofte"].startswith("5\xa0% van de aankopen in 2027. Wij kopen")


def test_merging_buyers_keeps_pledge_and_yes_and_undoing_gives_them_back(client, agreed, people):
    other = LeadFactory(owner_organisation=people.partner, employer__name="Gem. Voorbeek")
    Contact.objects.filter(pk=other.contact_id).update(email="bo@peeters.example")
    merged = merging.merge(other.employer, agreed.lead.employer, people.owner)
    assert Pledge.objects.get().lead.employer == other.employer
    assert on_the_site(client)
    merging.undo(merged)
    assert Pledge.objects.get().lead.employer.name == "Gemeente Voorbeek"
    assert PledgeLink.objects.get().holds


def test_it_is_found_by_the_search_and_the_sitemap_while_it_is_shown(client, agreed, url, founded):
    shelf = next(one for one in site_search.SHELVES if one.name == "beloften")
    assert [shelf.hit(row).title for row in shelf.rows()] == [
        "Gemeente Voorbeek: 5\xa0% van de aankopen in 2027"
    ]
    assert [one for one in sitemap.entries() if one.path.endswith("/aankopers/")]
    client.post(url, {"answer": "ingetrokken"})
    assert list(shelf.rows()) == []
    assert not [one for one in sitemap.entries() if one.path.endswith("/aankopers/")]


def test_refusals_of_the_rules_themselves(pledge, link, people):
    with pytest.raises(LeadChanged):
        pledges.answer(link, "ja", version=7)
    with pytest.raises(LeadActionRefused, match="e-mailadres"):
        pledges.ask(pledge, LeadFactory().contact, people.owner)
    pledges.remove(pledge, people.owner)
    with pytest.raises(LeadActionRefused, match="verwijderd"):
        pledges.withdraw(pledge, people.owner)


def test_nothing_on_the_page_yet(client, db):
    page = client.get(reverse("pledges"))
    assert "Er staan nu geen beloften op deze pagina." in page.text
