"""Fills a demo site with text that would like to run; the test of it reads where it all stands.

Runs inside the site under test: `print(planted_payloads.plant())`.
"""

import json
from io import BytesIO
from unittest.mock import patch

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from brand import demo
from brand.models import ContentPage, HomePage, Organisation, Picture
from roadshow.models import StopPage
from stories.consent import recording as consent_recording
from stories.consent import requests
from stories.gate import recognition, sentences
from stories.languages import translation
from stories.models import Consent, PartnerSectionPage, PortrayedPerson, StoryPage, StoryPortrayal
from stories.objections import recording as objections_recording

PAYLOADS = [
    "<script>window.__ran=1</script>",
    "</script><script>window.__ran=1</script>",
    "</title><script>window.__ran=1</script>",
    "</textarea><script>window.__ran=1</script>",
    "</style><script>window.__ran=1</script>",
    "--><script>window.__ran=1</script><!--",
    "]]><script>window.__ran=1</script>",
    "<ScRiPt>window.__ran=1</ScRiPt>",
    '"><img src=x onerror=window.__ran=1>',
    "'><img src=x onerror=window.__ran=1>",
    "<img src=x onerror=window.__ran=1>",
    "<svg onload=window.__ran=1>",
    "<svg><animate onbegin=window.__ran=1>",
    "<details open ontoggle=window.__ran=1>",
    "<body onload=window.__ran=1>",
    '" autofocus onfocus=window.__ran=1 x="',
    "' onmouseover=window.__ran=1 x='",
    '<a href="javascript:window.__ran=1">x</a>',
    '<iframe srcdoc="<script>parent.__ran=1</script>">',
    "<math><mtext></table><mglyph><style><img src=x onerror=window.__ran=1>",
    "{{ 7|add:7 }}{% load static %}${window.__ran=1}",
    "\\u003cscript\\u003ewindow.__ran=1\\u003c/script\\u003e",
]
EVERYTHING = " ".join(PAYLOADS)
RUNS = "javascript:window.__ran=1//"
TEXTS = [
    "prejudice", "fact", "source", "lesson", "evidence", "contact_name", "contact_phone",
    "come_and_see", "invitation_name", "sector", "picture_alt", "seo_title", "search_description",
]  # fmt: skip


