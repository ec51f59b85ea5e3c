"""Where an employer is, and how we know."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse

from brand import places
from brand.models import Municipality
from leads.capture import capture
from leads.duplicates import finding, merging
from leads.employers import erasure
from leads.models import Employer, Lead
from leads.stages import Stage
from tests.factories.leads import LeadFactory
from tests.factories.roadshow import RegistrationFactory, stop_in, town

pytestmark = pytest.mark.django_db

LocatedBy = Employer.LocatedBy


@pytest.fixture
def genk():
    return town("Genk")


@pytest.fixture
def lommel():
    return town("Lommel")


@pytest.fixture
def meet(people):
    def met(municipality, located_by):
        return capture(
            name="Bo Peeters",
            company="Bakkerij Peeters",
            email="bo@peeters.example",
            tour=None,
            host=people.partner,
            happened="Sprak ons aan.",
            municipality=municipality,
            located_by=located_by,
        ).employer

    return met


def known():
    employer = Employer.objects.get(name="Bakkerij Peeters")
    return employer.municipality and employer.municipality.name, employer.located_by


@pytest.mark.parametrize(
    ("first", "second", "after"),
    [
        ((None, LocatedBy.TYPED), ("Genk", LocatedBy.STOP), ("Genk", LocatedBy.STOP)),
        (("Genk", LocatedBy.STOP), ("Lommel", LocatedBy.STOP), ("Genk", LocatedBy.STOP)),
        (("Genk", LocatedBy.STOP), ("Lommel", LocatedBy.TYPED), ("Lommel", LocatedBy.TYPED)),
        (("Genk", LocatedBy.TYPED), ("Lommel", LocatedBy.STOP), ("Genk", LocatedBy.TYPED)),
        (("Genk", LocatedBy.TYPED), ("Lommel", LocatedBy.TYPED), ("Genk", LocatedBy.TYPED)),
        (("Genk", LocatedBy.TYPED), (None, LocatedBy.TYPED), ("Genk", LocatedBy.TYPED)),
    ],
)
def test_what_a_person_said_stands_above_what_was_taken_over(meet, first, second, after):
    for name, located_by in (first, second):
        employer = meet(town(name) if name else None, located_by)
    assert known() == after
    assert (employer.municipality.name, employer.located_by) == after


def test_the_dossier_says_what_was_taken_over_and_one_click_confirms_it(desk, lead, genk):
    places.load()
    genk.refresh_from_db()
    Employer.objects.filter(pk=lead.employer_id).update(
        municipality=genk, located_by=LocatedBy.STOP
    )
    page = desk.get(lead.get_absolute_url()).content.decode()
    assert "van de halte overgenomen" in page
    assert "Klopt, Genk" in page
    typed = f"{genk.postal_codes[0]} Genk"
    assert f'value="{typed}"' in page
    url = reverse("lead:location", args=[lead.pk])
    after = desk.post(url, {"municipality": typed}, follow=True).content.decode()
    assert f"{lead.employer} is in Genk." in after
    assert "van de halte overgenomen" not in after
    assert known() == ("Genk", LocatedBy.TYPED)


def test_the_dossier_corrects_it(desk, lead, genk):
    places.load()
    url = reverse("lead:location", args=[lead.pk])
    assert "nog niet gekend" in desk.get(lead.get_absolute_url()).content.decode()
    assert desk.post(url, {"municipality": "3920"}).status_code == 302
    assert known() == ("Lommel", LocatedBy.TYPED)
    refused = desk.post(url, {"municipality": "Parijs aan zee"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "We kennen deze postcode of gemeente niet." in page
    assert "Parijs aan zee" in page
    assert known() == ("Lommel", LocatedBy.TYPED)


def test_it_is_asked_for_a_new_dossier(desk, people):
    places.load()
    said = {
        "company": "Bakkerij Peeters",
        "name": "Bo Peeters",
        "email": "bo@peeters.example",
        "happened": "Op de markt.",
        "organisation": people.partner.pk,
        "municipality": "3600",
    }
    assert "Postcode of gemeente" in desk.get(reverse("lead:add")).content.decode()
    assert desk.post(reverse("lead:add"), said | {"municipality": "0000"}).status_code == 422
    assert desk.post(reverse("lead:add"), said).status_code == 302
    assert known() == ("Genk", LocatedBy.TYPED)


def test_who_chooses_it_on_the_page_of_the_employer_said_it(desk, lead, genk):
    url = reverse("employer:edit", args=[lead.employer_id])
    sent = {"name": lead.employer.name, "municipality": genk.pk, "version": ""}
    assert desk.post(url, sent).status_code == 302
    assert known() == ("Genk", LocatedBy.TYPED)


def test_nothing_of_it_stays_after_erasing(lead, genk):
    Employer.objects.update(municipality=genk, located_by=LocatedBy.STOP)
    Lead.objects.update(stage=Stage.COOPERATION)  # so that the outcome is kept
    erasure.erase_employer(lead.employer)
    assert list(Employer.objects.values_list("municipality", "located_by")) == [(None, "")]


class TestWhatWasThereBefore:
    def migrate(self):
        module = "roadshow.migrations.0012_employers_located_by_stop"
        importlib.import_module(module).take_over_from_stops(apps, None)

    def test_where_the_stops_agree(self, lead, genk):
        for _ in range(2):
            RegistrationFactory(stop=stop_in("Genk"), lead=lead)
        self.migrate()
        assert known() == ("Genk", LocatedBy.STOP)

    def test_not_where_they_differ(self, lead, genk, lommel):
        for name in ("Genk", "Lommel"):
            RegistrationFactory(stop=stop_in(name), lead=lead)
        self.migrate()
        assert known() == (None, "")

    def test_not_where_somebody_said_it(self, lead, genk, lommel):
        Employer.objects.update(municipality=lommel, located_by=LocatedBy.TYPED)
        RegistrationFactory(stop=stop_in("Genk"), lead=lead)
        self.migrate()
        assert known() == ("Lommel", LocatedBy.TYPED)

    def test_what_stood_there_was_chosen_by_somebody(self, lead, genk):
        Employer.objects.update(municipality=genk)
        module = "leads.migrations.0012_how_an_employer_is_located"
        importlib.import_module(module).note_typed(apps, None)
        assert known() == ("Genk", LocatedBy.TYPED)
        assert Municipality.objects.count() == 1


class TestTwoThatLookAlike:
    """What was taken over from a stop is no sign that two employers are one."""

    @pytest.fixture
    def pair(self, lead, genk, lommel):
        other = LeadFactory(owner_organisation=lead.owner_organisation).employer
        places = ((lead.employer, genk, LocatedBy.STOP), (other, lommel, LocatedBy.TYPED))
        for employer, municipality, located_by in places:
            employer.municipality, employer.located_by = municipality, located_by
            employer.save()
        return lead.employer, other

    def test_only_what_was_said_is_compared(self, pair, lommel):
        found = finding.firms()
        assert [found[one.pk].municipality for one in pair] == [None, lommel.pk]

    def test_merged_it_is_where_a_person_said(self, pair, lommel):
        kept, gone = pair
        before = list(Employer.objects.order_by("pk").values())
        merged = merging.merge(kept, gone, None)
        assert known() == ("Lommel", LocatedBy.TYPED)
        merging.undo(merged)
        assert list(Employer.objects.order_by("pk").values()) == before

    def test_merged_the_other_way_it_stays(self, pair):
        kept, gone = pair
        merging.merge(gone, kept, None)
        assert Employer.objects.values_list("municipality__name", "located_by").get() == (
            "Lommel",
            LocatedBy.TYPED,
        )
