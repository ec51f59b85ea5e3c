"""A mail from the dossier: chosen, written, looked at, sent, and stopped in time."""

import uuid
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from brand import mail
from brand.mail import delivery
from brand.models import Organisation, OutgoingMail, Role
from leads.correspondence import first_templates, placeholders, sending
from leads.employers import erasure
from leads.follow_up import actions
from leads.follow_up.record import LeadActionRefused
from leads.models import Contact, Interaction, Lead, LeadMail, MailTemplate
from tests.factories.leads import ContactFactory, LeadFactory

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")
Kind = Interaction.Kind


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=BRUSSELS), tick=False) as clock:
        yield clock


@pytest.fixture
def url(lead):
    return reverse("lead:mail", args=[lead.pk])


def said(lead, **changed):
    return {
        "contact": lead.contact_id,
        "subject": "Ons gesprek met {bedrijf}",
        "body": "Dag {voornaam}\n\nTot gauw.\n\n{afzender}",
        "address": "je",
        "version": lead.version,
    } | changed


def confirmed(desk, url, lead, **changed):
    return desk.post(url, said(lead, confirm="1", key=str(uuid.uuid4()), **changed))


@pytest.fixture
def sent(lead, people):
    return sending.send(
        lead,
        lead.contact,
        people.owner,
        subject="Ons gesprek",
        body="Tot gauw.",
        address="u",
        key=uuid.uuid4(),
    )


def test_a_template_is_filled_in_for_the_person(desk, url, lead, people):
    first_templates.lay()
    template = MailTemplate.objects.get(name="Niet bereikt")
    page = desk.get(url, {"sjabloon": template.pk, "vorm": "je"}).content.decode()
    assert "Ik probeerde je te bellen" in page
    assert "Dag Bo\n" in page
    assert people.owner.get_full_name() in page
    for asked in ({"sjabloon": template.pk}, {"sjabloon": template.pk, "vorm": "thans"}):
        formal = desk.get(url, asked).content.decode()
        assert "Ik probeerde u te bellen" in formal
        assert 'name="vorm" value="u" id="id_vorm_0" checked' in " ".join(formal.split())


def test_no_link_beside_it_leaves_what_was_typed(desk, url, lead):
    assert "?toon=" in desk.get(lead.get_absolute_url()).content.decode()
    assert "?toon=" not in desk.get(url).content.decode()


def test_an_unknown_template_is_an_empty_mail(desk, url):
    assert desk.get(url, {"sjabloon": "x"}).status_code == 200


def test_what_is_looked_at_is_not_sent(desk, url, lead, people):
    answer = desk.post(url, said(lead))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Ons gesprek met Bakkerij Peeters" in page
    assert f"Dag Bo\n\nTot gauw.\n\n{people.owner.get_full_name()}" in page
    assert f"komen in jouw mailbox: {people.owner.email}" in page
    assert not LeadMail.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_it_stands_on_the_timeline_and_leaves_after_a_minute(desk, url, lead, people, clock):
    assert confirmed(desk, url, lead).status_code == 302
    made = LeadMail.objects.get()
    assert (made.line.kind, made.line.outcome) == (Kind.MAIL, Interaction.Outcome.MAIL_SENT)
    assert (made.line.contact, made.line.by) == (lead.contact, people.owner)
    lead.refresh_from_db()
    assert lead.first_responded_at is not None
    page = desk.get(lead.get_absolute_url()).content.decode()
    assert ("Vertrekt om 10.01" in page, "Hou tegen" in page) == (True, True)
    assert "Ons gesprek met Bakkerij Peeters<br><br>Dag Bo" in page
    assert delivery.drain() == 0
    clock.shift(61)
    assert delivery.drain() == 1
    row = OutgoingMail.objects.get()
    assert (row.kind, made.outgoing) == ("leads.emails.letter", row)


def test_the_mail_says_who_writes_and_where_answers_go(sent, people, lead):
    message = mail.make(sent.outgoing)
    assert (message.to, message.subject) == ("bo@peeters.example", "Ons gesprek")
    assert message.sender == f"{people.owner.get_full_name()}, {people.partner}"
    assert message.reply_to == people.owner.email
    assert message.text.startswith("Tot gauw.")
    assert f"U krijgt deze mail omdat u contact had met {people.partner}." in message.text
    people.owner.is_active = False
    people.owner.save()
    Organisation.objects.filter(pk=people.partner.pk).update(email="team@partner.example")
    Lead.objects.filter(pk=lead.pk).update(owner=None)
    assert mail.make(sent.outgoing).reply_to == "team@partner.example"


