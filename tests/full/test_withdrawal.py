"""Somebody says no, by every road: word, picture and film are found everywhere, and then nowhere.

On a real site with two web processes and a worker, a cache that they share, a newsletter service
that speaks the real contract, uploads that were left half-way, and a backup from before of which
first the uploads alone and then everything is put back.
"""

import json
import pickle
import re
import shutil
import time
import urllib.error
import urllib.request
import zlib
from base64 import b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from brand import demo
from tests.support import servers
from tests.support.mailchimp_server import KEY, LIST, MailchimpServer
from tests.support.planted_story import OF_THE_PICTURE, STEM

pytestmark = [pytest.mark.server, pytest.mark.database]

WITHIN = 60  # seconds
BLOCK = '<table><tr><td><a href="{url}">Lees</a><p>Zo werkt {word}</p></td></tr></table>'
YES = {"taking": "ja", "name_level": "voornaam", "zeker": "ja"}
FILES_BACK, LEFT = "stories.teruggezette bestanden wissen", "brand.onafgewerkte uploads wissen"
RECALL = "Haal het bericht weg: LinkedIn, 3 maart (social.example/bericht)."

# What stands on one page for all, and what each story has of its own. Searched for is the stem:
# an answer that repeats the question says nothing.
PUBLIC = {
    "lijst van verhalen": "/verhalen/",
    "afdeling van de partner": "{section}",
    "partnerpagina": "/partners/{partner}/",
    "startpagina": "/",
    "zoeken in verhalen": f"/verhalen/?zoek={STEM}",
    "zoeken op de site": f"/zoeken/?zoek={STEM}&in=verhalen",
    "Atom": "/verhalen/feed.atom",
    "JSON Feed": "/verhalen/feed.json",
    "API: lijst": "/api/v1/verhalen/",
    "API: verhaal": "/api/v1/verhalen/{story}/",
    "perspagina": "/pers/",
    "persmap": "/pers/{story}/",
    "sitemap": "/sitemap.xml",
}
DESK = {
    "beheer: zoeken": f"/beheer/pages/search/?q={STEM}",
    "beheer: de pagina": "/beheer/pages/{story}/edit/",
    "beheer: het concept": "/beheer/pages/{story}/view_draft/",
    "beheer: een versie": "/beheer/pages/{story}/revisions/{version}/view/",
    "beheer: geschiedenis": "/beheer/pages/{story}/history/",
    "beheer: beelden": f"/beheer/images/?q={STEM}",
    "beheer: het beeld": "/beheer/images/{picture}/",
    "beheer: documenten": f"/beheer/documents/?q={STEM}",
    "beheer: deelpakket": "/beheer/delen/{story}/",
    "beheer: talen": "/beheer/talen/",
    "beheer: nieuwsbrief": "/beheer/verhalen/nieuwsbrief/",
    "beheer: logboek": "/beheer/reports/site-history/?label={part}",
    "beheer: uitgaande post": f"/beheer/uitgaande-post/?q={STEM}",
}
# Who refuses a picture allows the words: they wait in the back office for another picture.
DRAFT = {
    "beheer: zoeken",
    "beheer: de pagina",
    "beheer: het concept",
    "beheer: een versie",
    "beheer: geschiedenis",
    "beheer: documenten",
    "beheer: talen",
    "beheer: logboek",
    "beheer: uitgaande post",
    "tabellen van de zoekindex",
    "logboek van pagina's",
    "alle andere tabellen",
    "het bestand van de database",
}
# A no to the taking is one to films too; a no to one picture is not.
STAYS = {"foto weigeren": DRAFT, "nee, kruisjes": DRAFT - {"beheer: documenten"}}

Found = dict[str, dict[str, str]]  # per surface, per road: "j" or "-", a letter a process


class Browser:
    """Somebody who reads what the site says, signed in or not."""

    def __init__(self, home: str, account: str = ""):
        self.home = home
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), urllib.request.HTTPRedirectHandler()
        )
        if account:
            name = {"username": f"{account}@{demo.MAIL_DOMAIN}", "password": servers.DEMO_PASSWORD}
            self.sends("/beheer/login/", name)

    def reads(self, path: str, data: bytes | None = None) -> str:
        """The text of an answer, with its status in front."""
        address = f"{self.home}{path}"
        request = urllib.request.Request(address, data, {"Referer": address})
        try:
            with self.opener.open(request, timeout=60) as answer:
                return f"{answer.status} {answer.read().decode('utf-8', 'replace')}"
        except urllib.error.HTTPError as error:
            return f"{error.code} {error.read().decode('utf-8', 'replace')}"

    def sends(self, path: str, fields: dict) -> str:
        """A form, as the page at this address has it."""
        hidden = r'name="(csrfmiddlewaretoken|seen)" value="([^"]+)"'
        given = dict(re.findall(hidden, self.reads(path)))
        said = self.reads(path, urlencode({**given, **fields}, doseq=True).encode())
        assert said.startswith("200"), said[:500]
        return said


