"""Pictures are made before a visitor asks for them."""

import pytest

from brand.media import renditions
from brand.models import Picture, Rendition
from tests.factories.brand import OrganisationFactory
from tests.factories.stories import picture

pytestmark = pytest.mark.django_db


def test_the_sizes_of_a_place():
    assert renditions.specs(renditions.CARD, renditions.HERO) == [
        "format-webp|fill-560x420",
        "format-webp|fill-1120x840",
        "format-jpeg|fill-560x420",
        "format-jpeg|fill-1120x840",
    ]


def test_the_brands_own_are_made_once(founded, client):
    founded.hero_picture = picture(1)
    founded.save_revision().publish()
    OrganisationFactory(logo=picture(2))
    picture(3)
    assert renditions.prepare_own() == 2
    assert renditions.prepare_own() == 0
    made = set(Rendition.objects.values_list("pk", flat=True))
    assert len(made) == 9
    for address in ("/", "/partners/"):
        assert client.get(address).status_code == 200
    assert set(Rendition.objects.values_list("pk", flat=True)) == made


def test_a_file_that_is_away_stops_nothing(founded):
    broken, whole = picture(1), picture(2)
    broken.file.storage.delete(broken.file.name)
    assert renditions.prepare(Picture.objects.order_by("pk"), renditions.CARD) == 1
    assert set(renditions.lacking(Picture.objects.all(), renditions.CARD)) == {broken}
    assert whole.renditions.count() == 4


@pytest.mark.database("brand.models.images.Rendition")
def test_what_is_there_is_not_made_again(founded):
    shown = picture(1)
    shown.get_rendition("format-webp|fill-560x420")
    before = Rendition.objects.get().file.name
    renditions.prepare(Picture.objects.all(), renditions.CARD)
    assert before in Rendition.objects.values_list("file", flat=True)
    assert shown.renditions.count() == 4
