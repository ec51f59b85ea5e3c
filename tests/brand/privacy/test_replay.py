"""Who was erased after the backup that was put back, is erased again."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from brand import audience
from brand.models import GoneRow, OutgoingMail, Subscription
from brand.privacy import access, replay
from leads.capture import capture
from leads.duplicates import merging
from leads.models import Contact, Employer
from roadshow.models import Companion, Registration
from roadshow.registration import register
from stories.models import PortrayedPerson
from tests.factories.brand import cast
from tests.factories.leads import ContactFactory, EmployerFactory, LeadFactory
from tests.factories.outbox import OutgoingMailFactory, SubscriptionFactory
from tests.factories.roadshow import stop_in
from tests.factories.stories import PersonFactory
from tests.support.backups import after_backup, lost, start

pytestmark = pytest.mark.django_db
NAME, ADDRESS, BESIDE = "Kwikzilver Peeters", "kwikzilver@peeters.be", "bo@maes.be"


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def registration(people):
    return register.register(
        stop_in("Genk", organisation=people.partner),
        name=NAME,
        company="Peeters & Zoon",
        email=ADDRESS,
        companions=[("Bo Maes", BESIDE)],
    )


def erase(kind, row):
    access.erase_own([access.Item(access.kinds()[kind], row)])


def journalled() -> list[str]:
    store = storages["journal"]
    texts = []
    for name in store.listdir("erasures")[1]:
        with store.open(f"erasures/{name}") as file:
            texts.append(file.read().decode())
    return texts


def test_a_registration_with_who_came_along(registration):
    after_backup(lambda: erase("inschrijving", registration))
    row = Registration.objects.get()
    assert (row.name, row.erased_at is None) == ("Gewist", False)
    assert not Companion.all_rows.filter(email=BESIDE).exists()
    assert replay.replay() == 0


def test_who_came_along(registration):
    row = Companion.all_rows.get()
    after_backup(lambda: erase("meegekomen", row))
    assert list(Companion.all_rows.values_list("name", "email")) == [("Gewist", "")]
    assert Registration.objects.get().name == NAME


def test_everything_about_an_address(registration):
    OutgoingMailFactory(to=ADDRESS, subject="Tot dinsdag", text="Dag.")
    SubscriptionFactory(email=ADDRESS)

    after_backup(lambda: access.erase_own(access.of_address(ADDRESS)))
    assert access.of_address(ADDRESS) == []
    assert not Contact.objects.filter(email=ADDRESS).exists()
    assert not OutgoingMail.objects.filter(text="Dag.").exists()
    assert audience.is_suppressed(ADDRESS)
    assert not any(word in text for text in journalled() for word in ("eeters", ADDRESS, "Dag"))


def test_an_employer_with_its_people(registration):
    employer = Employer.objects.get()
    after_backup(lambda: erase("werkgever", employer))
    assert not Employer.objects.exists()
    assert not Contact.objects.exists()


def test_who_was_two_rows_when_the_backup_was_made(people):
    """Known by a number first, and by an address later: one row, which was erased."""
    known = {"name": NAME, "company": "Peeters & Zoon", "phone": "0470 12 34 56"}
    here = {"tour": None, "host": people.partner, "happened": "Belde"}
    capture(**known, **here, email="")
    with lost():
        row = capture(**known, **here, email=ADDRESS).contact
        assert Contact.objects.get() == row
        erase("contact", row)
    assert Contact.objects.get().name == NAME
    start()
    assert not Contact.objects.filter(name=NAME).exists()
    assert replay.replay() == 0


@pytest.mark.database("leads.models.employers.Employer")
def test_an_employer_that_was_two_when_the_backup_was_made(people):
    kept, gone = EmployerFactory(name="De Linde"), EmployerFactory(name="Linde BV")
    for employer in (kept, gone):
        row = ContactFactory(employer=employer, name=NAME, email=ADDRESS, met_by=people.partner)
        row.known_to.add(people.partner)
        LeadFactory(employer=employer, contact=row, owner_organisation=people.partner)
    with lost():
        merging.merge(kept, gone, None)
        kept.refresh_from_db()
        erase("contact", kept.contacts.get())
        kept.refresh_from_db()
        erase("werkgever", kept)
    assert Contact.objects.filter(name=NAME).count() == 2
    start()
    assert not Contact.objects.filter(name=NAME).exists()
    assert not Employer.objects.filter(name__in=["De Linde", "Linde BV"]).exists()


def test_a_portrayed_person_by_its_own_journal(people):
    person = PersonFactory(organisation=people.partner, name=NAME)
    after_backup(lambda: erase("geportretteerde", person))
    assert PortrayedPerson.objects.get().name == "Gewist"
    assert not GoneRow.objects.exists()


def test_a_number_that_was_given_again_is_somebody_else(registration):
    """The row came after the backup too: its number is free in the database that is back."""
    with lost():
        erase("inschrijving", registration)
    Registration.objects.update(created_at=timezone.now() + timedelta(minutes=1))
    start()
    assert Registration.objects.get().name == NAME
    assert GoneRow.objects.count() == 1


def test_who_stopped_the_newsletter_gets_none():
    row = SubscriptionFactory(email=ADDRESS, state="ingeschreven", confirmed_at=timezone.now())
    after_backup(lambda: audience.stop(row, way="knop"))
    row.refresh_from_db()
    assert row.state == "uitgeschreven"
    assert not OutgoingMail.objects.filter(kind="brand.emails.newsletter_stopped").exists()
    assert replay.replay() == 0


def test_who_confirmed_since_stays():
    row = SubscriptionFactory(email=ADDRESS, state="ingeschreven", confirmed_at=timezone.now())
    with lost():
        audience.stop(row, way="knop")
    later = timezone.now() + timedelta(minutes=1)
    Subscription.objects.filter(pk=row.pk).update(confirmed_at=later)
    start()
    row.refresh_from_db()
    assert row.state == "ingeschreven"


def test_who_wants_no_messages_about_a_stop_gets_none(client, registration):
    url = reverse("mine_quiet", args=[registration.token])
    after_backup(lambda: client.post(url))
    registration.refresh_from_db()
    assert registration.objected_at is not None
    assert replay.replay() == 0


def test_who_wants_them_again_hears_of_it(client, registration):
    url = reverse("mine_quiet", args=[registration.token])
    client.post(url)
    client.post(url, {"weer": ""})
    start()
    registration.refresh_from_db()
    assert registration.objected_at is None


def test_the_worker_does_it_and_the_journal_is_made_whole():
    from brand import due

    assert replay.reconcile in [act for _, seconds, act in due.JOBS if seconds == 60]
    row = SubscriptionFactory(email=ADDRESS)
    audience.stop(row, way="knop")
    store = storages["journal"]
    [name] = store.listdir("erasures")[1]
    store.delete(f"erasures/{name}")
    assert replay.reconcile() == 1
    assert store.listdir("erasures")[1] == [name]
