"""Somebody takes consent back: a word and a picture are found everywhere, and then nowhere.

On a real site with its worker, a cache that several processes share, a newsletter service that
speaks the real contract, and a backup from before that is put back.
"""

import json
import pickle
import re
import shutil
import time
import urllib.error
import urllib.request
import zlib
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from brand import demo
from tests.support import servers
from tests.support.mailchimp_server import KEY, LIST, MailchimpServer
from tests.support.planted_story import WORD

pytestmark = [pytest.mark.server, pytest.mark.database("brand.views")]

WITHIN = 60  # seconds
PART = WORD[:-3]  # what is searched for: an answer that repeats the question says nothing
BLOCK = '<table><tr><td><a href="{url}">Lees</a><p>Zo werkt {word}</p></td></tr></table>'


class Browser:
    """Somebody who reads what the site says, signed in or not."""

    def __init__(self, home: str, account: str = ""):
        self.home = home
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), urllib.request.HTTPRedirectHandler()
        )
        if account:
            self.signs_in(f"{account}@{demo.MAIL_DOMAIN}")

    def signs_in(self, email: str) -> None:
        page = self.reads("/beheer/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        form = {"username": email, "password": demo.PASSWORD, "csrfmiddlewaretoken": token}
        request = urllib.request.Request(
            f"{self.home}/beheer/login/",
            urlencode(form).encode(),
            {"Referer": f"{self.home}/beheer/login/"},
        )
        self.opener.open(request, timeout=30).read()

    def reads(self, path: str) -> str:
        """The text of an answer, with its status in front."""
        try:
            with self.opener.open(f"{self.home}{path}", timeout=30) as answer:
                return f"{answer.status} {answer.read().decode('utf-8', 'replace')}"
        except urllib.error.HTTPError as error:
            return f"{error.code} {error.read().decode('utf-8', 'replace')}"


class Looking:
    """Every surface, and whether the word or the picture stands on it."""

    def __init__(self, site, home: str, planted: dict, newsletter: MailchimpServer):
        self.site, self.planted, self.newsletter = site, planted, newsletter
        self.visitor, self.editor = Browser(home), Browser(home, "federatie")
        self.renditions: list[str] = []
        self.name = Path(planted["original"]).stem[:16]  # a rendition may have less of it

    def surfaces(self) -> dict[str, bool]:
        story, section = self.planted["url"], self.planted["section"]
        number, picture = self.planted["story"], self.planted["picture"]
        public = {
            "pagina": story,
            "lijst van verhalen": "/verhalen/",
            "afdeling van de partner": section,
            "partnerpagina": f"/partners/{self.planted['partner']}/",
            "startpagina": "/",
            "zoeken in verhalen": f"/verhalen/?{urlencode({'zoek': PART})}",
            "zoeken op de site": f"/zoeken/?{urlencode({'zoek': PART})}",
            "Atom": "/verhalen/feed.atom",
            "JSON Feed": "/verhalen/feed.json",
            "API: lijst": "/api/v1/verhalen/",
            "API: verhaal": f"/api/v1/verhalen/{number}/",
            "perspagina": "/pers/",
            "persmap": f"/pers/{number}/",
            "sitemap": "/sitemap.xml",
        }
        desk = {
            "beheer: zoeken": f"/beheer/pages/search/?{urlencode({'q': PART})}",
            "beheer: de pagina": f"/beheer/pages/{number}/edit/",
            "beheer: geschiedenis": f"/beheer/pages/{number}/history/",
            "beheer: beelden": f"/beheer/images/?{urlencode({'q': PART})}",
            "beheer: het beeld": f"/beheer/images/{picture}/",
            "beheer: deelpakket": f"/beheer/delen/{number}/",
            "beheer: talen": "/beheer/talen/",
            "beheer: logboek": "/beheer/reports/site-history/",
            "beheer: uitgaande post": f"/beheer/uitgaande-post/?{urlencode({'q': PART})}",
        }
        page = self.visitor.reads(story)
        self.renditions = self.renditions or re.findall(rf"/media/images/{self.name}[\w./-]+", page)
        found = {name: self._says(self.visitor, path) for name, path in public.items()}
        found["JSON-LD"] = WORD in "".join(re.findall(r"application/ld\+json.*?</script>", page))
        found["deelkaart"] = bool(re.search(rf'property="og:[^>]*{WORD}', page))
        found |= {name: self._says(self.editor, path) for name, path in desk.items()}
        found["origineel"] = self.editor.reads(self.planted["original"]).startswith("200")
        found["afgeleide beelden"] = any(self._stands(path) for path in self.renditions)
        found["bestanden op schijf"] = any(self.name in file.name for file in self._files("media"))
        found["gedeelde cache"] = any(WORD in self._cached(file) for file in self._files("cache"))
        found["concept-nieuwsbrief"] = WORD in str(self.newsletter.campaigns)
        found |= self._kept()
        return found

    def _says(self, reader: Browser, path: str) -> bool:
        return WORD in reader.reads(path).lower()

    def _stands(self, path: str) -> bool:
        return self.visitor.reads(path).startswith("200")

    def _files(self, folder: str) -> list[Path]:
        return [path for path in (self.site.var / folder).rglob("*") if path.is_file()]

    def _cached(self, file: Path) -> str:
        """An entry of Django's file cache: when it ends, and then the value, packed."""
        with file.open("rb") as entry:
            pickle.load(entry)
            return zlib.decompress(entry.read()).decode("latin-1")

    def _kept(self) -> dict[str, bool]:
        said = self.site.python("from tests.support import planted_story; planted_story.left()")
        tables = set(json.loads(said.splitlines()[-1])["tables"])
        return {
            "tabellen van de zoekindex": any("search" in name for name in tables),
            "logboek van pagina's": "wagtailcore_pagelogentry" in tables,
            "alle andere tabellen": any(
                "search" not in name and name != "wagtailcore_pagelogentry" for name in tables
            ),
            "het bestand van de database": self._raw(),
        }

    def _raw(self) -> bool:
        """SQLite: the bytes of its files. PostgreSQL: nothing to read but its rows."""
        raw = [path.read_bytes() for path in self.site.var.glob("merkbaar.sqlite3*")]
        if not raw:
            return any(WORD in text for text in dump(self.site))
        return any(WORD.encode() in content.lower() for content in raw)


def dump(site) -> list[str]:
    """Every row of every table, as PostgreSQL copies it out."""
    with closing(servers.rows_of(site)) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in rows.fetchall()]
        return [
            b"".join(bytes(part) for part in copied).decode("utf-8", "replace").lower()
            for name in names
            for copied in [_copied(connection, name)]
        ]


