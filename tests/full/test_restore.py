"""The drill: a backup while the site serves, somebody stops after it, and everything is put back.

On real processes: machine A takes the withdrawal, machine B serves what was restored; both have the
same database, uploads and journal.
"""

import json
import shutil
import urllib.error
import urllib.request
from urllib.parse import urlencode

import pytest

from tests.support import servers

pytestmark = [
    pytest.mark.server,
    pytest.mark.database(
        "brand.backup.databases.copy_to",
        "brand.backup.databases.put_back",
        "brand.backup.making.make",
        "brand.backup.restoring._refuse_to_overwrite",
    ),
]

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
        assert "0 withdrawals added to the journal" in said
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
