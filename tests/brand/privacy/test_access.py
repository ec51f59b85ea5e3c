"""Access and erasure: who reads what is known of a person, who has it erased, and what is left."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.generic import DeleteView
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from brand import audience, mail, outbox, permissions
from brand.mail import delivery, smtp
from brand.models import Erasure, OutboxState, OutgoingMail, Role, User
from brand.people import membership
from brand.privacy import access, erasure
from leads import capture
from leads.employers import erasure as leads_erasing
from leads.models import Contact, Employer, Interaction, Lead
from leads.stages import Stage
from roadshow.models import Companion, Registration, SeatCount
from roadshow.models.registrations import State
from roadshow.registration import register
from stories.models import PortrayedPerson
from tests.factories.brand import cast, member
from tests.factories.leads import InteractionFactory, LeadFactory
from tests.factories.outbox import OutgoingMailFactory, SubscriptionFactory
from tests.factories.roadshow import stop_in
from tests.factories.stories import PersonFactory
from tests.support.walking import patterns

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    made = cast()
    made.manager = member(made.partner, Role.BEHEERDER)
    made.keeper = member(made.house, Role.BEHEERDER)
    made.marketeer = member(made.partner, Role.MARKETEER)
    permissions.establish_roles()
    users = (
        made.owner,
        made.outsider,
        made.federation,
        made.manager,
        made.keeper,
        made.marketeer,
    )
    for user in users:
        permissions.place_in_groups(user)
    return made


@pytest.fixture
def genk(people):
    return stop_in("Genk", organisation=people.partner)


@pytest.fixture
def an(genk):
    return register.register(
        genk,
        name="An Peeters",
        company="Peeters & Zoon",
        email="an@peeters.be",
        companions=[("Bo Maes", "bo@maes.be")],
        wants_newsletter=True,
    )


def screen(kind, row):
    return reverse(f"personal_data_{kind}", args=[row.pk])


@pytest.mark.database
def test_names_are_found_whole_in_parts_and_in_any_case():
    names = erasure.names_in("An Peeters-Maes", "an@peeters.be", "0470 12 34 56", "")
    said = "AN PEETERS-MAES (an@peeters.be, 0470 12 34 56) belde; Anna Peetersen niet."
    assert erasure.without(said, names) == (
        "[gewist] ([gewist], [gewist]) belde; Anna Peetersen niet."
    )


@pytest.mark.database(
    "brand.personal_data._mails",
    "brand.personal_data._subscriptions",
    "leads.personal_data._contacts",
    "roadshow.personal_data._companions",
    "roadshow.personal_data._registrations",
    "stories.personal_data._tellers",
)
def test_everything_about_an_address_is_found_in_every_room(an):
    found = access.counted(access.of_address("AN@peeters.be"))
    assert found == [("Nieuwsbrief", 1), ("Contactpersoon", 1), ("Inschrijving", 1)]
    assert access.counted(access.of_address("bo@maes.be")) == [("Meegekomen met iemand anders", 1)]
    assert access.of_address("") == []


def test_who_works_with_the_row_reads_it_and_nobody_else(client, people, an):
    readers = {}
    contact = an.lead.contact
    people.reader = member(people.house, Role.MARKETEER)
    people.caller = member(people.house, Role.COORDINATOR)
    for user in (people.reader, people.caller):
        permissions.place_in_groups(user)
    for name in ("owner", "manager", "keeper", "caller", "marketeer", "reader", "outsider"):
        client.force_login(getattr(people, name))
        for kind, row in (("inschrijving", an), ("contact", contact)):
            readers[name, kind] = client.get(screen(kind, row)).status_code
    assert {name for (name, _), status in readers.items() if status == 200} == {
        "owner",
        "manager",
        "keeper",
        "caller",  # a coordinator of the federation
    }
    assert set(readers.values()) == {200, 404}
    client.logout()
    assert client.get(screen("contact", contact)).status_code == 302


@pytest.mark.parametrize("kind", ["nieuwsbrief", "mail", "onzin"])
def test_what_no_partner_owns_has_no_screen_of_its_own(client, people, an, kind):
    client.force_login(people.keeper)
    assert client.get(f"/beheer/persoonsgegevens/{kind}/1/").status_code == 404
    client.force_login(people.outsider)
    along = an.companions.get()
    assert client.get(screen("meegekomen", along)).status_code == 404


def test_a_file_for_the_person(client, people, an):
    client.force_login(people.keeper)
    answer = client.get(screen("inschrijving", an) + "?vorm=json")
    assert answer["Content-Disposition"] == 'attachment; filename="mijn-gegevens.json"'
    kinds = [entry["soort"] for entry in json.loads(answer.content)]
    assert kinds == ["Nieuwsbrief", "Contactpersoon", "Inschrijving"]
    mine = json.loads(answer.content)[-1]["gegevens"]
    assert (mine["Naam"], mine["Brengt mee"]) == ("An Peeters", "Bo Maes (bo@maes.be)")


def test_a_coordinator_reads_and_does_not_erase(client, people, an):
    client.force_login(people.owner)
    page = client.get(screen("inschrijving", an)).content.decode()
    assert "Wis deze gegevens" not in page
    client.post(screen("inschrijving", an), {"zeker": "ja"})
    assert Registration.objects.get().name == "An Peeters"


def test_looking_and_an_unsure_post_erase_nothing(client, people, an):
    client.force_login(people.manager)
    page = client.get(screen("inschrijving", an)).content.decode()
    for words in ("Wis deze gegevens", "Inschrijving: 1", "Contactpersoon: 1", "blijven staan"):
        assert words in page
    assert "Nieuwsbrief: 1" not in page
    client.force_login(people.keeper)
    page = client.get(screen("inschrijving", an)).text
    assert ("Nieuwsbrief: 1" in page, "blijven staan" in page) == (True, False)
    client.force_login(people.manager)
    assert client.post(screen("inschrijving", an)).status_code == 302
    assert Registration.objects.get().name == "An Peeters"


def test_the_page_says_whose_data_and_asks_before_they_go(client, people, an):
    client.force_login(people.manager)
    here = screen("contact", an.lead.contact)
    page = client.get(here).text
    assert "<title" in page
    assert "Persoonsgegevens: An Peeters" in page
    assert 'name="zeker"' not in page
    asked = client.get(f"{here}?wissen").text
    assert "Wis je alles van An Peeters?" in asked
    assert 'name="zeker" value="ja">Ja, wis alles van An Peeters<' in asked
    assert Registration.objects.get().name == "An Peeters"


def test_a_person_whom_another_partner_knows_too_is_for_the_federation(client, people, an):
    contact = an.lead.contact
    contact.known_to.add(people.other)
    client.force_login(people.manager)
    assert (
        "of de federatie. Vraag het daar."
        in client.get(screen("contact", contact)).content.decode()
    )
    client.post(screen("contact", contact), {"zeker": "ja"})
    assert Contact.objects.get() == contact
    client.force_login(people.keeper)
    assert client.post(screen("contact", contact), {"zeker": "ja"}).status_code == 302
    assert Contact.objects.count() == 0


def test_erasing_at_the_desk_leaves_a_visit_and_no_name(client, people, genk, an):
    lead = an.lead
    InteractionFactory(lead=lead, note="An wil volgende week bellen", by=people.owner)
    Lead.objects.filter(pk=lead.pk).update(next_action_note="vraag naar An", wish_note="Bel An")
    kept = OutgoingMailFactory(
        state=OutboxState.DONE,
        kind="roadshow.emails.confirmed",
        ref=str(an.pk),
        to="an@peeters.be",
        subject="Bevestigd",
        text="Dag An",
    )
    link = an.token
    client.force_login(people.manager)
    client.post(screen("inschrijving", an), {"zeker": "ja"})
    registration = Registration.objects.get()
    assert (registration.name, registration.state, registration.seats) == (
        "Gewist",
        State.CANCELLED,
        2,
    )
    assert SeatCount.objects.get().taken == 0
    assert Registration.find(link) is None
    assert (Companion.objects.count(), Contact.objects.count()) == (0, 0)
    lead.refresh_from_db()
    assert (lead.contact, lead.wish_note) == (None, "")
    assert lead.next_action_note == leads_erasing.NOBODY_LEFT
    assert lead.stage == Stage.NEW
    said = set(lead.interactions.values_list("note", flat=True))
    assert {note.partition(" (")[0] for note in said} == {
        "",
        "Annuleerde het bezoek",
        leads_erasing.NOBODY_LEFT,
    }
    assert lead.interactions.filter(by=people.owner).count() == 1
    kept.refresh_from_db()
    assert (kept.to, kept.subject, kept.text) == ("", "", "")
    waiting = OutgoingMail.objects.filter(state=OutboxState.WAITING)
    assert not waiting.filter(kind__startswith="roadshow.").exists()
    # What all share is for the person and the federation; see TestWhatAllShare.
    assert not audience.is_suppressed("an@peeters.be")
    assert access.counted(access.of_address("an@peeters.be")) == [("Nieuwsbrief", 1)]
    assert set(Erasure.objects.values_list("what", "count", "why", "by")) == {
        ("Inschrijving", 1, "vraag", people.manager.pk),
        ("Contactpersoon", 1, "vraag", people.manager.pk),
    }
    assert client.get(screen("inschrijving", registration)).status_code == 404


def test_the_search_at_the_desk_finds_nobody_any_more(client, people, an):
    client.force_login(people.keeper)
    found = reverse("lead:index") + "?q=peeters.be"
    assert "An Peeters" in client.get(reverse("inschrijvingen:index")).content.decode()
    client.post(screen("inschrijving", an), {"zeker": "ja"})
    for url in (found, reverse("inschrijvingen:index"), reverse("lead:edit", args=[an.lead_id])):
        page = client.get(url).content.decode()
        assert "an@peeters.be" not in page
        assert "An Peeters" not in page


def test_an_employer_goes_with_its_people_and_what_came_of_it_stays(client, people):
    done = LeadFactory(
        owner_organisation=people.partner,
        stage=Stage.COOPERATION,
        next_action="",
        next_action_on=None,
    )
    employer = done.employer
    InteractionFactory(lead=done, note="Bo tekende")
    LeadFactory(employer=employer, contact=done.contact, owner_organisation=people.partner)
    SubscriptionFactory(email=done.contact.email)
    client.force_login(people.manager)
    assert client.post(screen("werkgever", employer), {"zeker": "ja"}).status_code == 302
    employer.refresh_from_db()
    assert (employer.name, employer.mail_domain) == ("Gewist", "")
    assert list(Lead.objects.all()) == [done]
    assert Interaction.objects.get().note == ""
    assert Contact.objects.count() == 0


def test_an_employer_without_a_result_is_gone(client, people):
    lead = LeadFactory(owner_organisation=people.partner)
    client.force_login(people.manager)
    client.post(screen("werkgever", lead.employer), {"zeker": "ja"})
    assert (Employer.objects.count(), Lead.objects.count()) == (0, 0)


def test_the_log_keeps_that_it_happened_and_not_to_whom(client, people, an):
    log(instance=an.lead.contact, action="wagtail.edit", user=people.owner)
    client.force_login(people.keeper)
    client.post(screen("contact", an.lead.contact), {"zeker": "ja"})
    assert "An Peeters" not in str(list(ModelLogEntry.objects.values_list("label", "data")))


def test_the_screens_of_a_row_lead_to_its_personal_data(client, people, an):
    person = PersonFactory(organisation=people.partner)
    contact = an.lead.contact
    client.force_login(people.manager)
    found = {
        kind: f'href="{screen(kind, row)}"' in client.get(address).content.decode()
        for kind, row, address in [
            ("werkgever", contact.employer, reverse("employer:edit", args=[contact.employer_id])),
            ("contact", contact, reverse("lead:contact", args=[an.lead_id, contact.pk])),
            ("inschrijving", an, reverse("inschrijvingen:inspect", args=[an.pk])),
            ("geportretteerde", person, reverse("portrayedperson:edit", args=[person.pk])),
        ]
    }
    assert found == dict.fromkeys(("werkgever", "contact", "inschrijving", "geportretteerde"), True)
    new = client.get(reverse("lead:contact_add", args=[an.lead_id])).content.decode()
    assert "/persoonsgegevens/" not in new


def test_a_person_is_erased_and_not_deleted_as_a_row(client, people):
    person = PersonFactory(organisation=people.partner)
    plain = reverse("portrayedperson:delete", args=[person.pk])
    client.force_login(people.manager)
    for answer in (client.get(plain), client.post(plain)):
        assert (answer.status_code, answer.url) == (302, screen("geportretteerde", person))
    assert PortrayedPerson.objects.get().name == person.name
    client.force_login(people.outsider)
    assert client.get(plain).status_code == 404


def test_nobody_is_deleted_by_a_screen_of_wagtail():
    kept = {kind.rows("").model for kind in access.kinds().values()} | {Employer}
    deleted = {
        leaf.callback.view_initkwargs.get("model")
        for _, leaf in patterns(get_resolver())
        if issubclass(getattr(leaf.callback, "view_class", object), DeleteView)
    }
    assert kept & deleted == {PortrayedPerson}  # whose screen leads to the personal data
    by_bulk = {
        (model.__name__, action.action_type)
        for model in kept
        for action in bulk_action_registry.get_bulk_actions_for_model(
            model._meta.app_label, model._meta.model_name
        )
    }
    assert by_bulk == set()


def test_who_manages_here_erases_nobody_there(client, people, an):
    """Right and row together: a role elsewhere, or an account that is closed, adds nothing."""
    items = access.of_address("an@peeters.be")
    user = membership.join(people.other, email="w@x.be", name="W", role=Role.BEHEERDER).user
    membership.join(people.partner, email="w@x.be", name="W", role=Role.COORDINATOR)
    assert not access.may_erase(User.objects.get(pk=user.pk), items)
    membership.join(people.partner, email="w@x.be", name="W", role=Role.BEHEERDER)
    assert access.may_erase(User.objects.get(pk=user.pk), items)
    boss = User.objects.create_superuser("b@x.be", "een lang geheim woord", is_active=True)
    assert access.may_erase(boss, items)
    boss.is_active = False
    assert not access.may_erase(boss, items)
    assert not any(access.may_read(boss, item) for item in items)


class TestWhatAllShare:
    """A partner types any address with a contact: that gives no right to what all share."""

    @pytest.fixture
    def typed(self, people):
        return capture.capture(
            name="Om Het Even",
            company="Verzonnen nv",
            email="bea@elders.be",
            tour=None,
            host=people.partner,
            happened="x",
        ).contact

    @pytest.fixture
    def warning(self):
        return OutgoingMailFactory(
            kind="brand.emails.address_changed",
            ref="1",
            to="bea@elders.be",
            subject="Je adres is gewijzigd",
        )

    def erase(self, client, user, contact):
        client.force_login(user)
        assert client.post(screen("contact", contact), {"zeker": "ja"}).status_code == 302
        assert not Contact.objects.filter(pk=contact.pk).exists()

    def test_a_partner_erases_its_own_row_alone(self, client, people, typed, warning):
        reader = SubscriptionFactory(email="bea@elders.be")
        letter = OutgoingMailFactory(kind="stories.emails.live", ref="1", to="bea@elders.be")
        self.erase(client, people.manager, typed)
        for row in (reader, warning, letter):
            row.refresh_from_db()
        assert (reader.email, warning.subject) == ("bea@elders.be", "Je adres is gewijzigd")
        assert (letter.to, audience.is_suppressed("bea@elders.be")) == ("bea@elders.be", False)

    def test_the_federation_erases_all_but_the_mail_of_an_account(
        self, client, people, typed, warning
    ):
        SubscriptionFactory(email="bea@elders.be")
        User.objects.create_user("bea@elders.be")
        self.erase(client, people.keeper, typed)
        warning.refresh_from_db()
        assert (warning.to, warning.subject) == ("bea@elders.be", "Je adres is gewijzigd")
        assert audience.is_suppressed("bea@elders.be")

    def test_who_has_no_account_is_erased_whole(self, client, people, typed):
        letter = OutgoingMailFactory(
            state=OutboxState.DONE, kind="roadshow.emails.x", ref="1", to="bea@elders.be"
        )
        self.erase(client, people.keeper, typed)
        letter.refresh_from_db()
        assert (letter.to, letter.text) == ("", "")

    def test_a_room_that_erases_a_row_takes_no_mail_of_an_account(self, people, warning):
        User.objects.create_user("bea@elders.be")
        task = OutgoingMailFactory(kind="stories.emails.live", ref="1", to="bea@elders.be")
        assert erasure.mail_to("Bea@elders.be") == 0
        for row in (warning, task):
            row.refresh_from_db()
            assert row.to == "bea@elders.be"


class Line:
    """A mail server that answers as told; `meanwhile` happens at the moment it names."""

    def __init__(self, answer=None, **meanwhile):
        self.answer, self.meanwhile = answer, meanwhile

    def send(self, wire, *, to, before_end):
        self.meanwhile.get("made", int)()
        before_end()
        self.meanwhile.get("handed_over", int)()
        if self.answer:
            raise self.answer


class TestMailInFlight:
    """A worker holds a mail to somebody who is erased at that moment."""

    @pytest.fixture(autouse=True)
    def mail_server(self, settings):
        settings.EMAIL_URL = "smtp://localhost:25"

    def words(self, row):
        row.refresh_from_db()
        return row.to + row.subject + row.text + row.html

    @pytest.mark.parametrize("moment", ["made", "handed_over"])
    @pytest.mark.parametrize(
        "answer",
        [
            None,
            smtp.MailRefused("Nee", is_final=True),
            smtp.MailRefused("Later"),
            smtp.Uncertain(),
            smtp.LineDown("Stil", ""),
        ],
    )
    def test_it_keeps_no_words_whatever_becomes_of_it(self, an, moment, answer):
        row = outbox.claim_next(OutgoingMail.objects.filter(kind="roadshow.emails.confirmed"))

        def erase():
            access.erase_own(access.of_address("an@peeters.be"))

        delivery.deliver(row, Line(answer, **{moment: erase}))
        assert self.words(row) == ""
        assert not row.keeps_text

    def test_nor_one_that_tells_nobody_yet_to_whom_it_goes(self, people):
        reader = SubscriptionFactory(email="an@peeters.be")
        row = mail.post("brand.emails.newsletter_welcome", reader.pk)
        row = outbox.claim_next(OutgoingMail.objects.filter(pk=row.pk))
        delivery.deliver(row, Line(made=lambda: erasure.mail_to("an@peeters.be")))
        assert self.words(row) == ""

    @pytest.mark.database("brand.privacy.erasure.mail_to")
    def test_nor_one_that_left_between_erasing_and_its_commit(
        self, people, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            erasure.mail_to("an@peeters.be")
            row = OutgoingMailFactory(
                kind="roadshow.emails.confirmed",
                state=OutboxState.DONE,
                to="An@peeters.be",
                text="Dag An",
            )
        assert self.words(row) == ""

    def test_without_an_erasure_the_words_are_kept(self, an):
        row = outbox.claim_next(OutgoingMail.objects.filter(kind="roadshow.emails.confirmed"))
        delivery.deliver(row, Line())
        assert self.words(row).startswith("an@peeters.be")


class TestMailedLink:
    """`/mijn-gegevens/<token>/`"""

    def page(self, client, address="an@peeters.be", **kwargs):
        url = reverse("my_data", args=[access.link_token(address)])
        return client.post(url, kwargs) if kwargs else client.get(url)

    def test_it_tells_everything_about_its_own_address(self, client, an):
        answer = self.page(client)
        words = answer.content.decode()
        for said in ("An Peeters", "Contactpersoon", "Nieuwsbrief", "Schreef in voor Genk"):
            assert said in words
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "An Peeters" not in self.page(client, "bo@maes.be").content.decode()

    def test_it_erases_by_a_post_that_says_so(self, client, an):
        self.page(client)
        self.page(client, iets="anders")
        assert Registration.objects.get().name == "An Peeters"
        assert "Uw gegevens zijn gewist" in self.page(client, zeker="ja").content.decode()
        assert access.of_address("an@peeters.be") == []
        assert set(Erasure.objects.values_list("why", "by")) == {("zelf", None)}
        assert "We houden niets bij" in self.page(client).content.decode()

    def test_a_companion_goes_and_the_seat_stays_taken(self, client, an):
        self.page(client, "bo@maes.be", zeker="ja")
        assert list(Companion.objects.values_list("name", "email")) == [("Gewist", "")]
        assert Registration.objects.get().seats == 2

    def test_after_a_day_and_when_mistyped_it_opens_nothing(self, client, an):
        token = access.link_token("an@peeters.be")
        with time_machine.travel(timezone.now() + timedelta(hours=25)):
            assert client.get(reverse("my_data", args=[token])).status_code == 404
            assert client.post(reverse("my_data", args=[token]), {"zeker": "ja"}).status_code == 404
        assert client.get(reverse("my_data", args=[token[:-1] + "x"])).status_code == 404
        assert Registration.objects.get().name == "An Peeters"
