"""Run on a database of its own: what release 0.1.0 made with its demo, migrated and walked.

The dump was made by 0.1.0 on the day below: `prepare --demo`, and then two registrations (one
with a companion, one twice), a question about consent that waits, one that was answered by its
link, a story asked of a stranger, an invitation, and a withdrawal. Left out are sessions,
renditions and the search index; of the uploads only the names are kept, and small pictures take
their place.

Everything is moved to today first, or in some weeks nothing would be planned and consents would
have ended. Prints as JSON what every address answers.
"""

import gzip
import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import django
from django.core.files.base import ContentFile
from django.core.management import call_command

DUMP = Path(__file__).parent / "data" / "made_by_0_1_0.sql.gz"
MADE_ON = date(2026, 11, 26)
KEY = "de-sleutel-van-toen-0123456789-abcdefghijklmnopqrstuvwxyz"
MOVED = {
    "roadshow_stoppage": ("starts_at", "ends_at"),
    "stories_consent": ("given_on", "until"),
    "stories_contributionlink": ("until",),
    "brand_invitation": ("created_at", "expires_at"),
}
# As they stood in the mails of then.
MAILED = {
    "a registration": "/mijn/uSp67alZinftNgWrzD4F_QGO6a7gMKO4/",
    "another registration": "/mijn/eaj2m1XhzXD6d-TLU_X4WsK2Geo2PC7D/",
    "what they come for": "/mijn/eaj2m1XhzXD6d-TLU_X4WsK2Geo2PC7D/waarmee/",
    "the same address once more": "/mijn/zKGBC6JJceN1P2HWeHfR06EAS8xVyGmX/",
    "a question about consent": "/toestemming/WQ7PuK_lIbH-3vw-v8YwVNgD_iFpPzuW/",
    "an answered question": "/toestemming/PMQLnKf2gswa2CNIA_qTKrIb5PT7iQoQ/",
    "a story to tell": "/bijdragen/VrUCure64XbO59wIF2qkACnz05kHou9x/",
    "an invitation": "/uitnodiging/c4PiqAtIEZrFqOpoaq51JHbOlBo-QYy3/",
    "the newsletter": "/nieuwsbrief/bevestig/IipnOgesx5L9mmMS3aOyFj-QWpiYH9KM/",
    "a campaign": "/g/vb-li",
}
OF_THEN, FRESH = "halte-in-zicht-2026", "vier-vogels-op-een-draad"
WITHDRAWN = "/verhalen/atelier-zuidpunt-voorbeeld/voorbeeld-testers-die-alles-zien/"
FIXED = [
    WITHDRAWN,
    "/sitemap.xml", "/robots.txt", "/healthz", "/readyz", "/merk.css", "/nieuwsbrief/",
    "/nieuwsbrief/bedankt/", "/api/v1/", "/api/v1/verhalen/", "/api/v1/haltes/",
    "/api/v1/partners/", "/zoeken/?q=fiets", "/roadshow/haltes.geojson", "/roadshow/agenda.ics",
    "/roadshow/kaart.js", "/roadshow/gemeenten.json", "/verhalen/feed.atom", "/pers/merk.zip",
]  # fmt: skip
DESK = [
    "/beheer/", "/beheer/pages/", "/beheer/verhalen/nieuw/", "/beheer/toestemming/",
    "/beheer/portrayedperson/", "/beheer/images/", "/beheer/use/", "/beheer/recall/",
    "/beheer/withdrawal/", "/beheer/bijdragen/", "/beheer/haltes/", "/beheer/locaties/",
    "/beheer/inschrijvingen/", "/beheer/opvolging/", "/beheer/opvolging/bord/",
    "/beheer/opvolging/dossiers/", "/beheer/opvolging/werkgevers/", "/beheer/mensen/",
    "/beheer/partners/", "/beheer/activiteiten/", "/beheer/uitgaande-post/", "/onthaal/",
]  # fmt: skip


def lay_down(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(gzip.decompress(DUMP.read_bytes()).decode())
        days = (datetime.now(UTC).date() - MADE_ON).days
        for table, columns in MOVED.items():
            for column in columns:
                form = "%Y-%m-%d" if column in ("given_on", "until") else "%Y-%m-%d %H:%M:%S"
                moved = f"strftime('{form}', {column}, '{days:+} days')"
                connection.execute(f"UPDATE {table} SET {column} = {moved}")
        connection.commit()


def pictures() -> None:
    """Something under every name that a row has."""
    from io import BytesIO

    from PIL import Image

    from brand.models import Picture

    for picture in Picture.objects.all():
        buffer = BytesIO()
        Image.new("RGB", (48, 27), (picture.pk % 256, 90, 82)).save(buffer, "JPEG")
        picture.file.storage.save(picture.file.name, ContentFile(buffer.getvalue()))


def public() -> dict[str, int]:
    from django.test import Client
    from wagtail.models import Page

    pages = [page.url for page in Page.objects.live().filter(depth__gt=1).specific() if page.url]
    reader = Client(raise_request_exception=False)
    return {path: reader.get(path).status_code for path in [*pages, *FIXED]}


def mailed() -> dict[str, list]:
    """The status of each, and the first heading on it."""
    import re

    from django.test import Client

    found = {}
    for name, path in MAILED.items():
        answer = Client(raise_request_exception=False).get(path)
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
        text = re.sub(r"<[^>]+>|\s+", " ", heading[1]).strip() if heading else ""
        found[name] = [answer.status_code, " ".join(text.split()) or answer.get("Location", "")]
    return found


def desk() -> dict[str, dict[str, int]]:
    """What each account of the demo gets, once it has a secret password.

    The password of then stood in the README; with it nobody is signed in any more.
    """
    from django.contrib.auth.hashers import make_password
    from django.test import Client

    from brand.demo import door
    from brand.models import User

    here = {door.LISTENS_ON: "127.0.0.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}
    found = {}
    for user in User.objects.filter(email__endswith="@voorbeeld.example").order_by("email"):
        client = Client(raise_request_exception=False, **here)
        client.post("/beheer/login/", {"username": user.email, "password": OF_THEN})
        assert "_auth_user_id" not in client.session
        User.objects.filter(pk=user.pk).update(password=make_password(FRESH))
        client.post("/beheer/login/", {"username": user.email, "password": FRESH})
        found[user.email] = {path: client.get(path).status_code for path in DESK}
    return found


def stories() -> dict[str, list]:
    """Of each story: whether it stands, and what keeps another text of it from being published."""
    from stories.gate import consent
    from stories.models import StoryPage

    found = {}
    for page in StoryPage.objects.all():
        live = page.live
        page.lead += " Dat was toen."
        found[page.slug] = [live, [one.sentence for one in consent.publishing_obstacles(page)]]
    return found


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
    lay_down(Path(os.environ["MERKBAAR_VAR"]) / "m.sqlite3")
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("found", verbosity=0)
    pictures()
    told = {"public": public(), "mailed": mailed(), "desk": desk(), "stories": stories()}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
