"""A picture that somebody holds back is shown nowhere: no logo, no shared link, no mail of it."""

import pytest
from django.utils import timezone

from brand import gating
from brand.media import renditions
from brand.models import BrandKit, ContentPage, Organisation, PartnersPage
from tests.factories.brand import OrganisationFactory
from tests.factories.stories import ConsentFactory, picture

pytestmark = pytest.mark.django_db

SHOWN = "/media/images/"


@pytest.fixture
def held():
    """A picture of somebody who took consent back."""
    shown = picture(31, title="Teruggetrokken")
    ConsentFactory(picture=shown, withdrawn_at=timezone.now())
    return shown


@pytest.fixture
def free():
    return picture(32, title="Van niemand")


def test_one_picture(held, free):
    assert (gating.shown(held), gating.shown(free), gating.shown(None)) == (None, free, None)


@pytest.mark.parametrize("count", [1, 3])
def test_many_rows_are_asked_at_once(held, free, count, django_assert_num_queries):
    rows = [Organisation(logo=free) for _ in range(count)]
    rows += [Organisation(logo=held), Organisation()]
    with django_assert_num_queries(1):
        shown = gating.shown_with(rows, "logo")
    assert [row.logo for row in shown] == [*[free] * count, None, None]
    with django_assert_num_queries(0):
        gating.shown_with([Organisation()], "logo")


class TestLogos:
    @pytest.fixture
    def partner(self, founded):
        return OrganisationFactory(name="De Proefhal", slug="proefhal")

    @pytest.mark.parametrize(
        "address", ["/partners/", "/partners/proefhal/", "/api/v1/partners/", "/strook/"]
    )
    @pytest.mark.parametrize("which", ["free", "held"])
    def test_it_stands_where_nobody_holds_it_back(self, partner, client, address, which, request):
        strip = ContentPage(title="Strook", slug="strook", body=[("partners", {"title": "Wij"})])
        PartnersPage.objects.get().get_parent().add_child(instance=strip)
        partner.logo = request.getfixturevalue(which)
        partner.save()
        page = client.get(address).content.decode()
        assert partner.name in page
        assert (SHOWN in page) is (which == "free")
        partner.refresh_from_db()
        assert partner.logo is not None

    @pytest.mark.parametrize("which", ["free", "held"])
    def test_in_the_api_of_one(self, partner, client, which, request):
        partner.logo = request.getfixturevalue(which)
        partner.save()
        logo = client.get("/api/v1/partners/proefhal/").json()["logo"]
        assert (logo is not None) is (which == "free")


@pytest.mark.parametrize("which", ["free", "held"])
def test_the_picture_for_shared_links(founded, client, which, request):
    kit = BrandKit.current()
    kit.social_image = request.getfixturevalue(which)
    kit.save()
    assert ("og:image" in client.get("/").content.decode()) is (which == "free")


def test_its_sizes_are_not_made(held, free):
    assert renditions.prepare([held, free], renditions.LOGO) == 1
    assert (held.renditions.count(), free.renditions.count()) == (0, 4)
