"""How leads came, and how far they got."""

import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from leads import callback
from leads.desk import sources
from leads.models import Interaction, Lead
from leads.stages import Source, Stage
from roadshow.registration import register
from tests.factories.leads import InteractionFactory, LeadFactory
from tests.factories.roadshow import RegistrationFactory, stop_in

pytestmark = pytest.mark.django_db


def test_each_way_in_says_so(people):
    stop = stop_in("Genk", organisation=people.partner)
    register.register(stop, name="An", company="Firma An", email="an@an.be")
    callback.ask(host=people.partner, name="Bo", company="Firma Bo", phone="+32470123456")
    found = dict(Lead.objects.values_list("employer__name", "source"))
    assert found == {"Firma An": Source.STOP, "Firma Bo": Source.CALLBACK}


def test_the_first_way_stays(people):
    asked = {"host": people.partner, "name": "An", "company": "Firma An", "phone": "+32470123456"}
    lead = callback.ask(**asked)
    Lead.objects.filter(pk=lead.pk).update(source=Source.BY_HAND)
    callback.ask(**asked, note="Nog eens")
    assert Lead.objects.get().source == Source.BY_HAND


def test_the_table(desk, people):
    def made(source, **fields):
        owner = fields.pop("owner_organisation", people.partner)
        LeadFactory(owner_organisation=owner, source=source, **fields)

    made(Source.STOP, stage=Stage.TALK, first_responded_at=timezone.now())
    made(Source.STOP, stage=Stage.COOPERATION, first_responded_at=timezone.now())
    made(Source.STOP, stage=Stage.NO_MATCH, next_action="", next_action_on=None)
    made(Source.CALLBACK)
    made("")
    made(Source.API, owner_organisation=people.other)
    made(Source.IMPORT, created_at=timezone.now() - timedelta(days=400))
    page = desk.get(reverse("today:sources"))
    told = [
        (row.label, [(one.number, one.share) for one in row.cells]) for row in page.context["rows"]
    ]
    assert told == [
        ("Halte van de roadshow", [(3, ""), (2, "67 %"), (2, "67 %"), (1, "33 %"), (1, "33 %")]),
        ("Formulier “Bel mij”", [(1, ""), (0, ""), (0, ""), (0, ""), (0, "")]),
        ("Niet gekend", [(1, ""), (0, ""), (0, ""), (0, ""), (0, "")]),
    ]
    for row in page.context["rows"]:
        for cell in row.cells:
            if cell.url:
                listed = desk.get(cell.url)
                assert len(listed.context["object_list"]) == cell.number, cell.url


def test_empty(desk):
    assert "Nog geen dossiers in die tijd." in desk.get(reverse("today:sources")).content.decode()


@pytest.mark.parametrize("number", [1, 4])
def test_as_many_questions_for_four_as_for_one(people, number, django_assert_num_queries):
    for source in Source.values[:number]:
        LeadFactory(owner_organisation=people.partner, source=source)
    with django_assert_num_queries(1):
        assert len(sources.rows(Lead.objects.all())) == number


def test_what_was_there_before(people):
    """Only what the timeline or a registration says."""
    kinds = {
        "asked": (Interaction.Kind.CALLBACK, None),
        "typed": (Interaction.Kind.REGISTRATION, people.owner),
        "came": (Interaction.Kind.REGISTRATION, None),
        "unknown": (Interaction.Kind.REGISTRATION, None),
    }
    made = {}
    for name, (kind, by) in kinds.items():
        made[name] = LeadFactory(owner_organisation=people.partner)
        InteractionFactory(lead=made[name], kind=kind, by=by)
        InteractionFactory(lead=made[name], kind=Interaction.Kind.CALLBACK)
    for name in ("typed", "came"):
        RegistrationFactory(stop=stop_in("Genk"), lead=made[name])
    module = importlib.import_module("leads.migrations.0015_source_of_a_lead")
    module.tell_from_the_first_line(apps, None)
    module = importlib.import_module("roadshow.migrations.0015_leads_from_a_stop")
    module.tell_from_the_registrations(apps, None)
    told = {name: Lead.objects.get(pk=lead.pk).source for name, lead in made.items()}
    assert told == {"asked": "bel-mij", "typed": "zelf", "came": "halte", "unknown": ""}
