"""Run inside a site under test: the morning after a stop, with thirty employers to call."""

from datetime import timedelta

from django.utils import timezone

from brand.models import Municipality, Organisation, User
from leads.models import HandOver, Interaction, Lead, Placement
from roadshow.door import check_in, morning_after
from roadshow.models import Registration, StopPage, TourPage, Venue
from roadshow.registration.register import register

EMPLOYERS = 30
SLUG = "dagproef"
STEPS = [Interaction.Kind.CALL, Interaction.Kind.HAND_OVER]


def after_the_stop() -> None:
    """Everybody came, and nothing else asks for attention; prints how many dossiers there are."""
    _set_the_rest_aside()
    stop = _stop(timezone.now() + timedelta(days=21))
    for number in range(EMPLOYERS):
        registration = register(
            stop,
            name=f"An Peeters {number}",
            company=f"Dagproef {number:02} (VOORBEELD)",
            email=f"an@dagproef{number:02}.example",
            phone=f"+32 470 12 34 {number:02}",
        )
    yesterday = timezone.now() - timedelta(days=1)
    StopPage.objects.filter(pk=stop.pk).update(starts_at=yesterday, ends_at=yesterday)
    for registration in Registration.objects.filter(stop=stop):
        check_in.arrive(registration, at=yesterday)
    noon = timezone.localtime().replace(hour=12)  # also when this runs before it is morning
    morning_after.run(noon)
    print(of_the_stop().count())


def _set_the_rest_aside() -> None:
    HandOver.objects.all().delete()
    later, now = timezone.localdate() + timedelta(days=300), timezone.now()
    keeper = User.objects.get(email__startswith="beheerder@")
    Lead.objects.filter(next_action_on__isnull=False).update(
        owner=keeper, next_action_on=later, next_action_at=None, first_responded_at=now
    )


def _stop(starts_at) -> StopPage:
    host = Organisation.objects.get(slug="de-werkschuit-voorbeeld")
    hall = Venue.objects.create(
        name="Zaal van de dagproef (VOORBEELD)",
        municipality=Municipality.objects.get(name="Mechelen"),
    )
    stop = StopPage(
        title="Dagproef (VOORBEELD)",
        slug=SLUG,
        organisation=host,
        venue=hall,
        capacity=EMPLOYERS,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
    )
    TourPage.objects.live().first().add_child(instance=stop)
    stop.save_revision().publish()
    return stop


def of_the_stop():
    return Lead.objects.filter(registrations__stop__slug=SLUG).distinct()


def not_called() -> None:
    """Prints how many employers of the stop nobody called."""
    called = Interaction.objects.filter(kind=Interaction.Kind.CALL, undone_at=None)
    print(of_the_stop().exclude(pk__in=called.values("lead")).count())


def placements() -> None:
    """Prints how many placements came of it."""
    print(Placement.objects.filter(lead__in=of_the_stop()).count())
