"""A person reads and erases in the language in which that person said yes."""

import gettext
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from brand import mail
from stories import emails, personal_data
from stories.consent import recording, requests, wording
from stories.models import Consent, ConsentLanguage, PortrayedPerson
from stories.withdrawal import outcome, withdraw
from tests.factories.stories import PersonFactory, picture, story
from tests.support import snapshot

pytestmark = pytest.mark.django_db
OTHERS = sorted(wording.offered())
PLACES = re.compile(r"%\(\w+\)s")
CATALOGUES = settings.LOCALE_PATHS[0]


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld")


@pytest.fixture(params=OTHERS)
def asked(request, karim):
    return answered_in(request.param, karim)


@snapshot.kept
def answered_in(language, karim):
    ConsentLanguage.objects.create(code=language, wording=wording.version())
    page = story(karim, title="Karim werkt", lead="Karim werkt.", picture=picture(1))
    asked = requests.ask(karim, story=page, language=language)
    said = recording.Answer(taking=True, channels=("website",), language=language)
    recording.answer(asked, said)
    return asked


def main(client, name: str, asked) -> str:
    return client.get(reverse(name, args=[asked.token])).content.decode()


def test_the_way_there_is_in_that_language(client, asked):
    page = main(client, "consent", asked)
    words = requests.words_for(asked)
    assert words["data"] in page
    assert words["erase"] in page
    assert "Mijn gegevens" not in page


def test_what_is_kept_is_read_in_it(client, asked):
    page = main(client, "consent_data", asked)
    said = re.findall(r"<dt>(.*?)</dt>", page)
    assert f'<html lang="{asked.language}"' in page
    assert (' dir="rtl"' in page.partition(">")[2].partition(">")[0]) == (
        asked.language in ("ar", "prs")
    )
    for label in ("Naam", "Taal", "Toestemming", "Bewijs van een antwoord", "Genoteerd op"):
        assert label not in said
    assert "De foto maken" not in page
    assert "gegeven op" not in page
    assert "<bdi>Karim Voorbeeld</bdi>" in page


def test_erasing_is_asked_and_told_in_it(client, asked):
    words = requests.words_for(asked)
    assert words["erase_title"] in main(client, "consent_erase", asked)
    answer = client.post(reverse("consent_erase", args=[asked.token]), {"zeker": "ja"})
    page = answer.content.decode()
    assert words["erased_text"] in page
    assert "Alles is gewist" not in page


@pytest.mark.parametrize("code", OTHERS)
def test_every_word_of_that_page_is_there_and_compiled(code):
    folder = CATALOGUES / code / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    source = personal_data.__loader__.get_source(personal_data.__name__)
    asked = set(re.findall(r'_\("([^"]+)"\)', source)) | {"over “%(story)s”"}
    labels = (Consent.Purpose, Consent.Channel, Consent.NameLevel, Consent.Way)
    asked |= {str(one.label) for kind in labels for one in kind}
    assert {words for words in asked if compiled.gettext(words) == words} <= {"Partner", "Telefon"}
    written = (folder / "django.po").read_text()
    for words, said in re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', written, re.MULTILINE):
        assert compiled.gettext(words) == said
        assert sorted(PLACES.findall(said)) == sorted(PLACES.findall(words))


def test_the_file_to_take_along_is_in_it(client, asked):
    address = reverse("consent_data", args=[asked.token])
    (row,) = client.get(f"{address}?vorm=json").json()
    assert "Naam" not in row["gegevens"]
    assert "Karim Voorbeeld" in row["gegevens"].values()


def stopped_in(karim, language) -> mail.Message:
    """The mail to who said yes in this language, and then no."""
    PortrayedPerson.objects.filter(pk=karim.pk).update(email="karim@voorbeeld.be")
    karim.refresh_from_db()
    page = story(karim, title="Karim werkt", lead="Karim werkt.", picture=picture(1))
    asked = requests.ask(karim, story=page, language=language)
    said = recording.Answer(taking=True, channels=("website",), language=language)
    recording.answer(asked, said)
    return emails.withdrawn(withdraw.withdraw(karim).pk)


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [
        ("fr", "Votre accord est arrêté", "Votre histoire et votre photo ne sont plus"),
        ("en", "Your consent has stopped", "Your story and your photo are gone"),
        ("nl", "Uw toestemming is gestopt", "Uw verhaal en uw foto zijn weg"),
    ],
)
def test_the_mail_about_a_stop_is_in_it(karim, language, subject, said):
    sent = stopped_in(karim, language)
    assert sent.subject == subject
    assert said in sent.text
    assert said in sent.html
    assert f'<html lang="{language}"' in sent.html
    for dutch in ("Dag ", "weg van onze website", "zoekmachine") if language != "nl" else ():
        assert dutch not in sent.text


@pytest.mark.parametrize("language", OTHERS)
def test_in_a_language_that_nobody_checked_it_says_what_it_is_about(karim, language):
    ConsentLanguage.objects.create(code=language, wording=wording.version())
    sent = stopped_in(karim, language)
    theirs = wording.words(language, partner=karim.organisation)
    for text in (sent.text, sent.html):
        assert theirs["stopped"] in text
        assert theirs["mail_dutch"] in text
    assert f'lang="{language}" dir="{theirs["direction"]}"' in sent.html
    assert sent.subject == "Uw toestemming is gestopt"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_of_that_mail_is_translated(language):
    told = [getattr(outcome, name) for name in dir(outcome) if name.isupper()]
    desk = {outcome.REFUSED, outcome.STOPPED, outcome.ENDED, outcome.TO_REWRITE}
    flat = [one for part in told for one in (part.values() if isinstance(part, dict) else [part])]
    said = {one for part in flat for one in ([part] if isinstance(part, str) else part)} - desk
    with translation.override(language):
        assert [one for one in said if translation.gettext(one) == one] == []
