"""Our tags for pictures write what Wagtail's write."""

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from brand.models import Picture
from tests.factories.stories import picture

pytestmark = pytest.mark.django_db

TAGS = [
    '{% picture shown format-{webp,jpeg} fill-{20x20,40x40} sizes="20rem" alt="Zij" %}',
    '{% image shown width-20 format-png class="logo" alt=shown.alt %}',
    "{% image shown width-20 as size %}{{ size.width }} {{ size.url }}",
    "{% picture shown format-{webp,jpeg,png} width-20 %}",
    "{% picture shown width-{20,40} sizes='20rem' %}",
    "{% picture shown format-{webp,jpeg} width-20 alt=typed %}",
    '{% picture shown format-{webp,jpeg} width-20 alt=safe loading="lazy" %}',
    "{% picture nothing format-{webp,jpeg} width-20 %}",
]


@pytest.mark.parametrize("tag", TAGS)
def test_the_same_html_at_each_use(tag):
    each = "{% for shown in pictures %}" + tag + "{% endfor %}"
    ours, theirs = (
        Template("{% load " + name + " %}" + each)
        for name in ("picture_tags", "wagtailimages_tags")
    )
    words = {"typed": "Jan & Mia", "safe": mark_safe("Jan & Mia")}
    pictures = Context({"pictures": [picture(1), picture(2), picture(1)], **words})
    assert ours.render(pictures) == ours.render(pictures) == theirs.render(pictures)


@pytest.mark.parametrize("tag", TAGS)
def test_a_picture_that_is_away_leaves_no_trace(tag):
    gone = Picture.objects.get(pk=picture(1).pk)  # with no file open
    gone.file.storage.delete(gone.file.name)
    written = Template("{% load picture_tags %}" + tag).render(Context({"shown": gone}))
    assert written.strip() == ""
