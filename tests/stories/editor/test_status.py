"""The panel: one line a channel, each reason once, and buttons that keep what was typed."""

import pytest

from brand.models import OutgoingMail
from stories.models import Consent, ConsentRequest, ContributionLink, PortrayedPerson
from tests.factories.stories import PersonFactory, story
from tests.support.story_editor import as_user, form_of, fresh, hand_in

pytestmark = pytest.mark.django_db
STATUS = "/beheer/verhalen/{}/toestemming/"


def pressed(user, page, **button):
    form = form_of(page=page, title=page.title, slug=page.slug, lead="Nog getypt.")
    return as_user(user).post(f"/beheer/pages/{page.pk}/edit/", {**form, **button})


@pytest.fixture
def asked(people):
    person = PersonFactory(organisation=people.partner, name="Nadia Peeters", email="n@x.example")
    return story(person, title="Nadia leert")


def test_a_reason_is_said_once_for_all_channels(people, asked):
    text = as_user(people.marketer).get(STATUS.format(asked.pk)).content.decode()
    sentence = (
        "Toestemming voor website, nieuwsbrief, sociale media en pers en drukwerk ontbreekt "
        "voor Nadia Peeters: nog niet gevraagd."
    )
    assert text.count(sentence) == text.count("Toestemming voor") == 1
    assert [f"{one.label}: nog niet." in text for one in Consent.Channel] == [True] * 4


def test_another_partners_story_has_no_status(people, asked):
    assert as_user(people.other_marketer).get(STATUS.format(asked.pk)).status_code == 404
    assert as_user(people.marketer).get(STATUS.format(99999)).status_code == 404


def test_asking_keeps_what_was_typed_and_comes_back_to_the_panel(people, asked):
    answer = pressed(
        people.marketer, asked, **{"vraag-toestemming": asked.portrayals.get().person_id}
    )
    request = ConsentRequest.objects.get()
    place = f"persoon-{request.person_id}"
    assert answer["Location"] == f"/beheer/pages/{asked.pk}/edit/#{place}"
    panel = as_user(people.marketer).get(STATUS.format(asked.pk)).content.decode()
    row = panel.partition(f'id="{place}"')[2].partition("</section>")[0]
    assert "Gevraagd op" in row.partition("Bewijs:")[0]
    assert (request.story_id, request.way, request.asked_by) == (asked.pk, "link", people.marketer)
    assert OutgoingMail.objects.filter(kind="stories.emails.asked").count() == 1
    assert fresh(asked).lead == "Nog getypt."
    pressed(people.marketer, asked, **{"vraag-toestemming": request.person_id})
    assert ConsentRequest.objects.count() == 1  # asked once more, not twice


def test_the_question_is_put_in_the_language_that_was_chosen(people, asked):
    person = asked.portrayals.get().person_id
    choice = f'name="taal-van-{person}"'
    panel = as_user(people.marketer).get(STATUS.format(asked.pk)).content.decode()
    assert panel.partition(choice)[2].partition("</select>")[0].count("<option") == 3
    for language in ("fr", "en"):  # also of a question that waits already
        said = {"vraag-toestemming": person, f"taal-van-{person}": language}
        pressed(people.marketer, asked, **said)
        assert ConsentRequest.objects.get().language == language


def test_a_story_without_text_says_so_before_it_is_asked(people, asked):
    """The person would have nothing to judge; whoever asks for a photograph alone goes on."""
    desk, person = as_user(people.marketer), asked.portrayals.get().person_id
    panel = STATUS.format(asked.pk)
    screen = f"/beheer/toestemming/vragen/{person}/?verhaal={asked.pk}"
    sentence = "Dit verhaal heeft nog geen tekst onder de inleiding."
    for lead, body, said in (
        ("Nadia leert.", [], sentence),
        ("", [], "Dit verhaal heeft nog geen tekst."),
        ("", [("text", "<p>Nadia leert veel.</p>")], ""),
    ):
        draft = fresh(asked)
        draft.lead, draft.body = lead, body
        draft.save_revision(clean=False)  # as an unfinished draft is kept
        for url in (panel, screen):
            page = desk.get(url).content.decode()
            assert ("heeft nog geen tekst" in page) is bool(said)
            assert said in page


def test_nobody_else_is_asked(people, asked):
    for person in (PersonFactory(organisation=people.partner), PersonFactory()):
        answer = pressed(people.marketer, asked, **{"vraag-toestemming": person.pk})
        assert answer.status_code == 404
    assert not ConsentRequest.objects.exists()


def test_who_a_contributor_named_becomes_a_person(people):
    page = story(organisation=people.partner, shows_nobody=False)
    ContributionLink.objects.create(
        organisation=people.partner,
        name="Ans Proef",
        email="ans@x.example",
        who="ik en Nadia",
        story=page,
        asked_by=people.marketer,
        until="2099-01-01",
    )
    shown = as_user(people.marketer).get(STATUS.format(page.pk)).content.decode()
    assert "Voeg Ans Proef toe" in shown
    pressed(people.marketer, page, **{"noem-persoon": "Nadia"})
    pressed(people.marketer, page, **{"noem-persoon": "Ans Proef"})
    pressed(people.marketer, page, **{"noem-persoon": "Iemand anders"})
    named = {row.person.name: row.person.email for row in fresh(page).portrayals.all()}
    assert named == {"Nadia": "", "Ans Proef": "ans@x.example"}
    assert set(PortrayedPerson.objects.values_list("organisation", flat=True)) == {
        people.partner.pk
    }
    assert "Voeg" not in as_user(people.marketer).get(STATUS.format(page.pk)).content.decode()


class TestAfterHandingIn:
    """The editor saves nothing then: asking goes on a screen of its own."""

    @pytest.fixture
    def handed_in(self, people, asked):
        hand_in(asked, people.marketer)
        return asked

    def panel(self, user, page) -> str:
        return as_user(user).get(STATUS.format(page.pk)).content.decode()

    def test_no_button_that_would_do_nothing(self, people, handed_in):
        panel = self.panel(people.marketer, handed_in)
        assert "<button" not in panel
        assert "Dit verhaal is ingediend: de tekst staat vast." in panel
        editor = as_user(people.marketer).get(f"/beheer/pages/{handed_in.pk}/edit/").text
        assert 'name="vraag-toestemming"' not in editor

    def test_asking_still_works(self, people, handed_in):
        person = handed_in.portrayals.get().person
        address = f"/beheer/toestemming/vragen/{person.pk}/?verhaal={handed_in.pk}"
        assert f'href="{address}"' in self.panel(people.marketer, handed_in)
        as_user(people.marketer).post(address, {"way": "link", "mail": "1"})
        request = ConsentRequest.objects.get()
        assert (request.story_id, request.person) == (handed_in.pk, person)
        panel = self.panel(people.marketer, handed_in)
        assert "wacht op antwoord" in panel

    def test_before_it_the_buttons_keep_what_was_typed(self, people, asked):
        panel = self.panel(people.marketer, asked)
        assert 'name="vraag-toestemming"' in panel
        assert "ingediend" not in panel
