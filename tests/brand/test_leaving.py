"""Pictures and documents go to who takes over."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from brand import founding, leaving
from brand.models import Picture
from tests.factories.brand import OrganisationFactory, member
from tests.factories.stories import picture

pytestmark = pytest.mark.django_db


def test_the_files_of_this_partner_only(founded):
    own, other = OrganisationFactory(), OrganisationFactory()
    for organisation in (own, other):
        founding.welcome(organisation)
    sam, tom = member(own), member(own)
    here = picture(1, collection=own.collection, uploaded_by_user=sam)
    there = picture(2, collection=other.collection, uploaded_by_user=sam)
    get_document_model().objects.create(
        title="Blad",
        file=ContentFile(b"x", name="blad.txt"),
        collection=own.collection,
        uploaded_by_user=sam,
    )
    assert [str(share) for share in leaving.count(sam, own)] == ["1 foto", "1 document"]
    leaving.pass_on(sam, own, tom, tom)
    assert Picture.objects.get(pk=here.pk).uploaded_by_user == tom
    assert Picture.objects.get(pk=there.pk).uploaded_by_user == sam
    assert [share.number for share in leaving.count(sam, own)] == [0, 0]