class Process:
    """One of the web processes, with a visitor and an editor who ask it.

    The back office keeps no answer: what it shows of a road is asked of one process, in turn.
    """

    def __init__(self, home: str, number: int, processes: int):
        self.home = home
        self.number, self.processes = number, processes
        self.visitor, self.editor = Browser(home), Browser(home, "federatie")

    def stands(self, planted: dict[str, dict]) -> dict[str, dict[str, bool]]:
        """Of every surface that it serves, for each road: whether it stands there."""
        said: dict[str, str] = {}
        found: dict[str, dict[str, bool]] = {}

        def says(reader: Browser, path: str, word: str) -> bool:
            if path not in said:
                said[path] = reader.reads(path).lower()
            return said[path].startswith("200") and word in said[path]

        for turn, (road, one) in enumerate(planted.items()):
            word = one["word"]
            page = said[one["url"]] = self.visitor.reads(one["url"]).lower()
            here = {"pagina": says(self.visitor, one["url"], word)}
            desk = DESK if turn % self.processes == self.number else {}
            for reader, paths in ((self.visitor, PUBLIC), (self.editor, desk)):
                for name, path in paths.items():
                    here[name] = says(reader, path.format(**one, part=word[:-3]), word)
            here["JSON-LD"] = word in "".join(re.findall(r"application/ld\+json.*?</script>", page))
            here["deelkaart"] = bool(re.search(rf'property="og:[^>]*{word}', page))
            here |= self.files(one)
            for name, is_there in here.items():
                found.setdefault(name, {})[road] = is_there
        return found

    def files(self, one: dict) -> dict[str, bool]:
        return {
            "origineel": self._answers(self.editor, one["original"]),
            "afgeleide beelden": any(self._answers(self.visitor, p) for p in one["renditions"]),
            "film": self._answers(self.visitor, one["film"]),
        }

    def _answers(self, reader: Browser, path: str) -> bool:
        return reader.reads(path).startswith("200")


class Looking:
    """Every surface, what the processes serve and what is kept, for every road."""

    def __init__(self, site, homes: list[str], planted: dict, newsletter: MailchimpServer):
        self.site, self.planted, self.newsletter = site, planted, newsletter
        self.processes = [Process(home, n, len(homes)) for n, home in enumerate(homes)]

    def remember_renditions(self) -> None:
        """Their addresses, as the pages have them while they are there."""
        for one in self.planted.values():
            one["renditions"] = self._renditions(one)

    def _renditions(self, one: dict) -> list[str]:
        name = Path(one["original"]).stem[:16]  # a rendition may have less of it
        page = self.processes[0].visitor.reads(one["url"])
        found = re.findall(rf"/media/images/{name}[\w./-]+", page)
        assert len(found) > 1
        return found

    def surfaces(self) -> Found:
        with ThreadPoolExecutor(len(self.processes)) as pool:
            seen = list(pool.map(lambda process: process.stands(self.planted), self.processes))
        found: Found = {}
        for one in seen:
            for name, roads in one.items():
                for road, is_there in roads.items():
                    row = found.setdefault(name, dict.fromkeys(self.planted, ""))
                    row[road] += letter(is_there)
        return found | self.kept()

    def kept(self) -> Found:
        """What is no answer of a process: on disk, in tables, at the newsletter service."""
        tables, raw = told(self.site, "left()")["tables"], self.raw()
        disk, cache, drafts = self.on_disk(), self._cached(), str(self.newsletter.campaigns)
        found: Found = {}
        for road, one in self.planted.items():
            word = one["word"]
            mine = set(tables[word])
            search = {name for name in mine if "search" in name}
            here = {
                "bestanden op schijf": road in disk,
                "gedeelde cache": any(word in text for text in cache),
                "concept-nieuwsbrief": word in drafts,
                "tabellen van de zoekindex": bool(search),
                "logboek van pagina's": "wagtailcore_pagelogentry" in mine,
                "alle andere tabellen": bool(mine - search - {"wagtailcore_pagelogentry"}),
                "tabellen met het beeld": bool(tables[f"{word}{OF_THE_PICTURE}"]),
                "het bestand van de database": word in raw,
            }
            for name, is_there in here.items():
                found.setdefault(name, {})[road] = letter(is_there)
        return found

    def on_disk(self) -> set[str]:
        """The roads of which a picture, or a part of one, is a file somewhere, by its bytes too."""
        found = set()
        for path in self._files("media"):
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # deleted since it was listed
                continue
            found |= {
                road
                for road, one in self.planted.items()
                if Path(one["original"]).stem[:16] in path.name
                or b64decode(one["bytes"]) in content
            }
        return found

    def _files(self, folder: str) -> list[Path]:
        return [path for path in (self.site.var / folder).rglob("*") if path.is_file()]

    def _cached(self) -> list[str]:
        """Entries of Django's file cache: when it ends, and then the value, packed."""
        found = []
        for path in self._files("cache"):
            with path.open("rb") as entry:
                pickle.load(entry)
                found.append(zlib.decompress(entry.read()).decode("latin-1"))
        return found

    def raw(self) -> set[str]:
        """Words in the bytes of SQLite's files. PostgreSQL: nothing to read but its rows."""
        files = [path.read_bytes().lower() for path in self.site.var.glob("merkbaar.sqlite3*")]
        texts = files or [text.encode() for text in dump(self.site)]
        words = [one["word"] for one in self.planted.values()]
        return {word for word in words if any(word.encode() in text for text in texts)}


