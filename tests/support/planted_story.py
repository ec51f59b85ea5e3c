"""Run inside a site under test: a story with a word and a picture that stand nowhere else."""

import json
from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Comment

from brand import mail
from brand.models import HomePage, OutgoingMail, Picture, User
from stories import answering, asking, translating
from stories.models import (
    Consent,
    ContributionLink,
    Objection,
    PartnerSectionPage,
    PortrayedPerson,
    ShareText,
    StoryPage,
    StoryPortrayal,
    Use,
)

WORD = "kwikzilverzang"


def plant() -> None:
    """Published, chosen on the home page, with drafts, remarks and mails; prints where it is."""
    section = PartnerSectionPage.objects.live().first()
    person = PortrayedPerson.objects.create(
        organisation=section.organisation, name="Proefpersoon", email="proef@persoon.be"
    )
    file = _file()
    shown = _picture(section.organisation.collection, file)
    _picture(section.organisation.collection, file)  # the same, uploaded again
    shown.get_rendition("width-800")
    told = _story(section, person, shown)
    _around(told, person)
    _traces(told)
    call_command("update_index", verbosity=0)
    print(
        json.dumps(
            {
                "story": told.pk,
                "person": person.pk,
                "url": told.url,
                "section": section.url,
                "picture": shown.pk,
                "original": shown.file.url,
                "partner": section.organisation.slug,
            }
        )
    )


def _file() -> bytes:
    buffer = BytesIO()
    Image.effect_noise((1600, 900), 90).convert("RGB").save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _picture(folder, content: bytes) -> Picture:
    file = ContentFile(content, name=f"{WORD}.jpg")
    return Picture.objects.create(
        title=f"Foto {WORD}", alt=f"{WORD} lacht", file=file, collection=folder
    )


def _story(section, person, shown) -> StoryPage:
    body = [
        {"type": "text", "value": f"<p>Het verhaal van {WORD}.</p>"},
        {"type": "quote", "value": {"text": f"Ik ben {WORD}.", "name": "Proefpersoon"}},
        {"type": "picture", "value": {"image": shown.pk, "alt": f"{WORD} aan het werk"}},
    ]
    told = StoryPage(
        title=f"Zo werkt {WORD}",
        slug=f"zo-werkt-{WORD}",
        lead=f"Hoe {WORD} elke doos kent.",
        search_description=f"Over {WORD}",
        picture=shown,
        picture_alt=f"{WORD} lacht",
        body=body,
        live=False,
    )
    told.portrayals = [StoryPortrayal(person=person)]
    section.add_child(instance=told)
    revision = told.save_revision()
    allow(person, told, days=90)
    revision.publish()
    return StoryPage.objects.get(pk=told.pk)


def allow(person: PortrayedPerson, told: StoryPage, days: int = 300) -> None:
    """Asked about this story, and yes everywhere."""
    asked = asking.ask(person, way=Consent.Way.HERE, story=told)
    until = timezone.localdate() + timedelta(days=days)
    answering.answer(
        asked, answering.Answer(taking=True, channels=tuple(Consent.Channel), until=until)
    )


def _around(told: StoryPage, person: PortrayedPerson) -> None:
    editor = User.objects.get(email="marketeer@voorbeeld.example")
    told.title = f"Later heet het {WORD}"
    told.save_revision(user=editor, log_action=True)
    Comment.objects.create(
        page=told.page_ptr, user=editor, text=f"Mooi, {WORD}", contentpath="title"
    )
    log(instance=told.picture, action="wagtail.edit", user=editor)
    OutgoingMail.objects.create(
        kind=mail.READY_MADE,
        to="collega@voorbeeld.example",
        subject=f"Zo werkt {WORD}",
        text=f"Lees Zo werkt {WORD} na",
        dedupe_key="proef",
        state="klaar",
    )
    Use.objects.create(
        organisation=told.section_organisation,
        story=told,
        kind=Use.Kind.POST,
        channel=Consent.Channel.SOCIAL,
        where="LinkedIn, 3 maart",
        url="https://social.example/bericht",
    )
    ShareText.objects.create(
        story=told, organisation=told.section_organisation, channel="linkedin", text=f"Lees {WORD}"
    )
    ContributionLink.objects.create(
        organisation=told.section_organisation,
        name="Bo",
        until=timezone.localdate(),
        story=told,
        who=f"{WORD} en Lien",
    )
    Objection.objects.create(
        story=told, person=person, sentence=f"Ik ben {WORD}.", settled_at=timezone.now()
    )
    translating.translate(told, "fr", editor)
    home = HomePage.objects.get()
    home.hero_story = told.page_ptr
    home.body = [{"type": "story_cards", "value": {"title": "", "stories": [told.pk]}}]
    home.save_revision().publish()


def _traces(told: StoryPage) -> None:
    """What is called after it and is no part of it."""
    told.picture.tags.add(WORD)
    Redirect.objects.create(old_path=f"/{WORD}", redirect_link=told.url)
    deleted = StoryPage(title=f"Nooit af: {WORD}", slug=f"nooit-af-{WORD}", lead="-", live=False)
    told.get_parent().add_child(instance=deleted)
    deleted.delete()


def withdraw(person: int) -> None:
    """As the person's own link does it."""
    from stories import withdrawing

    row = withdrawing.withdraw(PortrayedPerson.objects.get(pk=person), way="link")
    print(json.dumps(row.done))


def left() -> None:
    """Prints in which tables the word still stands, in any row, and what is left for people."""
    from django.apps import apps
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(WORD in _text(value) for row in cursor.fetchall() for value in row):
                found.append(table)
    recalls = apps.get_model("stories", "Recall").objects.values_list("task", flat=True)
    print(json.dumps({"tables": sorted(found), "recalls": list(recalls)}))


def _text(value) -> str:
    if isinstance(value, bytes | memoryview):
        value = bytes(value).decode("utf-8", "replace")
    return str(value).lower()
