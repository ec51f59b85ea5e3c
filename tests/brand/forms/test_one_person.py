"""One address is one person, whatever unseen was pasted with it, in every part of the site."""

import pytest

from brand import audience, mail
from brand.audience import subscribing
from brand.models import Subscription, User
from brand.people import membership
from brand.privacy import access
from brand.sign_in.password_reset import OneAnHour
from leads import capture
from leads.models import Contact, Lead
from roadshow.door import check_in
from roadshow.models import Registration, Repeat
from roadshow.registration import register
from tests.factories.brand import OrganisationFactory, UserFactory
from tests.factories.roadshow import StopFactory

pytestmark = pytest.mark.django_db

ELS = {"name": "Els Maes", "company": "Bakkerij Maes"}
TYPED = [
    "els@maes.be",
    "els@maes.be\u200b",
    "\ufeffels@maes.be",
    "els@ma\u00ades.be",
    "\u200eELS@maes.be",
]


def test_registering_twice_is_one_registration():
    stop = StopFactory(capacity=20)
    answers = [type(register.register(stop, **ELS, email=typed)) for typed in TYPED]
    assert answers == [Registration, Repeat, Repeat, Repeat, Repeat]
    assert (Contact.objects.count(), Lead.objects.count()) == (1, 1)


def test_the_door_knows_who_registered():
    stop = StopFactory(capacity=20)
    first = register.register(stop, **ELS, email=TYPED[0])
    assert {check_in.walk_in(stop, **ELS, email=typed).pk for typed in TYPED} == {first.pk}


def test_a_lead_has_one_contact():
    partner = OrganisationFactory()
    for typed in TYPED:
        capture.capture(**ELS, email=typed, tour=None, host=partner, happened="Belde.")
    assert list(Contact.objects.values_list("email", flat=True)) == ["els@maes.be"]


def test_the_newsletter_has_one_subscription_and_keeps_who_asked_to_be_forgotten_off():
    for typed in TYPED:
        audience.subscribe(typed, source="proef")
    row = Subscription.objects.get()
    assert row.email == "els@maes.be"
    audience.erase(row, way="proef")
    assert {subscribing.is_suppressed(typed) for typed in TYPED} == {True}


def test_an_account_is_found_by_it():
    UserFactory(email="els@maes.be", password="een lang wachtwoord")
    partner = OrganisationFactory()
    for typed in TYPED:
        membership.join(partner, email=typed, name="Els Maes", role="marketeer")
        form = OneAnHour({"email": typed})
        assert form.is_valid()
        assert form.cleaned_data["email"] == "els@maes.be"
        assert User.objects.get_by_natural_key(typed).email == "els@maes.be"
    assert User.objects.filter(email__contains="maes").count() == 1
    assert partner.memberships.count() == 1


def test_everything_about_a_person_is_found_by_it():
    stop = StopFactory(capacity=20)
    register.register(stop, **ELS, email=TYPED[0])
    found = [{(item.kept.key, item.row.pk) for item in access.of_address(typed)} for typed in TYPED]
    assert len(found[0]) >= 2
    assert found == [found[0]] * len(TYPED)


def test_a_mail_leaves_for_the_domain_of_idna_2008():
    assert mail.ascii_address("Jan@straße.de") == "Jan@xn--strae-oqa.de"
    with pytest.raises(ValueError, match="Codepoint"):
        mail.ascii_address("jan@☕.be")