def letter(is_there: bool) -> str:
    return "j" if is_there else "-"


def standing(found: Found) -> dict[str, set[str]]:
    """Per road the surfaces on which it stands, in one process or more."""
    roads = found["pagina"]
    return {road: {name for name, row in found.items() if "j" in row[road]} for road in roads}


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
    return json.loads(run(site, function).splitlines()[-1])


def run(site, function: str) -> str:
    return site.python(f"from tests.support import planted_story; planted_story.{function}")


def serve(site, newsletter, processes: int = 1) -> list[str]:
    """The web processes of one site, and a worker, both with the service of this test."""
    command = ("-m", "tests.support.site_with_mailchimp", newsletter.url)
    web = (*command, "serve", "--no-worker", "--port", "{port}")
    homes = [site.serve(*web).address for _ in range(processes)]
    servers.Worker(site, [*command, "work"]).start()
    return homes


def until_none(left: Callable[[], set[str]], seconds: float = WITHIN) -> None:
    """Wait until nothing is left, and no longer than that takes."""
    end = time.monotonic() + seconds
    while still := left():
        assert time.monotonic() < end, f"left after {seconds} s: {sorted(still)}"
        time.sleep(0.2)


# The roads, each by the address that people use ---------------------------------------------------


def stop(one, visitor, site):
    visitor.sends(f"{one['link']}stop/", {"zeker": "ja"})


def narrow(one, visitor, site):
    visitor.sends(f"{one['link']}wijzig/", {**YES, "channels": ["sociale-media"]})


def refuse_the_picture(one, visitor, site):
    form = rf"wil-ik-niet/{one['story']}/.*?name=\"text_hash\" value=\"([^\"]+)\""
    text_hash = re.search(form, visitor.reads(one["link"]), re.DOTALL)[1]
    said = {"text_hash": text_hash, "pictures": one["picture"]}
    visitor.sends(f"{one['link']}wil-ik-niet/{one['story']}/", said)


def no_to_the_taking(one, visitor, site):
    visitor.sends(f"{one['link']}wijzig/", {"taking": "nee", "zeker": "ja"})


def no_to_the_taking_with_ticks(one, visitor, site):
    said = {**YES, "taking": "nee", "channels": ["website", "nieuwsbrief"]}
    visitor.sends(f"{one['link']}wijzig/", said)


def the_end(one, visitor, site):
    run(site, f"end({one['person']})")


def by_telephone(one, visitor, site):
    marketer = Browser(visitor.home, "marketeer")
    marketer.sends(f"/beheer/portrayedperson/withdraw/{one['person']}/", {})


ROADS = {
    "stop": stop,
    "telefoon": by_telephone,
    "versmallen": narrow,
    "foto weigeren": refuse_the_picture,
    "nee": no_to_the_taking,
    "nee, kruisjes": no_to_the_taking_with_ticks,
    "einddatum": the_end,
}


