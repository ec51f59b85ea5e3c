"""A logo keeps its drawing, and nothing of who drew it."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Site

from brand.kit import logos
from brand.models import BrandKit
from tests.support.telling_photographs import SECRET, photo

DRAWN = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 20"
 inkscape:export-filename="/home/Karim-woont-hier/logo.png" sodipodi:docname='Karim-woont-hier'>
<!-- Karim-woont-hier --><metadata id="m"><rdf>Karim-woont-hier</rdf></metadata>
<sodipodi:namedview id="Karim-woont-hier"/><path d="M0 0h80"/></svg>"""


def kit(**files) -> BrandKit:
    made = BrandKit(site=Site.objects.get(is_default_site=True))
    for name, (called, content) in files.items():
        setattr(made, name, ContentFile(content, name=called))
    made.save()
    return BrandKit.objects.get(pk=made.pk)


@pytest.mark.django_db
def test_a_kept_logo_tells_nothing(founded):
    saved = kit(logo=("logo.svg", DRAWN), logo_dark=("nacht.png", photo("PNG").getvalue()))
    drawing = saved.logo.read()
    assert SECRET not in drawing
    assert drawing == (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 20">\n\n<path d="M0 0h80"/></svg>'
    )
    assert SECRET not in saved.logo_dark.read()


@pytest.mark.django_db
def test_a_logo_says_how_large_it_is_drawn(founded, client):
    saved = kit(logo=("logo.svg", DRAWN), logo_dark=("nacht.png", photo("PNG").getvalue()))
    assert (saved.logo_size, saved.logo_dark_size) == ((176, 44), (66, 44))
    page = client.get("/").content.decode()
    assert 'width="176" height="44" alt="Meewerkers"' in page
    assert 'width="66" height="44" alt="Meewerkers"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "merk/weg.svg"])
def test_a_logo_that_is_not_there_has_no_size(name):
    assert logos.size(name) is None


def test_a_picture_is_written_again():
    file = ContentFile(photo("PNG").getvalue(), name="logo.png")
    assert Image.open(BytesIO(logos.bare(file).read())).size == (60, 40)
