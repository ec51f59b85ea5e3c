"""Run inside a site under test: for each road to a no, a story whose word stands nowhere else."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.log_actions import log
from wagtail.models import Comment

from brand import mail
from brand.demo import door
from brand.models import HomePage, JobRun, OutgoingMail, Picture, User
from stories.consent import recording, requests
from stories.languages import translation
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

STEM = "kwikzilver"
# Each its own partner's, at most three a partner: its page shows no more.
WORDS = {
    "stop": (f"{STEM}zang", "de-werkschuit"),
    "telefoon": (f"{STEM}maan", "de-werkschuit"),
    "versmallen": (f"{STEM}lied", "handgreep-noord"),
    "foto weigeren": (f"{STEM}dans", "handgreep-noord"),
    "nee": (f"{STEM}roos", "tuinwijk-groenwerk"),
    "nee, kruisjes": (f"{STEM}wolk", "tuinwijk-groenwerk"),
    "einddatum": (f"{STEM}vonk", "atelier-zuidpunt"),
}
OF_THE_PICTURE = "beeld"  # after the word: what only the picture is called
ENDS = "stories.toestemmingen die aflopen"
ADD = "/beheer/images/multiple/add/"
FINISH = "/beheer/images/multiple/create_from_uploaded_image/"
Channel = Consent.Channel


def plant(*roads: str) -> None:
    """Each published, on the home page, with drafts, remarks and mails; prints where they are."""
    made = {road: Planted(*WORDS[road]) for road in roads}
    home = HomePage.objects.get()
    numbers = [one.story.pk for one in made.values()]
    home.hero_story_id = numbers[0]
    home.body = [{"type": "story_cards", "value": {"title": "", "stories": numbers}}]
    home.save_revision().publish()
    call_command("update_index", verbosity=0)
    print(json.dumps({road: one.described() for road, one in made.items()}))


class Planted:
    """One story of one person, with pictures and a film of its own."""

    def __init__(self, word: str, partner: str):
        self.word = word
        self.section = PartnerSectionPage.objects.get(organisation__slug=f"{partner}-voorbeeld")
        self.partner = self.section.organisation
        self.marketer = User.objects.get(email="marketeer@voorbeeld.example")
        self.editor = User.objects.get(email="federatie@voorbeeld.example")
        self.person = PortrayedPerson.objects.create(
            organisation=self.partner, name="Proefpersoon", email="proef@persoon.be"
        )
        self.browser = Client(headers={"host": "127.0.0.1"}, **{door.LISTENS_ON: "127.0.0.1"})
        self.browser.force_login(self.editor)
        self._pictures()
        self._film()
        self.story, self.asked = self._told()
        self._around()
        self._traces()

    def described(self) -> dict:
        return {
            "word": self.word,
            "story": self.story.pk,
            "person": self.person.pk,
            "link": f"/toestemming/{self.asked.token}/",
            "url": self.story.url,
            "section": self.section.url,
            "picture": self.picture.pk,
            "original": self.picture.file.url,
            "partner": self.partner.slug,
            "version": self.story.get_latest_revision().pk,
            "film": self.film.url,
            "film_name": self.film.file.name,
            # Some bytes of the picture, by which it is known under whatever name.
            "bytes": b64encode(self.content[len(self.content) // 4 :][:48]).decode(),
        }

    def _pictures(self) -> None:
        """By the back office: once with its description, once left half-way; and a copy."""
        raw = _noise()
        self.picture = self._finished(self._uploaded(raw))
        with self.picture.file.open() as file:
            self.content = file.read()
        self._uploaded(raw)
        file = ContentFile(raw, name=f"{self.word}.jpg")
        collection = self.partner.collection
        Picture.objects.create(
            title=self._called, alt=self._called, file=file, collection=collection
        )
        self.picture.get_rendition("width-100")

    @property
    def _called(self) -> str:
        return f"{self.word}{OF_THE_PICTURE}"

    def _uploaded(self, raw: bytes) -> int:
        """The number of what waits for its description."""
        file = SimpleUploadedFile(f"{self.word}.jpg", raw, "image/jpeg")
        data = {"files[]": file, "collection": self.partner.collection.pk}
        answer = self.browser.post(ADD, data, headers={"x-requested-with": "XMLHttpRequest"})
        return answer.json()["uploaded_file_id"]

    def _finished(self, number: int) -> Picture:
        fields = {
            "title": self._called,
            "alt": self._called,
            "collection": self.partner.collection.pk,
            "tags": self._called,
        }
        data = {f"uploaded-image-{number}-{name}": value for name, value in fields.items()}
        headers = {"x-requested-with": "XMLHttpRequest"}
        answer = self.browser.post(f"{FINISH}{number}/", data, headers=headers).json()
        assert answer["success"], answer
        return Picture.objects.get(pk=answer["image_id"])

    def _film(self) -> None:
        documents = get_document_model().objects
        named = {"title": f"Film {self.word}", "collection": self.partner.collection}
        said = f"WEBVTT\n\n{self.word}".encode()
        # Bytes of its own: a task names every page and record that shows the same film.
        film = ContentFile(f"film {self.word}".encode(), name="film.mp4")
        self.film = documents.create(file=film, **named)
        self.captions = documents.create(file=ContentFile(said, name="film.vtt"), **named)

    def _told(self) -> tuple:
        told = StoryPage(
            title=f"Zo werkt {self.word}",
            slug=f"zo-werkt-{self.word}",
            lead=f"Hoe {self.word} elke doos kent.",
            search_description=f"Over {self.word}",
            picture=self.picture,
            picture_alt=f"{self.word} lacht",
            body=self._body(),
            in_newsletter=True,
            live=False,
        )
        told.portrayals = [StoryPortrayal(person=self.person)]
        self.section.add_child(instance=told)
        revision = told.save_revision()
        asked = allow(self.person, told)
        revision.publish()
        return StoryPage.objects.get(pk=told.pk), asked

    def _body(self) -> list[dict]:
        film = {
            "title": f"Een dag met {self.word}",
            "file": self.film.pk,
            "captions": self.captions.pk,
            "transcript": f"<p>Wat {self.word} zegt.</p>",
        }
        shown = {"image": self.picture.pk, "alt": f"{self.word} aan het werk"}
        return [
            {"type": "text", "value": f"<p>Het verhaal van {self.word}.</p>"},
            {"type": "quote", "value": {"text": f"Ik ben {self.word}.", "name": "Proefpersoon"}},
            {"type": "picture", "value": shown},
            {"type": "video", "value": film},
        ]

    def _around(self) -> None:
        told, word, editor = self.story, self.word, self.editor
        told.title = f"Later heet het {word}"
        told.save_revision(user=editor, log_action=True)
        Comment.objects.create(
            page=told.page_ptr, user=editor, text=f"Mooi, {word}", contentpath="title"
        )
        log(instance=self.picture, action="wagtail.edit", user=editor)
        OutgoingMail.objects.create(
            kind=mail.READY_MADE,
            to="collega@voorbeeld.example",
            subject=f"Zo werkt {word}",
            text=f"Lees Zo werkt {word} na",
            dedupe_key=f"proef {self.person.pk}",
            state="klaar",
        )
        Use.objects.create(
            organisation=self.partner,
            story=told,
            kind=Use.Kind.POST,
            channel=Channel.WEBSITE,
            where="LinkedIn, 3 maart",
            url="https://social.example/bericht",
        )
        ShareText.objects.create(
            story=told, organisation=self.partner, channel="linkedin", text=f"Lees {word}"
        )
        ContributionLink.objects.create(
            organisation=self.partner,
            name="Bo",
            until=timezone.localdate(),
            story=told,
            who=f"{word} en Lien",
        )
        Objection.objects.create(
            story=told,
            person=self.person,
            sentence=f"Ik ben {word}.",
            settled_at=timezone.now(),
        )
        translation.translate(told, "fr", editor)

    def _traces(self) -> None:
        """What is called after it and is no part of it."""
        Redirect.objects.create(old_path=f"/{self.word}", redirect_link=self.story.url)
        deleted = StoryPage(
            title=f"Nooit af: {self.word}", slug=f"nooit-af-{self.word}", lead="-", live=False
        )
        self.section.add_child(instance=deleted)
        deleted.delete()


def _noise() -> bytes:
    buffer = BytesIO()
    Image.effect_noise((160, 90), 90).convert("RGB").save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def allow(person: PortrayedPerson, told: StoryPage, days: int = 90):
    """Asked about this story, and yes everywhere."""
    asked = requests.ask(person, story=told)
    until = timezone.localdate() + timedelta(days=days)
    said = recording.Answer(taking=True, channels=tuple(Channel), until=until)
    recording.answer(asked, said)
    return asked


def end(person: int) -> None:
    """The last day was yesterday, and the job that looks at it is due."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Consent.objects.filter(person=person).update(until=yesterday)
    due(ENDS)


def due(name: str) -> None:
    """The worker does this at its next round, whenever it did so last."""
    JobRun.objects.filter(name=name).update(started_at=None)


def left() -> None:
    """Prints in which tables each word still stands, in any row, and what is left for people."""
    from django.apps import apps

    words = [word for word, _ in WORDS.values()]
    words += [f"{word}{OF_THE_PICTURE}" for word in words]
    found: dict[str, list[str]] = {word: [] for word in words}
    for table, text in _tables():
        for word in words:
            if word in text:
                found[word].append(table)
    recalls = apps.get_model("stories", "Recall").objects
    tasks: dict[int, list[str]] = {}
    for person, task in recalls.values_list("withdrawal__person", "task"):
        tasks.setdefault(person, []).append(task)
    print(json.dumps({"tables": found, "recalls": tasks}))


def _tables() -> Iterator[tuple[str, str]]:
    """Each table with everything that stands in it."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield table, "\n".join(_text(value) for row in cursor.fetchall() for value in row)


def _text(value) -> str:
    if isinstance(value, bytes | memoryview):
        value = bytes(value).decode("utf-8", "replace")
    return str(value).lower()
