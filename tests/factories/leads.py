from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from wagtail.models import Locale, Page

from leads.employers import matching
from leads.models import Contact, Employer, HandOver, Interaction, Lead
from leads.stages import NextAction
from tests.factories.brand import OrganisationFactory


class EmployerFactory(DjangoModelFactory):
    class Meta:
        model = Employer

    name = factory.Sequence(lambda n: f"Bakkerij Voorbeeld {n}")
    mail_domain = factory.Sequence(lambda n: f"bakkerij{n}.example")
    identity = factory.LazyAttribute(lambda e: matching.identity(e.name, f"info@{e.mail_domain}"))


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    employer = factory.SubFactory(EmployerFactory)
    name = "Bo Voorbeeld"
    email = factory.LazyAttribute(lambda c: f"bo@{c.employer.mail_domain}")
    phone = "0470 12 34 56"


class LeadFactory(DjangoModelFactory):
    """An open lead that asks for a call today, of nobody in particular."""

    class Meta:
        model = Lead
        skip_postgeneration_save = True

    employer = factory.SubFactory(EmployerFactory)
    contact = factory.SubFactory(ContactFactory, employer=factory.SelfAttribute("..employer"))
    owner_organisation = factory.SubFactory(OrganisationFactory)
    source_organisation = factory.SelfAttribute("owner_organisation")
    next_action = NextAction.CALL
    next_action_on = factory.LazyFunction(timezone.localdate)
    first_response_due = factory.LazyFunction(timezone.localdate)

    @factory.post_generation
    def known(self, create, extracted, **kwargs):
        if create and self.contact:
            self.contact.known_to.add(self.owner_organisation)


class InteractionFactory(DjangoModelFactory):
    class Meta:
        model = Interaction

    lead = factory.SubFactory(LeadFactory)
    kind = Interaction.Kind.NOTE
    note = "Een notitie."


class HandOverFactory(DjangoModelFactory):
    class Meta:
        model = HandOver

    lead = factory.SubFactory(LeadFactory)
    from_organisation = factory.SelfAttribute("lead.owner_organisation")
    to_organisation = factory.SubFactory(OrganisationFactory)
    answer_by = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=5))


def make_tour(title="Tournee"):
    """A page that stands for a tour; leads knows a tour as a page only."""
    Locale.objects.get_or_create(language_code="nl-be")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Wortel", slug="root")
    return root.add_child(title=title, slug=title.lower().replace(" ", "-"))
