"""One search: what people type, and the rows that answer to it, alike on every screen."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from brand import permissions
from brand.models import User
from brand.search import typed
from leads.desk import search
from leads.models import Contact, Employer, Lead
from roadshow.door import check_in
from roadshow.models import Registration
from roadshow.viewsets import RegistrationViewSet
from tests.factories.brand import UserFactory, cast
from tests.factories.leads import ContactFactory, LeadFactory
from tests.factories.roadshow import CompanionFactory, RegistrationFactory, VenueFactory, tour_page
from tests.support.known_towns import halt

ELS, OZLEM, JAN, MARIE = "Els D'Haese", "Özlem Çelik", "Jan Van den Broeck", "Marie Vandenbroeck"
NUMBERS = {ELS: "+32478901234", JAN: "+3225114567 ext. 12"}
ASKED = [
    ("D’Haese", [ELS]),
    ("d'haese", [ELS]),
    ("d haese", [ELS]),
    ("Haese", [ELS]),
    ("0478 90 12 34", [ELS]),
    ("0478/90.12", [ELS]),
    ("0032 (0)478 90", [ELS]),
    ("+32\u202f478\u202f90\u202f12\u202f34", [ELS]),
    ("02 511 45 67", [JAN]),
    ("özlem", [OZLEM]),
    ("Celik", [OZLEM]),
    ("celik ozlem", [OZLEM]),
    ("Çelk", [OZLEM]),
    ("Vandenbroeck", [JAN, MARIE]),
    ("Van den Broeck", [JAN, MARIE]),
    ("vanden broeck", [JAN, MARIE]),
    ("van den broek", [JAN, MARIE]),
    ("vandenbroek", [JAN, MARIE]),
    ("Broeck Jan", [JAN]),
    ("van den", [JAN, MARIE]),
    ("broeck", [JAN]),
    ("zzz", []),
    ("els celik", []),
]


@pytest.mark.parametrize(("text", "names"), ASKED)
def test_rows_that_answer(text, names):
    rows = [(name, typed.line(name, NUMBERS.get(name))) for name in (ELS, OZLEM, JAN, MARIE)]
    assert typed.pick(text, rows) == names


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u200b"])
def test_without_a_word_all_answer(text):
    assert typed.pick(text, [(1, typed.line(ELS)), (2, typed.line(""))]) == [1, 2]


@pytest.mark.parametrize("text", ["x" * 100_000, "van " * 50_000, "'" * 100_000, "@" * 100_000])
def test_a_very_long_text_is_no_burden(text):
    assert typed.pick(text, [(ELS, typed.line(ELS))]) == []


def test_an_address_and_its_domain():
    written = typed.line("Els", "Els.Maes@Bedrijf.be")
    for text in ("els.maes@bedrijf.be", "ELS.maes@", "bedrijf.be", "els.ma"):
        assert typed.answers(written, typed.asked(text)), text
    assert not typed.answers(written, typed.asked("maes@elders.be"))


@pytest.fixture
def people(db):
    players = cast()
    tour_page()
    permissions.establish_roles()
    for user in (players.owner, players.outsider, players.federation):
        permissions.place_in_groups(user)
    return players


# On every screen --------------------------------------------------------------------------------


@pytest.mark.django_db
class TestScreens:
    @pytest.fixture
    def federation(self, client, people):
        client.force_login(people.federation)
        return client

    def listed(self, client, name, text) -> list:
        return list(client.get(reverse(name), {"q": text}).context["object_list"])

    def test_the_door_and_registrations(self, federation, people):
        """Every text on the rows, and one of them on the pages."""
        stop = halt("Genk", organisation=people.partner)
        for name in (ELS, OZLEM, JAN, MARIE):
            RegistrationFactory(stop=stop, name=name, company="Proef", phone=NUMBERS.get(name, ""))
        everybody = Registration.objects.all()
        columns = RegistrationViewSet.search_fields
        for text, names in ASKED:
            at_the_door = [row.name for row in check_in.search(stop, text)]
            assert (text, sorted(at_the_door)) == (text, sorted(names))
            found = typed.matching(everybody, text, *columns)
            assert (text, sorted(row.name for row in found)) == (text, sorted(names))
        rows = federation.get(f"/onthaal/{stop.slug}/", {"q": "vandenbroek"}).context["rows"]
        assert sorted(row["registration"].name for row in rows) == [JAN, MARIE]
        found = self.listed(federation, "inschrijvingen:index", "vandenbroek")
        assert sorted(row.name for row in found) == [JAN, MARIE]

    def test_leads_and_employers(self, federation, people):
        """Every text on the rows, and one of them on the pages."""
        for number, name in enumerate((ELS, OZLEM, JAN, MARIE)):
            LeadFactory(
                owner_organisation=people.partner,
                employer__name=f"Proef {number}",
                contact__name=name,
                contact__email=f"p{number}@proef.example",
                contact__phone=NUMBERS.get(name, ""),
            )
        user, leads = people.federation, Lead.objects.visible_to(people.federation)
        known = Employer.objects.visible_to(user)
        for text, names in ASKED:
            found = search.find(leads, search.lead_matches, text, user)
            assert (text, sorted(lead.contact.name for lead in found)) == (text, sorted(names))
            employers = search.find(known, search.employer_matches, text, user)
            there = [row.contacts.get().name for row in employers]
            assert (text, sorted(there)) == (text, sorted(names))
        found = self.listed(federation, "lead:index", "vandenbroek")
        assert sorted(lead.contact.name for lead in found) == [JAN, MARIE]
        employers = self.listed(federation, "employer:index", "vandenbroek")
        assert sorted(row.contacts.get().name for row in employers) == [JAN, MARIE]

    def test_a_registration_is_found_once_by_who_comes_along(self, federation, people):
        registration = RegistrationFactory(stop=halt("Genk", organisation=people.partner))
        CompanionFactory(registration=registration, name=OZLEM)
        CompanionFactory(registration=registration, name="Celik Deniz")
        assert self.listed(federation, "inschrijvingen:index", "celik") == [registration]

    def test_places_stops_and_colleagues(self, federation, people):
        venue = VenueFactory(name="D'Oude Werf", organisation=people.partner)
        stop = halt("Genk", venue=venue, organisation=people.partner)
        assert self.listed(federation, "locaties:index", "werf d’oude") == [venue]
        assert self.listed(federation, "haltes:index", "d’oude") == [stop]
        people.owner.first_name, people.owner.last_name = "Özlem", "Van den Broeck"
        people.owner.save()
        found = self.listed(federation, "mensen:index", "vandenbroeck ozlem")
        assert {row.user for row in found} == {people.owner}

    def test_a_slip_finds_nothing_of_another_partner(self, client, people):
        LeadFactory(
            owner_organisation=people.other,
            employer__name="Geheim bedrijf",
            contact__name="Zoë Geheim",
        )
        RegistrationFactory(stop=halt("Genk", organisation=people.other), name="Zoë Geheim")
        client.force_login(people.owner)
        for screen in ("lead:index", "employer:index", "inschrijvingen:index"):
            assert self.listed(client, screen, "gehiem") == []


# Rows of before ---------------------------------------------------------------------------------


@pytest.mark.django_db
class TestRowsOfBefore:
    def test_a_name_is_found_in_one_piece(self):
        contact = ContactFactory(name=JAN)
        Employer.objects.update(search_words=" drukkerij ")
        Contact.objects.update(search_words=" jan van den broeck ")
        migration = import_module("leads.migrations.0003_addresses_and_words_to_search")
        migration.write_words(apps, None)
        written = [rows.objects.get().search_words for rows in (Contact, Employer)]
        contact.save()
        contact.employer.save()
        assert written == [rows.objects.get().search_words for rows in (Contact, Employer)]
        assert " vandenbroeck " in written[0]

    def test_an_address_loses_what_nobody_sees(self):
        contact = ContactFactory(email="els@maes.be")
        Contact.objects.update(email="els@maes.be\u200b")
        import_module("leads.migrations.0003_addresses_and_words_to_search").keep_plainly(
            apps, None
        )
        contact.refresh_from_db()
        assert contact.email == "els@maes.be"

    def test_where_two_would_become_one_both_stay(self):
        first, second = UserFactory(email="els@maes.be"), UserFactory(email="jo@maes.be")
        third = UserFactory(email="an@maes.be")
        User.objects.filter(pk=second.pk).update(email="els@ma\u00ades.be")
        User.objects.filter(pk=third.pk).update(email="an@maes.be\ufeff")
        import_module("brand.migrations.0013_addresses_without_unseen_signs").keep_plainly(
            apps, None
        )
        kept = [User.objects.get(pk=user.pk).email for user in (first, second, third)]
        assert kept == ["els@maes.be", "els@ma\u00ades.be", "an@maes.be"]

    def test_a_seat_is_held_by_one_of_two(self):
        stop = halt("Genk")
        first = RegistrationFactory(stop=stop, email="els@maes.be")
        second = RegistrationFactory(stop=stop, email="x@maes.be")
        alone = RegistrationFactory(stop=halt("Gent"), email="y@maes.be")
        CompanionFactory(registration=first, email="jo@maes.be\u200b")
        Registration.objects.filter(pk=second.pk).update(email="els@maes.be\u200b")
        Registration.objects.filter(pk=alone.pk).update(email="els@maes.be\u200b")
        import_module("roadshow.migrations.0006_addresses_without_unseen_signs").keep_plainly(
            apps, None
        )
        kept = [Registration.objects.get(pk=row.pk).email for row in (first, second, alone)]
        assert kept == ["els@maes.be", "els@maes.be\u200b", "els@maes.be"]
        assert first.companions.get().email == "jo@maes.be"


WRITTEN = {
    7: typed.line("Van den Broeck", "Karim"),
    3: typed.line("Genk", "karim@werkschuit.example", "+32 470 12 34 56"),
    12: "",
    5: typed.text_line("In het magazijn van de Werkschuit staat Karim"),
}


@pytest.mark.parametrize(
    "words",
    ["", "karim", "maga kari", "vandenbroeck", "van den broeck", "0470 12 34 56", "niemand", "%",
     "karim@werkschuit.example", "werkschuit.example", "het magazijn", "arim"],
)  # fmt: skip
def test_searched_together_lines_answer_as_each_of_them_does(words):
    parts = typed.asked(words)
    one_by_one = {number for number, line in WRITTEN.items() if typed.answers(line, parts)}
    assert typed.Lines(WRITTEN).answering(parts) == one_by_one
    assert typed.Lines({}).answering(parts) == set()