def _copied(connection, table: str) -> list:
    with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
        return list(copy)


@pytest.fixture
def newsletter():
    made = MailchimpServer()
    yield made
    made.close()


@pytest.fixture
def site(newsletter):
    with servers.site() as made:
        made.environment |= {
            "CACHE_URL": f"filecache://{made.var}/cache",
            "MAILCHIMP_MODE": "echt",
            "MAILCHIMP_API_KEY": KEY,
            "MAILCHIMP_AUDIENCE": LIST,
        }
        yield made


def told(site, function: str) -> dict:
    return json.loads(
        site.python(
            f"from tests.support import planted_story; planted_story.{function}"
        ).splitlines()[-1]
    )


def serve(site, newsletter) -> str:
    """The site, and a worker of its own, both with the service of this test."""
    run = ("-m", "tests.support.site_with_mailchimp", newsletter.url)
    home = site.serve(*run, "serve", "--no-worker", "--port", "{port}").address
    servers.Worker(site, [*run, "work"]).start()
    return home


def table(before: dict[str, bool], after: dict[str, bool]) -> str:
    lines = [f"{'waar':<32} {'voor':>5} {'na':>5}"]
    words = {True: "ja", False: "-"}
    lines += [f"{name:<32} {words[before[name]]:>5} {words[after[name]]:>5}" for name in before]
    return "\n".join(lines)


def test_what_was_everywhere_is_nowhere(site, newsletter, capsys):
    planted = told(site, "plant()")
    backup(site)
    home = serve(site, newsletter)
    newsletter.keeps_campaign(
        "save", "Maart", BLOCK.format(url=f"{home}{planted['url']}", word=WORD)
    )
    looking = Looking(site, home, planted, newsletter)
    before = looking.surfaces()
    assert [name for name, stands in before.items() if not stands] == []
    began = time.monotonic()
    told(site, f"withdraw({planted['person']})")
    after = looking.surfaces()
    while any(after.values()) and time.monotonic() - began < WITHIN:
        time.sleep(1)
        after = looking.surfaces()
    seconds = time.monotonic() - began
    with capsys.disabled():
        print(f"\n{table(before, after)}\nOveral weg na {seconds:.1f} s")
    assert [name for name, stands in after.items() if stands] == []
    assert seconds <= WITHIN
    assert Browser(home).reads(planted["url"]).startswith("410")
    assert told(site, "left()")["recalls"][:1] == [
        "Haal het bericht weg: LinkedIn, 3 maart (social.example/bericht)."
    ]
    site.stop()
    put_back(site)
    home = serve(site, newsletter)
    again = Looking(site, home, planted, newsletter)
    again.renditions = looking.renditions
    restored = again.surfaces()
    with capsys.disabled():
        print(f"\nNa het terugzetten van een back-up van voordien:\n{table(before, restored)}")
    assert [name for name, stands in restored.items() if stands] == []


def backup(site) -> None:
    """The database and the uploads, as the README tells."""
    shutil.copytree(site.var / "media", site.var / "backup-media")
    servers.back_up(site, site.var / "backup")


def put_back(site) -> None:
    shutil.rmtree(site.var / "media")
    shutil.move(site.var / "backup-media", site.var / "media")
    servers.put_back(site, site.var / "backup")
