"""The drill: a backup while the site serves, somebody stops after it, and everything is put back.

On real processes: machine A takes the withdrawal, machine B serves what was restored; both have the
same database, uploads and journal. After it, in one process, every road to a no.
"""

import json
import shutil
import urllib.error
import urllib.request
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.utils import timezone

from brand.dates.years import years_after
from stories.consent import recording, requests
from stories.models import Consent
from stories.objections import recording as objections
from stories.text import attachments
from stories.withdrawal import withdraw
from tests.factories.brand import UserFactory
from tests.factories.stories import (
    PersonFactory,
    document,
    picture,
    story,
    story_index,
    video,
)
from tests.support import servers
from tests.support.backups import lost, start

PLANT = """
import json
from io import BytesIO
from django.core.files.base import ContentFile
from PIL import Image
from brand.models import Picture
from stories.consent import recording, requests
from stories.models import Consent, PartnerSectionPage, PortrayedPerson, StoryPage, StoryPortrayal

section = PartnerSectionPage.objects.live().first()
person = PortrayedPerson.objects.create(organisation=section.organisation, name="Proefpersoon")
buffer = BytesIO()
Image.new("RGB", (48, 27), (9, 90, 82)).save(buffer, "JPEG")
file = ContentFile(buffer.getvalue(), name="foto.jpg")
shown = Picture.objects.create(
    title="Foto", alt="Lacht", file=file, collection=section.organisation.collection
)
told = StoryPage(title="Proef", slug="proef", lead="Zo ging het.", picture=shown, live=False)
told.portrayals = [StoryPortrayal(person=person)]
section.add_child(instance=told)
revision = told.save_revision()
asked = requests.ask(person, story=told)
recording.answer(asked, recording.Answer(taking=True, channels=tuple(Consent.Channel)))
revision.publish()
size = shown.get_rendition("width-20|format-jpeg")
page = StoryPage.objects.get(pk=told.pk)
print(json.dumps({"page": page.url, "size": size.url, "stop": f"/toestemming/{asked.token}/stop/"}))
"""
STANDS = """
from stories.models import Consent, PortrayedPerson, Withdrawal
person = PortrayedPerson.objects.get(name="Proefpersoon")
print(person.consents.valid().count(), Withdrawal.objects.filter(person=person).count())
"""


def status(address: str, data: dict | None = None) -> int:
    body = urlencode(data).encode() if data else None
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body), timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.server
@pytest.mark.database(
    "brand.backup.databases.copy_to",
    "brand.backup.databases.put_back",
    "brand.backup.making.make",
    "brand.backup.restoring._refuse_to_overwrite",
)
def test_gone_is_still_gone(tmp_path):
    with servers.site() as site:
        planted = json.loads(site.python(PLANT).splitlines()[-1])
        a = site.serve("manage.py", "serve", "--no-worker")

        def seen(server) -> list[int]:
            return [status(server.address + planted[name]) for name in ("page", "size")]

        assert seen(a) == [200, 200]
        kept = tmp_path / "backup"
        site.manage("backup", str(kept))
        assert status(a.address + planted["stop"], {"zeker": "ja"}) == 200
        assert seen(a) == [410, 404]
        # The uploads alone, copied by hand over what stands there.
        shutil.copytree(kept / "media", site.var / "media", dirs_exist_ok=True)
        assert seen(a) == [410, 404]
        a.kill()
        said = site.manage("restore", str(kept), "--force")
        assert "0 entries added to the journal" in said
        assert site.python(STANDS).splitlines()[-1] == "0 1"
        b = site.serve("manage.py", "serve", "--no-worker")
        assert seen(b) == [410, 404]
        file = site.var / planted["size"].removeprefix("/")
        assert not file.exists()
        b.kill()
        # Only the database, by the database's own means and behind our back; B starts after it.
        put_back_behind_our_back(site, kept)
        b = site.serve("manage.py", "serve", "--no-worker")
        assert seen(b) == [410, 404]
        assert site.python(STANDS).splitlines()[-1] == "0 1"


def put_back_behind_our_back(site, kept) -> None:
    code = "from pathlib import Path; from brand.backup import databases, DATABASES; "
    code += "from django.db import connection; "
    code += f"databases.put_back(Path({str(kept)!r}) / DATABASES[connection.vendor])"
    site.python(code)