@pytest.mark.database("leads.correspondence.sending.send")
def test_one_preview_is_one_mail(desk, url, lead, sent):
    key = str(uuid.uuid4())
    again = said(lead, confirm="1", key=key, version="")
    desk.post(url, again)
    desk.post(url, again)
    assert LeadMail.objects.filter(key=key).count() == 1
    assert OutgoingMail.objects.count() == 2
    assert lead.interactions.filter(kind=Kind.MAIL).count() == 2
    line = Interaction.objects.create(lead=lead, kind=Kind.MAIL)
    with pytest.raises(IntegrityError), transaction.atomic():
        LeadMail.objects.create(line=line, key=sent.key, leaves_at=timezone.now())


class TestStopping:
    def halt(self, desk, made):
        url = reverse("lead:halt", args=[made.line.lead_id, made.line_id])
        return desk.post(url, follow=True).content.decode()

    def test_in_time_nothing_happened(self, desk, lead, sent, clock):
        before = Lead.objects.get(pk=lead.pk).stage
        assert "niemand krijgt ze" in self.halt(desk, sent)
        clock.shift(61)
        delivery.drain()
        row = OutgoingMail.objects.get()
        assert (row.stands, row.to) == ("Niet nodig", "")
        found = Lead.objects.get(pk=lead.pk)
        assert before != found.stage
        assert (found.first_responded_at, found.stage) == (None, lead.stage)
        page = desk.get(lead.get_absolute_url()).content.decode()
        assert ("Tegengehouden door" in page, "Hou tegen<" in page) == (True, False)

    def test_twice_is_once(self, desk, sent):
        assert "niemand krijgt ze" in self.halt(desk, sent)
        assert "niemand krijgt ze" in self.halt(desk, sent)

    def test_after_another_step_the_line_alone_goes(self, desk, lead, people, sent):
        actions.log_call(lead, people.owner, "bereikt")
        assert "kijk de volgende stap na" in self.halt(desk, sent)
        sent.refresh_from_db()
        assert sent.stopped_at
        assert Interaction.objects.get(pk=sent.line_id).undone_at

    def test_too_late(self, desk, sent, people, clock):
        clock.shift(61)
        assert "Te laat: deze mail is al vertrokken." in self.halt(desk, sent)
        sent.refresh_from_db()
        assert sent.stopped_at is None
        with pytest.raises(LeadActionRefused, match="al vertrokken"):
            actions.undo(sent.line, people.owner)

    def test_undoing_the_line_stops_the_mail(self, sent, people):
        actions.undo(sent.line, people.owner)
        sent.refresh_from_db()
        assert sent.stopped_at
        assert mail.make(sent.outgoing) is None

    def test_a_line_without_a_mail_has_nothing_to_stop(self, desk, lead, people):
        line = actions.log(lead, Kind.NOTE, people.owner, "Notitie")
        answer = desk.post(reverse("lead:halt", args=[lead.pk, line.pk]))
        assert answer.status_code == 302
        assert Interaction.objects.get(pk=line.pk).undone_at is None


class TestRefusals:
    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"subject": ""}, "Vul een onderwerp in."),
            ({"body": " "}, "Schrijf een bericht."),
            ({"contact": ""}, "Kies aan wie de mail gaat."),
            ({"body": "Op {afspraak}."}, "Van {afspraak} weten we niets. Typ zelf wat daar"),
            ({"body": "Beste {klant}"}, "{klant} kennen we niet. Kies uit {naam}, "),
            ({"body": "x" * 3501}, "Dit telt 3501 tekens. Hou het bij 3500."),
            (
                {"subject": f"{'x' * 110} {{bedrijf}}"},
                "Met de velden ingevuld: dit telt 127 tekens",
            ),
        ],
    )
    def test_each_says_what_to_do_and_loses_nothing(self, desk, url, lead, changed, sentence):
        answer = desk.post(url, said(lead, confirm="1", key=str(uuid.uuid4()), **changed))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        typed = {"subject": "Ons gesprek met {bedrijf}", "body": "Tot gauw."} | changed
        assert typed["subject"] in page
        assert typed["body"] in page
        assert not LeadMail.objects.exists()

    def test_somebody_changed_the_dossier(self, desk, url, lead, people):
        before = lead.version
        actions.log_call(lead, people.owner, "bereikt")
        answer = confirmed(desk, url, lead, version=before)
        assert answer.status_code == 422
        assert "Tot gauw." in answer.content.decode()
        assert not LeadMail.objects.exists()

    def test_a_contact_of_another_partner_or_employer(self, desk, url, lead, people):
        foreign = ContactFactory(employer=lead.employer, email="x@elders.example")
        foreign.known_to.set([people.other])
        elsewhere = LeadFactory(owner_organisation=people.partner).contact
        for person in (foreign, elsewhere):
            assert confirmed(desk, url, lead, contact=person.pk).status_code == 422

    def test_nobody_to_mail(self, desk, url, lead):
        Contact.objects.update(email="")
        page = desk.get(url).content.decode()
        assert "heeft een e-mailadres." in page
        assert "Bekijk de mail" not in page

    def test_a_word_for_a_key_is_looked_at_again(self, desk, url, lead):
        answer = desk.post(url, said(lead, confirm="1", key="x"))
        assert answer.status_code == 200
        assert not LeadMail.objects.exists()


