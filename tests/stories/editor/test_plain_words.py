"""Short sentences, plain words, people before labels: hints, and never a bar."""

import pytest
from django.http import QueryDict

from stories.editor import hints, plain_words
from stories.editor.plain_words import Draft, Hint
from tests.factories.stories import picture, section_of, story
from tests.support.story_editor import as_user, fresh

LONG = " ".join(["woord"] * 34) + "."


def said(text: str) -> list[str]:
    return [hint.sentence for hint in plain_words.in_text(text)]


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("", 0),
            ("Karim tilt een doos. Dan nog een.", 2),
            ("Het is 9.30 uur. Karim begint.", 2),
            ("Hij kent veel, bv. dozen en kisten.", 1),
            ("“Ik blijf!” zegt hij. “Echt?”", 3),
            ("Een kop zonder punt\nEn een zin.", 2),
            ("Hij wacht… Dan lacht hij.", 2),
        ],
    )
    def test_where_one_ends(self, text, count):
        assert len(list(plain_words.sentences(text))) == count

    def test_more_than_twenty_words_is_long(self):
        twenty = " ".join(["woord"] * 20) + "."
        assert said(twenty) == []
        assert said(f"woord {twenty}") == ["Deze zin telt 21 woorden. Maak er twee van."]

    def test_it_says_how_many_and_which(self):
        [hint] = plain_words.long_sentences(f"Kort. {LONG}")
        assert hint == Hint(
            "Deze zin telt 34 woorden. Maak er twee van.",
            "woord woord woord woord woord woord woord woord…",
        )


class TestWords:
    def test_a_hard_word_and_a_plainer_one(self):
        assert said("Wij zijn tevens open.") == ["“tevens”: zeg liever “ook”."]

    def test_in_any_form_once_and_in_capitals_too(self):
        assert said("Indien u komt. indien niet.") == ["“indien”: zeg liever “als”."]
        assert said("Dit is geïmplementeerd.") == ["“geïmplementeerd”: zeg liever “invoeren”."]

    def test_a_noun_for_a_noun(self):
        assert said("De implementatie liep.") == ["“implementatie”: zeg liever “invoering”."]

    def test_never_part_of_another_word(self):
        assert said("De doelgroepen-app van de echtere thansen.") == []

    def test_several_words_together(self):
        assert said("Met betrekking tot morgen.") == ["“met betrekking tot”: zeg liever “over”."]

    def test_about_people_it_says_what_to_do(self):
        assert said("Onze doelgroepwerknemers zijn kansarm.") == [
            "“doelgroepwerknemers”: Schrijf “medewerker” of “medewerkers”.",
            "“kansarm”: Zeg wat er moeilijk liep, of laat het weg.",
        ]

    def test_a_very_long_word(self):
        assert said("De arbeidsmarktbeleidsmaatregel.") == [
            "“arbeidsmarktbeleidsmaatregel” is een lang woord. Kan het korter?"
        ]

    def test_plain_words_pass(self):
        assert said("Karim tilt een doos. Hij lacht, want het is vrijdag.") == []

    def test_the_list_is_ours_and_each_form_stands_once(self):
        listed = plain_words.listed()
        assert set(listed) == {"hard", "official", "people"}
        forms = [form for words in listed.values() for key in words for form in key.split("|")]
        assert sorted(forms) == sorted(set(forms))
        assert [form for form in forms if form != form.lower().strip()] == []
        assert sum(len(words) for words in listed.values()) >= 150


class TestDraft:
    def test_a_picture_without_words_is_asked_with_an_example(self):
        [hint] = plain_words.hints(Draft(has_picture=True))
        assert hint.sentence == (
            "Wat is er op de foto te zien? Schrijf het voor wie haar niet ziet, "
            "zoals: “Karim lacht en tilt een broodkrat”."
        )
        assert plain_words.hints(Draft(has_picture=True, alt="Karim lacht")) == []
        assert plain_words.hints(Draft()) == []

    def test_words_that_say_foto_van(self):
        [hint] = plain_words.hints(Draft(has_picture=True, alt="Foto van Karim"))
        assert hint.sentence == "Laat “foto van” weg: zeg meteen wat er te zien is."

    def test_a_long_introduction_and_a_long_quote(self):
        lead, quote = "Karim lacht. " * 18, "Ik blijf hier. " * 10
        assert plain_words.hints(Draft(lead=lead, quotes=[quote])) == [
            Hint("De inleiding telt 233 tekens. Twee zinnen zijn genoeg.", where="Inleiding"),
            Hint(
                "Dit citaat telt 149 tekens. Tot 140 leest het in één blik.",
                "Ik blijf hier. Ik blijf hier. Ik blijf…",
                "Citaat",
            ),
        ]

    def test_each_hint_says_where(self):
        draft = Draft(title="Thans", lead="Thans", texts=["Thans"], quotes=["Thans"])
        places = [hint.where for hint in plain_words.hints(draft)]
        assert places == ["Titel", "Inleiding", "Verhaal", "Citaat"]


