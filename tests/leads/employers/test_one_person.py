"""One person is found by mail address, or by telephone number and name; never by a number alone."""

import pytest

from brand.models import Erasure
from brand.privacy import access, identity
from brand.privacy.identity import Called
from leads import callback, capture
from leads.models import Contact, Employer, Lead
from roadshow.models import Registration
from roadshow.registration import confirmation, register
from tests.factories.leads import ContactFactory, EmployerFactory, LeadFactory
from tests.factories.roadshow import RegistrationFactory, stop_in

pytestmark = pytest.mark.django_db

PHONE = "+32470123456"
AN = {"name": "An Peeters", "company": "Bakkerij Peeters"}


@pytest.fixture
def genk(people):
    return stop_in("Genk", organisation=people.partner)


def items(kind: str, row) -> set[tuple]:
    return {item.key for item in access.around(access.kinds()[kind], row)}


def call_me(people, **fields) -> Lead:
    return callback.ask(host=people.partner, phone=PHONE, **{**AN, **fields})


@pytest.mark.parametrize("name", ["an peeters", "Peeters, An", "Än  Peeters"])
def test_a_name_is_the_same_however_it_is_written(name):
    row = ContactFactory(name="An Peeters", phone=PHONE)
    assert identity.with_number(Contact.objects.all(), Called("0470 12 34 56", name)) == [row]


@pytest.mark.parametrize("person", [Called(PHONE, "Bo Maes"), Called("", "An"), Called(PHONE, "")])
def test_a_number_or_a_name_alone_is_nobody(person):
    ContactFactory(name="An Peeters", phone=PHONE)
    assert identity.with_number(Contact.objects.all(), person) == []


class TestErasing:
    def erase(self, employer):
        found = access.around(access.kinds()["werkgever"], employer)
        access.erase(found, Erasure.Why.ASKED)

    def test_no_second_dossier_is_left(self, people):
        """Made apart, as before the rule: by a registration and by *bel mij*."""
        first = capture.capture(
            **AN, email="an@peeters.be", phone=PHONE, tour=None, host=people.partner, happened="x"
        )
        second = EmployerFactory(name="Bakkerij Peeters bv", identity="tel|peeters")
        contact = ContactFactory(employer=second, name="Peeters An", email="", phone=PHONE)
        LeadFactory(employer=second, contact=contact, owner_organisation=people.partner)
        visit = RegistrationFactory(name="An Peeters", email="an@thuis.be", phone=PHONE)
        self.erase(first.employer)
        assert not Employer.objects.exists()
        assert not Contact.objects.exists()
        assert not Lead.objects.exists()
        assert Registration.objects.get(pk=visit.pk).erased_at

    def test_who_shares_a_switchboard_stays(self, people):
        first = capture.capture(
            **AN, email="an@peeters.be", phone=PHONE, tour=None, host=people.partner, happened="x"
        )
        second = EmployerFactory(name="Bakkerij Peeters", identity="tel|peeters")
        other = ContactFactory(employer=second, name="Bo Maes", email="", phone=PHONE)
        visit = RegistrationFactory(name="Bo Maes", email="bo@maes.be", phone=PHONE)
        self.erase(first.employer)
        assert Contact.objects.get() == other
        assert Registration.objects.get(pk=visit.pk).erased_at is None

    def test_another_firm_of_the_same_person_loses_the_person_alone(self, people):
        first = capture.capture(
            **AN, email="an@peeters.be", phone=PHONE, tour=None, host=people.partner, happened="x"
        )
        other = ContactFactory(employer__name="Jeugdhuis", name="An Peeters", phone=PHONE)
        self.erase(first.employer)
        assert Employer.objects.get() == other.employer
        assert not Contact.objects.exists()


class TestAccess:
    def test_a_registration_leads_to_the_dossier_of_the_same_number(self, people):
        lead = call_me(people)
        visit = RegistrationFactory(name="An Peeters", email="an@thuis.be", phone=PHONE)
        assert ("contact", lead.contact_id) in items("inschrijving", visit)
        assert ("inschrijving", visit.pk) in items("contact", lead.contact)

    def test_a_shared_address_does_not_lead_to_anothers_number(self, people):
        an = ContactFactory(name="An Peeters", email="info@peeters.be", phone="")
        RegistrationFactory(name="Bo Maes", email="info@peeters.be", phone=PHONE)
        private = RegistrationFactory(name="Bo Maes", email="bo@thuis.be", phone=PHONE)
        assert ("inschrijving", private.pk) not in items("contact", an)

    def test_an_address_that_is_proven_proves_no_number(self, people, client):
        call_me(people)
        RegistrationFactory(name="An Peeters", email="vreemd@elders.be", phone=PHONE)
        found = access.of_address("vreemd@elders.be")
        assert access.counted(found) == [("Inschrijving", 1)]
        page = client.get(f"/mijn-gegevens/{access.link_token('vreemd@elders.be')}/")
        assert "dan zoeken we ook op uw nummer en naam" in page.content.decode()


class TestCapture:
    def test_who_was_called_and_then_registers_is_one_employer(self, people, genk):
        lead = call_me(people)
        registration = register.register(genk, **AN, email="an@peeters.be", phone=PHONE)
        assert Employer.objects.get() == lead.employer
        assert Contact.objects.count() == 2  # nobody proved that address yet
        confirmation.prove(registration)
        contact = Contact.objects.get()
        assert (contact.email, contact.phone) == ("an@peeters.be", PHONE)
        assert set(Lead.objects.values_list("contact", flat=True)) == {contact.pk}

    def test_who_registers_and_then_asks_to_be_called_too(self, people, genk):
        register.register(genk, **AN, email="an@peeters.be", phone=PHONE)
        call_me(people)
        assert Employer.objects.count() == 1
        assert Contact.objects.count() == 1

    def test_a_colleague_with_the_same_number_is_another_person(self, people, genk):
        call_me(people, name="Bo Maes")
        register.register(genk, **AN, email="an@peeters.be", phone=PHONE)
        assert Employer.objects.count() == 2

    def test_another_firm_is_another_employer(self, people, genk):
        call_me(people, company="Jeugdhuis De Zolder")
        register.register(genk, **AN, email="an@peeters.be", phone=PHONE)
        assert Employer.objects.count() == 2

    def test_another_enterprise_number_is_another_employer(self, people):
        lead = call_me(people)
        Employer.objects.update(enterprise_number="0403170701")
        made = capture.capture(
            **AN,
            email="an@peeters.be",
            phone=PHONE,
            enterprise_number="0417497106",
            tour=None,
            host=people.partner,
            happened="x",
        )
        assert made.employer != lead.employer