class TestPrivacy:
    def test_who_was_erased_gets_nothing(self, lead, sent):
        erasure.erase_contact(lead.contact)
        assert mail.make(OutgoingMail.objects.get()) is None
        assert Interaction.objects.get(pk=sent.line_id).note == ""

    def test_with_the_dossier_the_mail_goes(self, lead, sent):
        erasure.erase_lead(lead)
        assert not LeadMail.objects.exists()

    def test_visible_to_who_follows_up(self, sent, people):
        seen = {user: list(LeadMail.objects.visible_to(user)) for user in (people.owner,)}
        assert seen[people.owner] == [sent]
        assert list(LeadMail.objects.visible_to(people.outsider)) == []


class TestTemplates:
    def test_they_are_laid_once(self, db):
        assert first_templates.lay() == 3
        MailTemplate.objects.all().delete()
        MailTemplate.objects.create(name="Eigen", position=1)
        assert first_templates.lay() == 0

    def test_every_field_of_the_first_ones_is_known(self):
        for row in first_templates.TEMPLATES:
            for text in row.values():
                assert placeholders.unknown_in(text) == []

    def test_a_name_stands_once(self, db):
        MailTemplate.objects.create(name="Eigen")
        with pytest.raises(IntegrityError), transaction.atomic():
            MailTemplate.objects.create(name="Eigen")

    def test_the_federation_keeps_them(self, client, people):
        add = reverse("mail_template:add")
        words = {
            "name": "Bedankt",
            "subject_formal": "Bedankt, {naam}",
            "body_formal": "Beste {naam}",
            "subject_informal": "Bedankt",
            "body_informal": "Dag {vornaam}",
            "position": 5,
        }
        client.force_login(people.owner)
        client.post(add, words)
        client.force_login(people.federation)
        refused = client.post(add, words).content.decode()
        assert "{vornaam} kennen we niet." in refused
        assert not MailTemplate.objects.exists()
        client.post(add, words | {"body_informal": "Dag {voornaam}"})
        assert MailTemplate.objects.get().words("je") == ("Bedankt", "Dag {voornaam}")


def test_an_appointment_is_written_out(lead, people):
    Lead.objects.filter(pk=lead.pk).update(
        next_action="plaatsbezoek",
        next_action_on=timezone.localdate() + timedelta(days=1),
        next_action_at=time(14, 30),
        next_action_place="Bij de loskade",
    )
    lead.refresh_from_db()
    text = placeholders.filled("{Afspraak}", lead, lead.contact, people.owner)
    assert text == "dinsdag 24 november om 14.30\xa0uur, Bij de loskade".replace("\xa0", " ")


def test_no_link_hides_in_a_name(lead, people):
    lead.contact.name = "Win.be http://kwaad.example/x"
    text = placeholders.filled("{naam}", lead, lead.contact, people.owner)
    assert text == "Win·be kwaad·example/x"


def test_a_foreign_dossier_looks_like_none(client, people, lead, as_role):
    client.force_login(as_role(people.other, Role.COORDINATOR))
    assert client.get(reverse("lead:mail", args=[lead.pk])).status_code == 404


def test_what_did_not_leave_says_why(desk, lead, sent, clock):
    clock.shift(61)
    delivery.drain()
    page = desk.get(lead.get_absolute_url()).content.decode()
    assert "Niet aangekomen. Bewaard: geen mailserver ingesteld." in page