@pytest.mark.django_db
class TestStory:
    BODY = [
        ("text", "<p>Wij werken <b>teneinde</b> te werken.</p><p>Kort.</p>"),
        ("quote", {"text": "Thans ben ik blij.", "name": "", "role": "", "image": None}),
    ]

    def test_what_stands_in_its_blocks(self, people):
        page = story(
            organisation=people.partner, title="Titel", picture=picture(1, alt=""), body=self.BODY
        )
        assert [(hint.where, hint.sentence[:20]) for hint in plain_words.hints_for(page)] == [
            ("", "Wat is er op de foto"),
            ("Verhaal", "“teneinde”: zeg liev"),
            ("Citaat", "“thans”: zeg liever "),
        ]

    def test_the_editor_shows_them(self, people):
        page = story(organisation=people.partner, title="Titel", body=self.BODY)
        html = as_user(people.marketer).get(f"/beheer/pages/{page.pk}/edit/").content.decode()
        assert "“teneinde”: zeg liever “om”." in html
        assert f'data-hints="/beheer/verhalen/{page.pk}/taaltips/"' in html
        section = section_of(people.partner)
        url = f"/beheer/pages/add/stories/storypage/{section.pk}/"
        html = as_user(people.marketer).get(url).content.decode()
        assert f'data-hints="/beheer/verhalen/{section.pk}/taaltips/"' in html

    def test_they_hold_nothing_back(self, people):
        page = story(organisation=people.partner, title="Thans", body=self.BODY)
        page.get_latest_revision().publish()
        assert fresh(page).live

    def test_asked_while_typing(self, people):
        page = story(organisation=people.partner)
        url = f"/beheer/verhalen/{page.pk}/taaltips/"
        client = as_user(people.marketer)
        html = client.post(url, {"title": "Thans <b>", "text": ["Kort.", LONG]}).content.decode()
        assert "“thans”: zeg liever “nu”." in html
        assert "Deze zin telt 34 woorden." in html
        assert "Vlot te lezen" in client.post(url, {"lead": "Karim telt."}).content.decode()
        begun = client.post(url, {"title": "Karim", "text": [" "]}).content.decode()
        assert ("Vlot te lezen" in begun, "Schrijf maar" in begun) == (False, True)
        assert client.get(url).status_code == 405
        assert fresh(page).title == page.title

    def test_only_where_one_may_write(self, people):
        page = story(organisation=people.partner)
        for place in (page, section_of(people.partner)):
            url = f"/beheer/verhalen/{place.pk}/taaltips/"
            assert as_user(people.marketer).post(url).status_code == 200
            assert as_user(people.other_marketer).post(url).status_code in (302, 404)
        home = page.get_ancestors().get(depth=2)
        url = f"/beheer/verhalen/{home.pk}/taaltips/"
        assert as_user(people.federation).post(url).status_code == 404


def test_what_is_sent_is_looked_at_up_to_a_measure():
    """2 MB of ". . ." kept a processor busy for 25 seconds."""
    assert hints.within(["abc", "defg", "hij"], 5) == ["abc", "de"]
    sent = QueryDict(mutable=True)
    for name in ("text", "quote"):
        sent.setlist(name, [". " * 5_000] * 100)
    sent["title"] = sent["lead"] = sent["alt"] = ". " * 5_000
    draft = hints._written(sent, None)
    told = [draft.title, draft.lead, draft.alt, *draft.texts, *draft.quotes]
    assert sum(map(len, told)) == hints.MOST + 3_000
