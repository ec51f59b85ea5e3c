import factory
from django.utils import timezone

from brand.models import JobRun, OutgoingMail, Subscription, SubscriptionRecord, SyncJob


class SubscriptionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Subscription

    email = factory.Sequence(lambda n: f"werkgever{n}@bedrijf.be")
    name = "An Peeters"
    company = "Bakkerij Peeters"
    state = Subscription.State.SUBSCRIBED
    confirmed_at = factory.LazyFunction(timezone.now)


class SubscriptionRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SubscriptionRecord

    subscription = factory.SubFactory(
        SubscriptionFactory, state=Subscription.State.ASKED, confirmed_at=None
    )
    said = SubscriptionRecord.Said.ASKED
    way = "inschrijving voor Genk"
    wording = "Ja, stuur mij maximaal één mail per maand."


class OutgoingMailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutgoingMail

    kind = "brand.emails.newsletter_welcome"
    ref = factory.Sequence(str)
    dedupe_key = factory.LazyAttribute(lambda row: f"{row.kind}:{row.ref}:")


class SyncJobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SyncJob

    kind = SyncJob.Kind.STAND
    subscription = factory.SubFactory(SubscriptionFactory)
    list_id = "abc123"
    email_hash = "0" * 32
    dedupe_key = factory.LazyAttribute(lambda row: f"{row.kind}:{row.subscription.pk}")


class JobRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JobRun

    name = factory.Sequence(lambda n: f"brand.taak {n}")
