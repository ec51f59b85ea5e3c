"""One mail to all of a stop."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from brand import audience, outbox
from brand.models import OutgoingMail, Role
from brand.permissions import establish_roles, place_in_groups
from roadshow import emails
from roadshow.models import Registration, StopMail
from roadshow.models.registrations import State
from roadshow.stop_mails import sending
from tests.factories.brand import cast, member
from tests.factories.roadshow import RegistrationFactory, stop_in

pytestmark = pytest.mark.django_db

SAID = {"subject": "Bedankt voor uw komst", "body": "Fijn dat u er was.\n\nTot gauw."}


@pytest.fixture
def people(db):
    players = cast()
    establish_roles()
    for user in (players.owner, players.outsider, players.federation):
        place_in_groups(user)
    return players


@pytest.fixture
def stop(people):
    return stop_in("Genk", organisation=people.partner)


@pytest.fixture
def come(stop):
    """Who came, who did not, who cancelled."""

    def made(name, state=State.PRESENT, **fields):
        return RegistrationFactory(
            stop=stop, name=name, email=f"{name.lower()}@firma.be", state=state, **fields
        )

    return made


@pytest.fixture
def desk(client, people):
    client.force_login(people.owner)
    return client


def address(stop):
    return reverse("haltes:mail", args=[stop.pk])


def names(stop, *groups):
    return [row.name for row in sending.recipients(stop, groups)]


def confirmed(page, **changed):
    context = page.context
    said = SAID | {"groups": context["form"].cleaned_data["groups"], "confirm": "1"}
    return said | {"key": str(context["key"]), "count": len(context["told"])} | changed


class TestWhoGetsIt:
    def test_by_what_they_did(self, stop, come):
        come("An")
        come("Bo", State.ABSENT)
        come("Cas", State.CANCELLED)
        come("Dina", State.WAITING)
        come("Erik", State.CONFIRMED)
        assert names(stop, "aanwezig", "afwezig") == ["An", "Bo"]
        assert names(stop, "bevestigd", "geannuleerd") == ["Cas", "Erik"]
        assert names(stop, "wachtlijst", "zomaar") == []

    def test_never_who_objected_or_is_forgotten(self, stop, come, people):
        come("An", objected_at=timezone.now())
        come("Bo", erased_at=timezone.now())
        gone = come("Cas")
        audience.subscribe(gone.email, name="Cas", source="test", wording=audience.WORDING)
        row = audience.subscribing.Subscription.objects.get()
        audience.erase(row, way="test", by=people.federation)
        come("Dina")
        assert names(stop, "aanwezig") == ["Dina"]

    def test_one_mail_for_one_address(self, stop, come):
        come("An", State.CANCELLED)
        come("Bo", State.CANCELLED)
        RegistrationFactory(stop=stop, name="An weer", email="an@firma.be", state=State.PRESENT)
        RegistrationFactory(stop=stop, name="Bo", email="bo@firma.be", state=State.CANCELLED)
        assert names(stop, "geannuleerd") == ["Bo"]


class TestAtTheDesk:
    @pytest.mark.database("roadshow.models.stop_mails.StopMail")
    def test_written_looked_at_confirmed(self, desk, stop, come, people):
        first = come("An")
        come("Bo", State.ABSENT)
        come("Cas", State.CANCELLED)
        page = desk.get(address(stop))
        assert page.context["form"].initial["groups"] == ["aanwezig", "afwezig"]
        assert "Nog geen mail aan de deelnemers van deze halte." in page.text
        preview = desk.post(address(stop), SAID | {"groups": ["aanwezig", "afwezig"]})
        assert "2 mensen krijgen deze mail." in preview.text
        assert "Dag An," in preview.text
        # The link of the mail opens An's page; the desk has no business there.
        assert (first.token in preview.text, emails.HIDDEN_LINK in preview.text) == (False, True)
        assert not OutgoingMail.objects.exists()
        assert desk.post(address(stop), confirmed(preview)).status_code == 302
        made = StopMail.objects.get()
        assert (made.count, made.created_by, made.group_words) == (
            2,
            people.owner,
            "wie er was, wie niet kwam",
        )
        asked = OutgoingMail.objects.filter(kind=sending.KIND)
        assert {row.due_at for row in asked} == {made.leaves_at}
        assert len(asked) == 2
        assert "Hou tegen" in desk.get(address(stop)).text

    def test_confirmed_twice_is_once(self, desk, stop, come):
        come("An")
        preview = desk.post(address(stop), SAID | {"groups": ["aanwezig"]})
        for _ in range(2):
            desk.post(address(stop), confirmed(preview))
        assert (StopMail.objects.count(), OutgoingMail.objects.count()) == (1, 1)

    def test_who_came_in_between_is_counted_again(self, desk, stop, come):
        come("An")
        preview = desk.post(address(stop), SAID | {"groups": ["aanwezig"]})
        come("Bo")
        again = desk.post(address(stop), confirmed(preview))
        assert "Intussen krijgen 2 mensen deze mail." in again.text
        assert not StopMail.objects.exists()

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"subject": ""}, "Vul een onderwerp in."),
            ({"body": " "}, "Schrijf een bericht."),
            ({"body": "x" * 5001}, "Dit bericht telt 5001 tekens. Hou het bij 5000."),
            ({"groups": []}, "Zo krijgt niemand deze mail. Kies wie ze krijgt."),
            ({"groups": ["afwezig"]}, "Zo krijgt niemand deze mail. Kies wie ze krijgt."),
            ({"groups": ["wachtlijst"]}, "Selecteer een geldige keuze."),
        ],
    )
    def test_what_was_typed_stays(self, desk, stop, come, changed, sentence):
        come("An")
        answer = desk.post(address(stop), SAID | {"groups": ["aanwezig"]} | changed)
        assert (answer.status_code, sentence in answer.text) == (422, True)
        assert "Fijn dat u er was." in answer.text or "body" in changed

    def test_what_looks_like_html_is_text(self, desk, stop, come):
        come("An")
        said = {"subject": "<b>Dag</b>", "body": "<script>x</script>", "groups": ["aanwezig"]}
        preview = desk.post(address(stop), said)
        assert "<script>x" not in preview.text
        mail = emails.preview_to_participants("<b>Dag</b>", "<script>x</script>", come("Bo"))
        assert "<script>x" not in mail.html
        assert ("<b>Dag</b>" in mail.subject, "<script>x</script>" in mail.text) == (True, True)

    def test_for_the_host_alone(self, client, stop, people):
        made = StopMail.objects.create(
            stop=stop, subject="A", body="B", key=uuid.uuid4(), leaves_at=timezone.now()
        )
        marketeer = member(people.partner, Role.MARKETEER)
        place_in_groups(marketeer)
        for user in (people.outsider, marketeer):
            client.force_login(user)
            halt = reverse("haltes:halt", args=[stop.pk, made.pk])
            for answer in (
                client.get(address(stop)),
                client.post(address(stop)),
                client.post(halt),
            ):
                assert answer.status_code in (404, 302)
                assert "Bedankt" not in answer.text
            assert list(StopMail.objects.visible_to(user)) == []
        client.force_login(people.federation)
        assert client.get(address(stop)).status_code == 200


class TestLeaving:
    def made(self, stop, people, **fields):
        return sending.send(
            stop, groups=["aanwezig"], key=uuid.uuid4(), by=people.owner, **SAID | fields
        )

    def mail_of(self, made, row):
        return emails.to_participants(f"{row.pk}-{made.pk}")

    def test_it_says_so(self, stop, come, people):
        row = come("An")
        mail = self.mail_of(self.made(stop, people), row)
        assert (mail.to, mail.subject) == ("an@firma.be", "Bedankt voor uw komst")
        assert "Dag An,\n\nFijn dat u er was.\n\nTot gauw." in mail.text
        assert f"/mijn/{row.token}/geen-berichten/" in mail.text
        assert mail.reply_to == stop.contact_email

    def test_stopped_in_time(self, desk, stop, come, people):
        row = come("An")
        made = self.made(stop, people)
        halt = reverse("haltes:halt", args=[stop.pk, made.pk])
        assert "tegengehouden: niemand krijgt ze." in desk.post(halt, follow=True).text
        made.refresh_from_db()
        assert self.mail_of(made, row) is None
        assert sending.halt(made)

    def test_too_late(self, desk, stop, come, people):
        come("An")
        made = self.made(stop, people)
        halt = reverse("haltes:halt", args=[stop.pk, made.pk])
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            desk.force_login(people.owner)
            assert "Te laat" in desk.post(halt, follow=True).text
        made.refresh_from_db()
        assert made.stopped_at is None

    @pytest.mark.parametrize("since", ["objected", "cancelled", "erased"])
    def test_asked_again_when_it_leaves(self, stop, come, people, since):
        row = come("An")
        made = self.made(stop, people)
        fields = {
            "objected": {"objected_at": timezone.now()},
            "cancelled": {"state": State.CANCELLED},
            "erased": {"erased_at": timezone.now()},
        }[since]
        Registration.objects.filter(pk=row.pk).update(**fields)
        assert self.mail_of(made, row) is None

    def test_it_does_not_leave_before_its_time(self, stop, come, people):
        come("An")
        made = self.made(stop, people)
        due = OutgoingMail.objects.due(timezone.now())
        assert not due.exists()
        later = made.leaves_at + timedelta(seconds=1)
        assert OutgoingMail.objects.due(later).count() == 1
        assert outbox


class TestTheObjection:
    def url(self, row, token=None):
        return f"/mijn/{token or row.token}/geen-berichten/"

    def test_by_the_mailed_link_and_back(self, client, come, stop):
        row = come("An")
        assert "Geen berichten meer over deze halte" in client.get(self.url(row)).text
        assert names(stop, "aanwezig") == ["An"]
        assert "U krijgt geen berichten meer" in client.post(self.url(row), follow=True).text
        assert names(stop, "aanwezig") == []
        client.post(self.url(row), {"weer": "1"})
        assert names(stop, "aanwezig") == ["An"]

    def test_not_by_the_page_after_the_form(self, client, come, stop):
        row = come("An", State.CONFIRMED)
        client.post(self.url(row, row.screen_token))
        assert names(stop, "bevestigd") == ["An"]
