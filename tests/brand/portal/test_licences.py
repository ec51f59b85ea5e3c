"""The licence of a partner: accepted, shown until when, ended, undone; and who hears of it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import ModelLogEntry

from brand import emails, permissions
from brand.models import LicenceAcceptance, LicenceEnding, LicenceText, OutgoingMail, Role
from brand.portal import licences
from tests.factories.brand import member

pytestmark = pytest.mark.django_db
AT = "/beheer/merkportaal/"
ACCEPT, ALL, TEXT = f"{AT}licentie/aanvaard/", f"{AT}licenties/", f"{AT}licenties/tekst/"


@pytest.fixture
def boss(people):
    """Runs the partner."""
    made = member(people.partner, Role.BEHEERDER, first_name="Bea", email="bea@hal.be")
    permissions.place_in_groups(made)
    return made


@pytest.fixture
def text(people):
    return LicenceText.objects.create(number=1, text="Gebruik het merk goed.")


def runs_for(partner, days: int) -> None:
    partner.licence_until = timezone.localdate() + timedelta(days=days)
    partner.save()


def mails() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("kind", flat=True))


def test_without_a_text_a_running_licence_is_enough(people):
    now = licences.standing(people.partner)
    assert (now.is_open, now.sentence) == (True, "Geldig, zonder einddatum.")


@pytest.mark.database("brand.portal.licences.accept")
def test_who_runs_the_partner_accepts_and_files_open(people, boss, text, signed_in):
    runs_for(people.partner, 90)
    client = signed_in(boss)
    page = client.get(AT).text
    assert "aanvaardde de licentie al" in page
    assert "Gebruik het merk goed." in page
    answer = client.post(f"{AT}bestand/", {"bestand": "logo.svg"}, follow=True)
    assert "aanvaardde de licentie al" in answer.text
    assert client.get(f"{AT}beeld/logo.svg").status_code == 302
    assert client.post(ACCEPT, {"gelezen": "ja", "tekst": "1"}).status_code == 302
    made = LicenceAcceptance.objects.get()
    assert (made.by, made.text, made.until) == (boss, text, people.partner.licence_until)
    assert client.post(f"{AT}bestand/", {"bestand": "logo.svg"})["Content-Type"] == "image/svg+xml"
    assert ModelLogEntry.objects.filter(action=licences.ACCEPTED, user=boss).exists()
    again = client.post(ACCEPT, {"gelezen": "ja", "tekst": "1"}, follow=True)
    assert "Er is nu niets te aanvaarden." in again.text
    assert LicenceAcceptance.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"tekst": "1"}, "Vink aan dat je de licentie las"),
        ({"gelezen": "ja", "tekst": "7"}, "veranderde intussen"),
        ({"gelezen": "ja", "tekst": "²"}, "veranderde intussen"),
        ({"gelezen": "ja"}, "veranderde intussen"),
    ],
)
def test_what_was_not_read_is_not_accepted(boss, text, signed_in, sent, sentence):
    assert sentence in signed_in(boss).post(ACCEPT, sent, follow=True).text
    assert not LicenceAcceptance.objects.exists()


def test_nobody_else_accepts(people, boss, text, signed_in):
    sent = {"gelezen": "ja", "tekst": "1", "partner": people.partner.pk}
    for user in (people.marketer, people.outsider, people.federation):
        assert signed_in(user).post(ACCEPT, sent).status_code == 404
    assert signed_in(boss).post(ACCEPT, sent | {"partner": people.other.pk}).status_code == 404
    assert not LicenceAcceptance.objects.exists()


def test_the_federation_always_takes_files_along(people, text, signed_in):
    client = signed_in(people.federation)
    assert "Jij mag altijd" in client.get(AT, {"partner": people.partner.pk}).text
    sent = {"bestand": "samen.svg", "partner": people.partner.pk}
    assert client.post(f"{AT}bestand/", sent)["Content-Type"] == "image/svg+xml"


@pytest.mark.parametrize("way", ["affiche/", "handtekening/"])
def test_templates_are_closed_too(people, text, signed_in, way):
    sent = {"sheet": "A4", "title": "Kom", "name": "Mia"}
    answer = signed_in(people.marketer).post(f"{AT}{way}", sent, follow=True)
    assert "aanvaardde de licentie al" in answer.text


def test_who_is_extended_accepts_again_before_or_after_the_old_term(people, boss, text):
    runs_for(people.partner, 10)
    licences.accept(people.partner, 1, boss)
    assert licences.standing(people.partner).to_accept is None
    runs_for(people.partner, 400)
    now = licences.standing(people.partner)
    assert (now.is_open, now.to_accept) == (True, text)
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=False):
        now = licences.standing(people.partner)
        assert not now.is_open
        assert "De licentie is verlengd" in now.sentence
        licences.accept(people.partner, 1, boss)
        assert licences.standing(people.partner).is_open


@pytest.mark.database("brand.portal.licences.publish")
def test_another_text_leaves_what_was_accepted_unless_it_asks_again(people, boss, text):
    licences.accept(people.partner, 1, boss)
    licences.publish("Anders.", False, people.federation)
    now = licences.standing(people.partner)
    assert (now.is_open, now.to_accept.number) == (True, 2)
    assert mails() == []
    licences.publish("Nog anders.", True, people.federation)
    now = licences.standing(people.partner)
    assert (now.is_open, now.to_accept.number) == (False, 3)
    assert mails() == ["brand.emails.licence_to_accept"]
    licences.publish("Een komma.", False, people.federation)
    assert not licences.standing(people.partner).is_open
    licences.accept(people.partner, 4, boss)
    assert licences.standing(people.partner).is_open


@pytest.mark.database("brand.portal.licences.end", "brand.portal.licences.restore")
def test_the_federation_ends_it_with_a_reason_and_takes_that_back(people, boss, text, signed_in):
    runs_for(people.partner, 90)
    before = people.partner.licence_until
    licences.accept(people.partner, 1, boss)
    client = signed_in(people.federation)
    way = f"{ALL}{people.partner.pk}/beeindig/"
    assert client.post(way, {"why": ""}).status_code == 422
    assert client.post(way, {"why": "Het logo werd hertekend."}).status_code == 302
    people.partner.refresh_from_db()
    now = licences.standing(people.partner)
    assert not people.partner.may_publish
    assert "Het logo werd hertekend." in now.sentence
    assert now.to_accept is None
    assert mails() == ["brand.emails.licence_ended"]
    ref = OutgoingMail.objects.get().ref
    letter = emails.licence_ended(ref)
    assert letter.to == "bea@hal.be"
    assert "Het logo werd hertekend." in letter.text
    assert "Herstel" in client.get(ALL).text
    client.post(f"{ALL}{people.partner.pk}/herstel/")
    people.partner.refresh_from_db()
    assert people.partner.licence_until == before
    assert licences.standing(people.partner).is_open
    assert emails.licence_ended(ref) is None
    again = client.post(f"{ALL}{people.partner.pk}/herstel/", follow=True)
    assert "Er is geen einde om te herstellen." in again.text


def test_an_end_just_after_midnight_is_known_as_one(people, text):
    night = datetime(2027, 3, 1, 0, 30, tzinfo=ZoneInfo("Europe/Brussels"))
    with time_machine.travel(night, tick=False):
        licences.end(people.partner, "Zomaar.", people.federation)
        people.partner.refresh_from_db()
        assert licences.standing(people.partner).ending is not None


def test_it_is_not_ended_twice_nor_after_its_time(people):
    runs_for(people.partner, -1)
    with pytest.raises(licences.LicenceRefused, match="loopt niet meer"):
        licences.end(people.partner, "x", people.federation)
    with pytest.raises(licences.LicenceRefused):
        licences.end(people.house, "x", people.federation)
    assert not LicenceEnding.objects.exists()


def test_a_licence_that_was_extended_since_is_no_end_any_more(people):
    licences.end(people.partner, "x", people.federation)
    runs_for(people.partner, 30)
    assert licences.standing(people.partner).ending is None
    with pytest.raises(licences.LicenceRefused):
        licences.restore(people.partner, people.federation)


def test_who_did_not_accept_again_hears_a_month_before_and_on_the_last_day(people, boss, text):
    runs_for(people.partner, 40)
    licences.accept(people.partner, 1, boss)
    runs_for(people.partner, 400)
    began = timezone.now()
    sent = []
    for day in range(5, 45):
        with time_machine.travel(began + timedelta(days=day), tick=False):
            licences.warn()
            licences.warn()
            if (count := OutgoingMail.objects.count()) != len(sent):
                sent += [day] * (count - len(sent))
    assert sent == [10, 40]
    letter = emails.licence_to_accept(OutgoingMail.objects.first().ref)
    assert letter.to == "bea@hal.be"
    assert f"?partner={people.partner.pk}#licentie" in letter.text


def test_who_accepted_meanwhile_gets_no_mail(people, boss, text):
    licences.publish("Anders.", True, people.federation)
    ref = OutgoingMail.objects.get(kind="brand.emails.licence_to_accept").ref
    licences.accept(people.partner, 2, boss)
    assert emails.licence_to_accept(ref) is None


def test_the_text_is_written_by_the_federation(people, signed_in):
    client = signed_in(people.federation)
    assert "Er is nog geen tekst." in client.get(ALL).text
    answer = client.post(TEXT, {"text": " "})
    assert (answer.status_code, "Schrijf wat een partner aanvaardt." in answer.text) == (422, True)
    assert client.post(TEXT, {"text": "Zo.", "asks_again": "on"}).status_code == 302
    assert LicenceText.objects.get().asks_again
    assert "Zo." in client.get(TEXT).text


def test_all_licences_are_not_for_partners(people, boss, signed_in):
    client = signed_in(boss)
    ways = (ALL, TEXT, f"{ALL}{people.partner.pk}/beeindig/", f"{ALL}{people.partner.pk}/herstel/")
    for way in ways:
        assert client.get(way).status_code in {404, 405}
        assert client.post(way, {"why": "x", "text": "x"}).status_code in {404, 405}
    assert not LicenceEnding.objects.exists()


def test_a_partner_never_reads_the_licence_of_another(people, boss, text, signed_in):
    LicenceAcceptance.objects.create(organisation=people.other, text=text, by=people.outsider)
    assert LicenceAcceptance.objects.visible_to(boss).count() == 0
    assert str(people.outsider) not in signed_in(boss).get(AT).text


def test_all_partners_are_asked_in_as_many_questions(people, text, django_assert_num_queries):
    with django_assert_num_queries(4):
        licences.standings([people.partner])
    with django_assert_num_queries(4):
        licences.standings([people.partner, people.other, people.house])
