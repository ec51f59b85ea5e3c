"""A partner whose licence ended: who writes there is told before the work is done."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.stories import PersonFactory, story

pytestmark = pytest.mark.django_db

SENTENCE = (
    "De licentie van VOORBEELD De Proefhal liep tot en met 2 maart 2026. Nieuwe verhalen komen pas "
    "online als ze verlengd is; de federatie doet dat."
)


def pages(people, client):
    draft = story(PersonFactory(organisation=people.partner))
    section = draft.get_parent()
    return [
        client.get(address).content.decode()
        for address in (
            reverse("wagtailadmin_home"),
            reverse("wagtailadmin_pages:edit", args=[draft.pk]),
            reverse("wagtailadmin_pages:add", args=["stories", "storypage", section.pk]),
        )
    ]


def test_nothing_is_said_while_it_runs(people, signed_in):
    assert not any("licentie" in page for page in pages(people, signed_in(people.marketer)))


def test_it_is_said_on_the_first_screen_and_in_the_editor(people, signed_in):
    people.partner.licence_until = date(2026, 3, 2)
    people.partner.save()
    home, editor, _ = pages(people, signed_in(people.marketer))
    assert (home.count(SENTENCE), editor.count(SENTENCE)) == (1, 1)
    assert SENTENCE not in signed_in(people.other_marketer).get("/beheer/").content.decode()
