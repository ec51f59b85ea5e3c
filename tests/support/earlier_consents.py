"""Run on a database of its own: consents as 0.1.0 kept them, through the migration of today.

It begins with the empty tables of 0.1.0: what other packages did before that is not about this.
Prints what the migration says, and then as JSON what each became.
"""

import json
import os
import sqlite3
import uuid
from contextlib import closing
from datetime import timedelta

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tests.support import database_of_0_1_0

BEFORE = ("stories", "0014_erased_on_request")
AFTER = ("stories", "0017_consent_only_with_receipt")


KEPT = {"django_migrations", "django_content_type", "auth_permission", "wagtailcore_locale"}
TREES = {"wagtailcore_collection", "wagtailcore_page"}


def empty_tables_of_0_1_0() -> None:
    database = connection.settings_dict["NAME"]
    database_of_0_1_0.lay_down(database)
    with closing(sqlite3.connect(database)) as rows:
        tables = rows.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        for name, sql in tables.fetchall():
            if name not in KEPT and "_fts" not in name and not sql.startswith("CREATE VIRTUAL"):
                root = " WHERE depth > 1" if name in TREES else ""
                rows.execute(f'DELETE FROM "{name}"{root}')
        rows.commit()


def plant(apps) -> None:
    rows = Rows(apps)
    link, paper, behalf, ticked = map(rows.person, ("Link", "Papier", "Namens", "Vinkje"))
    asked = rows.model("ConsentRequest").objects.create(
        person=link, story=rows.story(link), way="link", answered_at=timezone.now()
    )
    rows.story(link, title="Nooit gevraagd")
    for person in (paper, behalf, ticked):
        rows.story(person)
    proof = rows.model("ConsentProof").objects.create(person=paper, content=b"foto", sha256="x")
    rows.consent(link, "link", request=asked)
    rows.consent(paper, "papier", proof=proof)
    rows.consent(behalf, "namens", reason="Zijn moeder zei het.")
    rows.consent(ticked, "link")  # by a colleague: the person was not asked
    over = timezone.localdate() - timedelta(days=3)
    rows.consent(ticked, "papier", channel="pers-en-drukwerk", until=over)


class Rows:
    """The tables of then."""

    def __init__(self, apps):
        self.apps = apps
        partner = apps.get_model("brand", "Organisation")
        self.partner = partner.objects.create(name="Proefhal", slug="proefhal")
        kinds = apps.get_model("contenttypes", "ContentType").objects
        self.kind, _ = kinds.get_or_create(app_label="stories", model="storypage")
        locales = apps.get_model("wagtailcore", "Locale").objects
        self.locale, _ = locales.get_or_create(language_code="nl-be")
        self.picture = apps.get_model("brand", "Picture").objects.create(
            title="Foto", file="foto.png", file_hash="f" * 40, width=48, height=27
        )
        self.count = 0

    def model(self, name: str):
        return self.apps.get_model("stories", name)

    def person(self, name: str):
        return self.model("PortrayedPerson").objects.create(
            name=name, organisation=self.partner, key=uuid.uuid4()
        )

    def story(self, person, title=""):
        self.count += 1
        story = self.model("StoryPage").objects.create(
            title=title or f"Verhaal van {person.name}",
            draft_title="",
            slug=f"verhaal-{self.count}",
            path=f"0009{self.count:04}",
            depth=2,
            url_path=f"/verhaal-{self.count}/",
            live=True,
            content_type=self.kind,
            locale=self.locale,
            translation_key=uuid.uuid4(),
            picture=self.picture,
            section_organisation=self.partner,
        )
        self.model("StoryPortrayal").objects.create(story=story, person=person)
        return story

    def consent(self, person, way: str, channel="website", **fields):
        self.model("Consent").objects.create(
            person=person,
            purpose="tonen",
            channel=channel,
            way=way,
            picture=self.picture,
            file_hash=self.picture.file_hash,
            **fields,
        )


def told() -> dict:
    from stories.models import Consent, ConsentReceipt, StoryPage

    receipts = ConsentReceipt.objects.order_by("person__name", "way", "noted_way", "story__title")
    return {
        "receipts": [
            [row.person_name, row.way, row.noted_way, row.story.title if row.story else ""]
            for row in receipts.select_related("story")
        ],
        "shown": list(
            StoryPage.objects.covered().order_by("title").values_list("title", flat=True)
        ),
        "ended": list(Consent.objects.exclude(ended_at=None).values_list("channel", flat=True)),
        "proven": Consent.objects.showing("website").with_proof().count(),
    }


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
    django.setup()
    empty_tables_of_0_1_0()
    call_command("migrate", *BEFORE, verbosity=0)
    plant(MigrationExecutor(connection).loader.project_state([BEFORE]).apps)
    call_command("migrate", *AFTER, verbosity=0)
    call_command("migrate", verbosity=0)
    print(json.dumps(told()))


if __name__ == "__main__":
    main()