# Every road to a no, after the backup that is put back ------------------------------------------


class Told:
    """A story that visitors see, of somebody who allowed everything, with the whole name."""

    def __init__(self):
        story_index()
        self.marketer = UserFactory()
        self.person = PersonFactory(name="Karim Voorbeeld", email="karim@voorbeeld.be")
        self.film = document("werk.mp4", b"op het werk")
        self.page = story(
            self.person,
            picture=picture(1),
            title="Kwikzilver kent elke doos",
            body=[("text", f"<p>Hij kijkt toe. {SENTENCE}</p>"), video(self.film)],
        )
        self.link = requests.ask(self.person, story=self.page, by=self.marketer)
        self.say()
        self.page.get_latest_revision().publish()
        self.page.refresh_from_db()
        self.size = self.page.picture.get_rendition("width-20|format-jpeg").url

    def say(self, way="link", **more):
        said = {"taking": True, "channels": tuple(Consent.Channel), "name_level": "volledig"}
        answer = recording.Answer(**{**said, "until": years(2), **more})
        if way == "link":
            recording.answer(self.link, answer)
            return
        asked = requests.ask(self.person, way=way, story=self.page, by=self.marketer)
        proof = self.person.proofs.create(content=b"foto")
        recording.answer(asked, answer, by=self.marketer, proof=proof)

    def object(self, **what):
        objections.refuse(self.person, self.page, **what)

    def surfaces(self, client) -> dict[str, bool]:
        def tells(address: str) -> bool:
            return "Kwikzilver" in client.get(address).content.decode()

        return {
            "pagina": client.get(self.page.url).status_code == 200,
            "lijst": tells("/verhalen/"),
            "zoeken": tells("/zoeken/?zoek=kwikzilver"),
            "feed": tells("/verhalen/feed.atom"),
            "api": tells("/api/v1/verhalen/"),
            "foto": client.get(self.size).status_code == 200,
        }


SENTENCE = "Op maandag kwam hij te laat."
EVERYWHERE = {"pagina", "lijst", "zoeken", "feed", "api", "foto"}


def years(count: int):
    return years_after(timezone.localdate(), count)


def film_of(told: Told):
    return next(iter(attachments.films_of(told.page)))


NO = {"taking": False, "channels": ()}
# What is done after the backup; visitors see nothing of it any more once that was put back.
ROADS = {
    "stoppen, met de link": lambda told: recording.stop(told.person),
    "stoppen, per telefoon": lambda told: withdraw.withdraw(told.person),
    "alles wissen": lambda told: withdraw.withdraw(told.person, way="gewist"),
    "nee": lambda told: told.say(**NO),
    "nee, op papier": lambda told: told.say("papier", **NO),
    "niet op de website": lambda told: told.say(channels=("nieuwsbrief",)),
    "geen foto": lambda told: told.say(taking=False),
    "alleen de voornaam": lambda told: told.say(name_level="voornaam"),
    "een andere naam": lambda told: told.say(name_level="andere", other_name="Sam"),
    "een vroeger einde": lambda told: told.say(until=years(1)),
    "bezwaar, een foto": lambda told: told.object(pictures=[told.page.picture]),
    "bezwaar, een film": lambda told: told.object(films=[film_of(told)]),
    "bezwaar, een zin": lambda told: told.object(sentences=[SENTENCE]),
    "bezwaar, het hele verhaal": lambda told: told.object(note="Liever niet."),
}


@pytest.mark.django_db
@pytest.mark.parametrize("road", ROADS)
def test_every_no_holds_after_an_older_backup(founded, client, capsys, road):
    refuse = ROADS[road]
    told = Told()
    assert set(told.surfaces(client).values()) == {True}
    with lost():
        refuse(told)
    assert told.surfaces(client)["pagina"]  # the backup knows of no refusal
    start()
    cache.clear()  # that a file was public is remembered for ten seconds
    after = told.surfaces(client)
    with capsys.disabled():
        said = "".join(f"{what}: {'ja' if seen else 'nee':5}" for what, seen in after.items())
        print(f"\n{road:28}{said}", end="")
    assert after == dict.fromkeys(EVERYWHERE, False)
    start()  # another process, or the worker: once is enough
    assert told.person.receipts.exclude(replayed_at=None).count() <= 1
