"""The tour and who comes. The page tree that pages need is made where it is missing."""

from datetime import timedelta

import factory
from django.conf import settings
from django.utils import timezone
from factory.django import DjangoModelFactory
from wagtail.models import Locale, Page, Site

from brand.models import HomePage, Municipality, Province
from roadshow.models import Companion, Registration, SeatCount, StopPage, TourPage, Venue
from roadshow.models.registrations import State
from tests.factories.brand import OrganisationFactory

# name: NIS code, province, latitude, longitude
TOWNS = {
    "Genk": ("71016", Province.LIMBURG, "50.97", "5.50"),
    "Lommel": ("72020", Province.LIMBURG, "51.23", "5.31"),
    "Hasselt": ("71072", Province.LIMBURG, "50.93", "5.34"),
    "Gent": ("44021", Province.OOST_VLAANDEREN, "51.05", "3.73"),
    "Brugge": ("31005", Province.WEST_VLAANDEREN, "51.21", "3.22"),
}


def home_page() -> HomePage:
    """The home page of the default site, with the trunk it stands on."""
    Locale.objects.get_or_create(language_code="nl-be")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    home = HomePage.objects.child_of(root).first()
    if home is None:
        home = root.add_child(instance=HomePage(title="Meewerkers", slug="meewerkers"))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": settings.SITE_HOST, "port": settings.PORT, "root_page": home},
    )
    Site.clear_site_root_paths_cache()
    return home


def town(name: str = "Genk") -> Municipality:
    nis, province, latitude, longitude = TOWNS[name]
    return Municipality.objects.get_or_create(
        nis=nis,
        defaults={
            "name": name,
            "province": province,
            "latitude": latitude,
            "longitude": longitude,
        },
    )[0]


class PageFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        return cls.parent_of(parent).add_child(instance=model_class(**kwargs))

    @classmethod
    def parent_of(cls, parent):
        raise NotImplementedError


class TourPageFactory(PageFactory):
    class Meta:
        model = TourPage

    title = "Roadshow"
    slug = factory.Sequence(lambda n: f"roadshow-{n}" if n else "roadshow")

    @classmethod
    def parent_of(cls, parent):
        return parent or home_page()


def tour_page() -> TourPage:
    """The tour on which stops stand unless another is named."""
    return TourPage.objects.first() or TourPageFactory(slug="roadshow")


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Zaal Voorbeeld {n}")
    street = "Voorbeeldstraat 1"
    postal_code = "3600"
    municipality = factory.LazyFunction(town)


class StopFactory(PageFactory):
    """A stop in Genk within three weeks. `taken`: seats that are gone already, without a name."""

    class Meta:
        model = StopPage

    title = "Genk"
    slug = factory.Sequence(lambda n: f"halte-{n}")
    organisation = factory.SubFactory(OrganisationFactory)
    venue = factory.SubFactory(VenueFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=20))
    ends_at = factory.LazyAttribute(lambda stop: stop.starts_at + timedelta(hours=2))
    capacity = 40
    contact_name = "Sam Voorbeeld"
    contact_phone = "089 00 00 00"
    contact_email = "sam@example.org"

    @classmethod
    def _create(cls, model_class, *args, taken=None, **kwargs):
        stop = super()._create(model_class, *args, **kwargs)
        if taken is not None:
            SeatCount.objects.create(stop=stop, taken=taken)
        return stop

    @classmethod
    def parent_of(cls, parent):
        return parent or tour_page()


def stop_in(name: str, **fields) -> StopPage:
    """A stop in one of the towns above."""
    return StopFactory(title=name, venue__municipality=town(name), **fields)


class RegistrationFactory(DjangoModelFactory):
    """A row as it stands; `roadshow.registration.seats` counts its seats at first use."""

    class Meta:
        model = Registration

    stop = factory.SubFactory(StopFactory)
    name = factory.Sequence(lambda n: f"Bo Voorbeeld {n}")
    company = factory.Sequence(lambda n: f"Bakkerij Voorbeeld {n}")
    email = factory.Sequence(lambda n: f"bo{n}@bakkerij{n}.example")
    state = State.CONFIRMED


class CompanionFactory(DjangoModelFactory):
    class Meta:
        model = Companion

    registration = factory.SubFactory(RegistrationFactory)
    name = "Jo Voorbeeld"