def rich_text(text: str) -> str:
    """Rich text as the editor gives it when this is typed, and links to what would run."""
    linked = [{"offset": 0, "length": 5, "key": 0}]
    lines = [("a", text, []), ("b", "adres", linked)]
    blocks = [
        {"key": key, "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
        | {"entityRanges": entities}
        for key, words, entities in lines
    ]
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": RUNS}}
    content = json.dumps({"blocks": blocks, "entityMap": {"0": link}})
    return ContentstateConverter(["bold", "link"]).to_database_format(content)


def body(text: str, image: Picture) -> list:
    rich, address = rich_text(text), f"https://example.org/?q={text}"
    step = {"title": text, "text": text, "state": "done"}
    ticked = {"shows_nobody": True, "shows_nobody_why": text}
    video = {"title": text, "url": address, "poster": image, "transcript": rich}
    return [
        ("text", rich),
        ("quote", {"text": text, "name": text, "role": text, "image": image}),
        (
            "before_after",
            {"before_title": text, "before": rich, "after_title": text, "after": rich},
        ),
        ("picture", {"image": image, "alt": text, "caption": text, **ticked}),
        ("questions", {"title": text, "questions": [{"question": text, "answer": rich}]}),
        ("steps", {"title": text, "steps": [step]}),
        ("video", {**video, **ticked}),
        ("call", {"title": text, "text": text, "link": {"label": text, "url": address}}),
    ]


def picture(number: int, text: str, section: PartnerSectionPage) -> Picture:
    file = BytesIO()
    Image.new("RGB", (640, 480), (number, 90, 82)).save(file, "PNG")
    return Picture.objects.create(
        title=text,
        alt=text,
        credit=text,
        file=ContentFile(file.getvalue(), name=f"corpus{number}.png"),
        collection=section.organisation.collection,
    )


def portrayed(number: int, text: str, section: PartnerSectionPage) -> PortrayedPerson:
    """With a number: some of the texts hold another, and a story names nobody it does not list."""
    name = f"{text[:150]} {number}"
    return PortrayedPerson.objects.create(organisation=section.organisation, name=name)


def allow(text: str, page: StoryPage) -> None:
    """This person is called so, and allows everything."""
    asked = requests.ask(page.portrayals.get().person, way=Consent.Way.HERE, story=page)
    said = consent_recording.Answer(
        taking=True,
        channels=tuple(Consent.Channel),
        name_level=Consent.NameLevel.OTHER,
        other_name=text,
    )
    consent_recording.answer(asked, said)


def story(number: int, text: str, section: PartnerSectionPage) -> StoryPage:
    image = picture(number, text, section)
    kinds = StoryPage.Kind.values
    limits = {name: StoryPage._meta.get_field(name).max_length for name in TEXTS}
    page = StoryPage(
        title=text,
        slug=f"corpus-{number}",
        lead=text,
        kind=kinds[number % len(kinds)],
        picture=image,
        live=False,
        source_url=f"https://example.org/?q={text}".replace(" ", ""),
        source_on=timezone.localdate(),
        body=body(text, image),
        **{name: text[:limit] for name, limit in limits.items()},
    )
    page.portrayals = [StoryPortrayal(person=portrayed(number, text, section))]
    section.add_child(instance=page)
    recognition.confirm(page, None)
    revision = page.save_revision()
    allow(text, page)
    revision.publish()
    return page


def partner(section: PartnerSectionPage) -> None:
    Organisation.objects.filter(pk=section.organisation.pk).update(
        description=EVERYTHING[:600],
        phone=PAYLOADS[8],
        website=f"https://example.org/?q={PAYLOADS[8]}",
        email="a@b.example",
    )


def stop() -> StopPage:
    page = StopPage.objects.upcoming().first()
    page.title, page.contact_name, page.includes = PAYLOADS[8], PAYLOADS[9], PAYLOADS[10]
    page.who_you_meet, page.programme = EVERYTHING[:600], rich_text(EVERYTHING)
    page.save_revision().publish()
    page.venue.name = PAYLOADS[0]
    page.venue.save()
    return page


@patch("stories.gate.captions.obstacles", lambda page: [])  # of before this was asked
def pages(image: Picture) -> tuple[HomePage, ContentPage]:
    home = HomePage.objects.first()
    home.hero_title, home.hero_caption = PAYLOADS[11], PAYLOADS[9]
    home.hero_text = EVERYTHING[:300]
    home.body = body(PAYLOADS[8], image)[:1]
    home.save_revision().publish()
    plain = [row for row in body(PAYLOADS[10], image) if row[0] in ("text", "quote", "steps")]
    page = ContentPage(title=PAYLOADS[9], slug="corpus", intro=EVERYTHING[:400], body=plain)
    page.show_in_footer = page.show_in_menus = True
    home.add_child(instance=page)
    page.save_revision().publish()
    return home, page


def plant() -> str:
    """Everything; as JSON, where it stands."""
    section = PartnerSectionPage.objects.filter(organisation__is_demo=True).first()
    told = [story(number, text, section) for number, text in enumerate(PAYLOADS)]
    french = translation.translate(told[-1], "fr")
    for name in ("lead", "prejudice", "fact", "lesson", "evidence"):
        limit = StoryPage._meta.get_field(name).max_length
        setattr(french, name, f"Traduit : {getattr(french, name)}"[:limit])
    french.body = body(f"Traduit : {PAYLOADS[-1]}", told[-1].picture)
    recognition.confirm(french, None)
    french.save_revision()
    person = french.portrayals.get().person
    objections_recording.agree(person, french, sentences.text_hash(french))
    french.get_latest_revision().publish()
    partner(section)
    halt = stop()
    home, page = pages(told[-1].picture)
    person = told[-1].portrayals.get().person
    kinds = ("verhalen", "haltes", "partners", "paginas")
    return json.dumps(
        {
            "stories": {one.url: " ".join(one.title.split()) for one in told},
            "public": [
                *("/", "/verhalen/", "/verhalen/?taal=fr", "/zoeken/?zoek=window", "/roadshow/"),
                *(f"/zoeken/?zoek=window&in={kind}" for kind in kinds),
                *("/partners/", f"/partners/{section.organisation.slug}/", section.url),
                *(halt.url, f"{halt.url}inschrijven/", page.url, french.url),
            ],
            "data": {
                "/verhalen/feed.atom": "application/atom+xml",
                "/verhalen/feed.json": "application/feed+json",
                "/sitemap.xml": "application/xml",
                "/roadshow/agenda.ics": "text/calendar",
                "/roadshow/haltes.geojson": "application/geo+json",
                "/api/v1/verhalen/?per_page=100": "application/json",
                f"/api/v1/verhalen/{told[-1].pk}/": "application/json",
                "/api/v1/haltes/": "application/json",
                "/api/v1/partners/": "application/json",
            },
            "desk": [
                *("/beheer/", f"/beheer/pages/{section.pk}/"),
                *(
                    f"/beheer/pages/{row.pk}/edit/"
                    for row in (told[0], told[8], told[-1], french, halt, page, home)
                ),
                f"/beheer/pages/{told[-1].pk}/history/",
                "/beheer/pages/search/?q=window",
                *("/beheer/images/", f"/beheer/images/{told[-1].picture.pk}/"),
                *("/beheer/portrayedperson/", f"/beheer/portrayedperson/edit/{person.pk}/"),
                *("/beheer/talen/", f"/beheer/talen/{told[-1].pk}/en/"),
            ],
            "email": f"nalezer@{demo.MAIL_DOMAIN}",
            "password": demo.password(),
        }
    )