# On PostgreSQL `make test` takes a no to everything, one to a picture, and one of the worker; each
# road's own rows are tested on both databases in tests/stories/withdrawal.
SOME = ("stop", "foto weigeren", "einddatum")


@pytest.mark.parametrize(
    "roads",
    [
        pytest.param(tuple(ROADS), marks=pytest.mark.sqlite, id="all"),
        pytest.param(SOME, marks=pytest.mark.postgresql, id="some"),
        pytest.param(
            tuple(ROADS), marks=[pytest.mark.postgresql, pytest.mark.scale], id="all at scale"
        ),
    ],
)
def test_what_was_everywhere_is_nowhere_by_any_road(site, newsletter, capsys, roads):
    def say(*lines: str) -> None:
        with capsys.disabled():
            print("", *lines, sep="\n")

    planted = told(site, f"plant(*{roads!r})")
    assert tuple(planted) == roads
    backup(site)
    homes = serve(site, newsletter, processes=2)
    for one in planted.values():
        html = BLOCK.format(url=f"{homes[0]}{one['url']}", word=one["word"])
        newsletter.keeps_campaign("save", "Maart", html)
    looking = Looking(site, homes, planted, newsletter)
    looking.remember_renditions()
    before = looking.surfaces()
    say(table(before))
    assert {name: row for name, row in before.items() if "-" in "".join(row.values())} == {}
    shutil.copytree(site.var / "media", site.var / "older-media")

    for number, road in enumerate(roads):
        take = ROADS[road]
        began = time.monotonic()
        take(planted[road], looking.processes[number % 2].visitor, site)
        is_closed(looking, planted[road], wait=take is the_end)
    words = {road: one["word"] for road, one in planted.items()}
    until_none(lambda: {w for w in words.values() if w in str(newsletter.campaigns)})
    gone = {word for road, word in words.items() if road not in STAYS}
    until_none(lambda: gone & looking.raw())
    until_none(looking.on_disk)
    seconds = time.monotonic() - began
    after = looking.surfaces()
    say(table(before, after), f"Overal weg na {seconds:.1f} s")
    assert standing(after) == {road: STAYS.get(road, set()) for road in roads}
    assert seconds <= WITHIN
    recalls = told(site, "left()")["recalls"]
    assert {tasks[0] for tasks in recalls.values()} == {RECALL}
    assert len(recalls) == len(roads)

    # The uploads alone, from an older copy, over what stands there.
    shutil.copytree(site.var / "older-media", site.var / "media", dirs_exist_ok=True)
    assert looking.on_disk() == set(roads)
    for one in planted.values():
        is_closed(looking, one)
    run(site, f"due({FILES_BACK!r})")
    until_none(looking.on_disk, seconds=3 * WITHIN)  # they are read nowhere since the line above
    say("De bestanden alleen teruggezet: nergens te lezen, en weer gewist.")

    site.stop()
    put_back(site)
    again = Looking(site, serve(site, newsletter), planted, newsletter)
    restored = again.surfaces()
    say("Na het terugzetten van een back-up van voordien:", table(before, restored))
    assert standing(restored) == {road: STAYS.get(road, set()) for road in roads}


def is_closed(looking: Looking, one: dict, *, wait: bool = False) -> None:
    """At once and in both processes, whatever is still to be tidied after it."""

    def answers() -> set[str]:
        found = {name for own in looking.processes for name, yes in own.files(one).items() if yes}
        pages = [own.visitor.reads(one["url"])[:3] for own in looking.processes]
        return found | {f"pagina {status}" for status in pages if status == "200"}

    if wait:
        until_none(answers)
    assert answers() == set()


def table(*looks: Found) -> str:
    """A column per road; before and after, with a letter a process."""
    roads = list(looks[0]["pagina"])
    lines = [f"{'waar':<28}" + "".join(f"{road:>15}" for road in roads)]
    for name in looks[0]:
        cells = (" > ".join(look[name][road] for look in looks) for road in roads)
        lines.append(f"{name:<28}" + "".join(f"{cell:>15}" for cell in cells))
    return "\n".join(lines)


def backup(site) -> None:
    """The database and the uploads, as the README tells."""
    shutil.copytree(site.var / "media", site.var / "backup-media")
    servers.back_up(site, site.var / "backup")


def put_back(site) -> None:
    shutil.rmtree(site.var / "media")
    shutil.move(site.var / "backup-media", site.var / "media")
    servers.put_back(site, site.var / "backup")
