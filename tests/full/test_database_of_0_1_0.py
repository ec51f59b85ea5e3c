"""A database that release 0.1.0 made with its demo migrates, and everything in it still answers."""

import json
import os
import subprocess
import sys

import pytest

from tests.support import database_of_0_1_0 as earlier
from tests.support import schema
from tests.support.servers import ROOT

MAILED = {
    "a registration": [200, "U bent ingeschreven ."],
    "another registration": [200, "U bent ingeschreven ."],
    "what they come for": [200, "Waarmee mogen we u helpen in Genk?"],
    "the same address once more": [200, "U bent ingeschreven ."],
    "a question about consent": [200, "Mogen wij u tonen?"],
    "an answered question": [200, "Uw toestemming"],
    "a story to tell": [200, "Vertel uw verhaal"],
    "an invitation": [200, "Je bent uitgenodigd"],
    "the newsletter": [200, "Bevestig uw inschrijving"],
    "a campaign": [302, "/roadshow/?via=vb-li"],
}
# What was live stays live; with other words it waits for the people in it.
WITHOUT_PROOF = {
    "vier-mensen-een-vaste-ploeg": "Samira",
    "dat-kost-te-veel-begeleiding": "Leen",
    "vijf-minuten-voor-de-dag-begint": "Greet",
    "toon-het-in-vier-foto-s": "Tom",
    "els-maakt-fietsen-weer-nieuw": "Els",
    "het-park-ligt-er-weer-bij": "Rik",
    "twee-handen-extra-in-de-keuken": "Fatima",
    "alleen-eenvoudig-werk": "Nadia",
}
STORIES = [
    "/beheer/verhalen/nieuw/", "/beheer/toestemming/", "/beheer/portrayedperson/",
    "/beheer/images/", "/beheer/use/", "/beheer/recall/", "/beheer/withdrawal/",
    "/beheer/bijdragen/",
]  # fmt: skip
STOPS = ["/beheer/haltes/", "/beheer/locaties/"]
FOLLOW_UP = [
    "/beheer/inschrijvingen/", "/beheer/opvolging/", "/beheer/opvolging/bord/",
    "/beheer/opvolging/dossiers/", "/beheer/opvolging/werkgevers/",
]  # fmt: skip
FOR_THE_FEDERATION = ["/beheer/pages/", "/beheer/activiteiten/", "/beheer/uitgaande-post/"]


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def told(var):
    """On real migrations, in a process of its own."""
    own = {
        "MERKBAAR_VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var}/m.sqlite3",
        "SECRET_KEY": earlier.KEY,
        "SITE_URL": "http://localhost:8000",
    }
    run = [sys.executable, "-m", "tests.support.database_of_0_1_0"]
    done = subprocess.run(run, cwd=ROOT, env=os.environ | own, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().startswith(
        "Antwoorden van voorheen: 1 via een persoonlijke link, 0 op een doorgegeven toestel, "
        "0 papieren formulier met foto, 11 zonder bewijs; 8 keer bleef een verhaal staan "
        "waarvoor niets gevraagd was."
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_every_public_address_answers_as_it_did(told):
    assert len(told["public"]) == 53  # the upgrade adds two pages
    assert {"/impact/", "/wat-kost-het/"} <= told["public"].keys()
    assert {path: status for path, status in told["public"].items() if status != 200} == {
        earlier.WITHDRAWN: 410
    }


def test_every_link_in_a_mail_of_then_opens(told):
    assert told["mailed"] == MAILED


def test_every_account_of_the_demo_opens_its_lists(told):
    opened = {
        who.removesuffix("@voorbeeld.example"): [path for path, one in got.items() if one == 200]
        for who, got in told["desk"].items()
    }
    coordinators = ("coordinator", "coordinator.noord", "coordinator.groen", "coordinator.zuid")
    assert opened == {
        "federatie": earlier.DESK,
        "beheerder": [path for path in earlier.DESK if path not in FOR_THE_FEDERATION],
        "marketeer": ["/beheer/", *STORIES, *STOPS, "/onthaal/"],
        "nalezer": ["/beheer/", "/beheer/pages/", *STORIES, *STOPS, "/onthaal/"],
        "onthaal": ["/onthaal/"],
        **{who: ["/beheer/", *STOPS, *FOLLOW_UP, "/onthaal/"] for who in coordinators},
    }
    assert {one for got in told["desk"].values() for one in got.values()} == {200, 302, 404}


def test_what_was_allowed_without_proof_stands_and_shows_nothing_new(told):
    waiting = {
        f"voorbeeld-{slug}": [
            True,
            [f"De toestemming van {who} (VOORBEELD) is zonder bewijs genoteerd."],
        ]
        for slug, who in WITHOUT_PROOF.items()
    }
    karim = "Karim (VOORBEELD) zei ja op een andere tekst dan deze."
    live = {slug: answer for slug, answer in told["stories"].items() if answer[0]}
    assert live == {**waiting, "voorbeeld-karim-kent-elke-doos": [True, [karim]]}


def test_its_tables_are_those_of_a_new_site(told, var, tmp_path):
    """A new site makes them from the models, without the migrations of before it."""
    code = (
        "import django; django.setup(); from brand.sqlite import new_tables\n"
        "from django.core.management import call_command\n"
        "assert new_tables.make_where_none_stand()\n"
        "call_command('migrate', verbosity=0)"  # as `prepare` does: it makes indexes of no model
    )
    own = {
        "DJANGO_SETTINGS_MODULE": "brand.settings",
        "MERKBAAR_VAR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/m.sqlite3",
    }
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | own, check=True)
    assert schema.of(tmp_path / "m.sqlite3") == schema.of(var / "m.sqlite3")
