"""Contacts as vCards, read by a parser that is not ours."""

import pytest
import vobject
from django.urls import reverse

from brand import places
from leads.models import Contact, Employer
from leads.transfer import vcards
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


def file(client, **asked) -> bytes:
    answer = client.get(reverse("lead:index"), {"export": "vcf", **asked})
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="opvolgdossiers.vcf"'
    return b"".join(answer)


def cards(content: bytes) -> list:
    return list(vobject.readComponents(content.decode()))


def lead(people, partner=None, **contact):
    partner = partner or people.partner
    made = LeadFactory(owner_organisation=partner, owner=None)
    for name, value in contact.items():
        setattr(made.contact, name, value)
    made.contact.save()
    return made


def test_a_card_says_who_where_and_how_to_reach(desk, people):
    one = lead(
        people,
        name="Zoë De Ryck; -- \\ , Ünal",
        function="Zaakvoerder, mede",
        email="zoe@hout.be",
        phone="+3289300001",
    )
    places.load()
    place = places.municipality_of("3600")
    Employer.objects.filter(pk=one.employer_id).update(
        name="Hout; & Zonen, NV", website="https://hout.be/?a=1,2", municipality=place
    )
    content = file(desk)
    [card] = cards(content)
    assert card.version.value == "4.0"
    assert card.fn.value == "Zoë De Ryck; -- \\ , Ünal"
    assert (card.n.value.family, card.n.value.given) == ("", card.fn.value)
    assert card.org.value == ["Hout; & Zonen, NV"]
    assert card.title.value == "Zaakvoerder, mede"
    assert (card.email.value, card.tel.value) == ("zoe@hout.be", "tel:+3289300001")
    assert card.adr.value.city == "Genk"
    assert b"\r\nURL;TYPE=work:https://hout.be/?a=1,2\r\n" in content  # a URI escapes nothing


def test_each_line_is_short_and_no_letter_is_cut(desk, people):
    lead(people, name="É" * 120, function="a\r\nBEGIN:VCARD\x00")
    content = file(desk)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert content.count(b"\n") == content.count(b"\r\n")
    [card] = cards(content)
    assert (card.fn.value, card.title.value) == ("É" * 120, "a\nBEGIN:VCARD")


def test_one_person_in_two_dossiers_is_one_card_and_the_same_each_time(desk, people):
    one = lead(people, name="An")
    LeadFactory(owner_organisation=people.partner, employer=one.employer, contact=one.contact)
    first, again = file(desk), file(desk)
    assert [card.fn.value for card in cards(first)] == ["An"]
    assert first == again


def test_an_address_that_came_back_and_a_guessed_place_are_left_out(people):
    one = lead(people, email="weg@hout.be", phone="0470 of thuis")
    Contact.objects.filter(pk=one.contact_id).update(bounced="weg@hout.be", phone="thuis bellen")
    places.load()
    place = places.municipality_of("3600")
    Employer.objects.filter(pk=one.employer_id).update(
        municipality=place, located_by=Employer.LocatedBy.STOP
    )
    card = vcards.card(Contact.objects.get(pk=one.contact_id)).decode()
    assert "EMAIL" not in card
    assert "ADR" not in card
    assert "TEL;TYPE=work:thuis bellen" in card


def test_what_is_asked_of_the_list_and_nobody_of_another_partner(desk, people):
    lead(people, name="Wel Gezocht")
    lead(people, name="Niet Gevonden")
    lead(people, people.other, name="Gezocht Kanarie")
    assert [card.fn.value for card in cards(file(desk, q="gezocht"))] == ["Wel Gezocht"]


def test_a_dossier_without_contact_and_no_dossier_at_all(desk, people):
    assert file(desk) == b""
    LeadFactory(owner_organisation=people.partner, contact=None)
    assert file(desk) == b""
