"""Forms: plain text, plain sentences, a summary that leads to the field, and no captcha."""

import re

import pytest
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.http import QueryDict

from brand.forms import (
    LEFT_OPEN,
    NUL,
    POT_FILLED,
    TOO_FAST,
    AntiSpam,
    BrandForm,
    BrandModelForm,
    TickRows,
    plain,
    stamp,
)
from brand.models import Campaign
from brand.templatetags import brand_form_tags


class Visit(BrandForm):
    submit_label = "Bevestig mijn plaats"
    required = {"name": "Vul uw voornaam en naam in"}

    name = forms.CharField(label="Voornaam en naam", max_length=20)
    email = forms.EmailField(label="E-mailadres", help_text="Hierheen sturen we uw bevestiging.")
    words = forms.CharField(label="Uw vraag", widget=forms.Textarea, required=False)
    when = forms.ChoiceField(
        label="Wanneer", choices=[("v", "Voormiddag"), ("n", "Namiddag")], widget=forms.RadioSelect
    )
    help = forms.MultipleChoiceField(
        label="Waarmee mogen we u helpen?",
        choices=[("a", "Een vacature invullen")],
        widget=TickRows,
        required=False,
    )
    news = forms.BooleanField(label="Ja, stuur mij mails", required=False)


class Guarded(AntiSpam, BrandForm):
    name = forms.CharField(label="Naam")


class CampaignForm(AntiSpam, BrandModelForm):
    class Meta:
        model = Campaign
        fields = ["name"]


GOOD = {"name": "An Peeters", "email": "an@example.org", "when": "v"}


def html(form) -> str:
    return re.sub(r"\s+", " ", render_crispy_form(form))


@pytest.mark.parametrize(
    ("typed", "lines", "kept"),
    [
        ("An\r\nPeeters", False, "An Peeters"),
        ("Een\r\ntwee\rdrie", True, "Een\ntwee\ndrie"),
        ("An\x07\x1b\u202e\u2066", False, "An"),
        ("\ud800An", False, "An"),
        ("👩‍🔧 שלום Pèers", False, "👩‍🔧 שלום Pèers"),
        ("An\x00", False, "An\x00"),
    ],
)
def test_text_is_made_plain(typed, lines, kept):
    assert plain(typed, lines) == kept


def test_a_form_cleans_what_was_typed():
    form = Visit(QueryDict(mutable=True) | {**GOOD, "name": "An\nPeeters\x07", "words": "a\r\nb"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "An Peeters"
    assert form.cleaned_data["words"] == "a\nb"


def test_only_control_characters_is_empty():
    form = Visit({**GOOD, "name": "\x07\u202e"})
    assert form.errors == {"name": ["Vul uw voornaam en naam in"]}


def test_a_nul_byte_gets_its_sentence():
    assert Visit({**GOOD, "name": "An\x00"}).errors == {"name": [NUL]}


def test_too_long_says_how_much_may_stand():
    assert Visit({**GOOD, "name": "A" * 10_000}).errors == {
        "name": ["Dit is te lang: 10000 tekens. Er mogen er 20 staan."]
    }


def test_a_bound_form_leaves_the_request_as_it_was():
    data = QueryDict("name=An%07&email=an@example.org&when=v")
    assert Visit(data).is_valid()
    assert data["name"] == "An\x07"


def test_an_unbound_form_has_no_summary_and_marks_what_may_stay_empty():
    page = html(Visit())
    assert "error-summary" not in page
    assert (
        page.count("(niet verplicht)") == 2
    )  # the question and the rows; a tick speaks for itself
    assert " required" not in page
    assert "novalidate" in page
    assert (
        '<button type="submit" name="verstuur" value="1" class="btn" '
        'id="verstuur">Bevestig mijn plaats</button>'
    ) in page


def test_error_and_hint_stand_above_the_input_and_are_tied_to_it():
    page = html(Visit({**GOOD, "email": "an@"}))
    field = page[page.index('<div id="div_id_email"') : page.index('id="div_id_words"')]
    order = [
        field.index(part)
        for part in ("<label", 'id="id_email_helptext"', 'id="id_email_error"', "<input")
    ]
    assert order == sorted(order)
    assert 'aria-describedby="id_email_helptext id_email_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'value="an@"' in field


def test_the_summary_says_the_same_and_leads_to_the_field():
    page = html(Visit({"email": "an@example.org"}))
    summary = page[page.index("error-summary") : page.index("<form")]
    assert 'role="alert"' in summary
    assert re.findall(r'<a href="#(\w+)">([^<]+)</a>', summary) == [
        ("id_name", "Vul uw voornaam en naam in"),
        ("id_when_0", "Dit is een verplicht veld."),
    ]


def test_choices_stand_in_a_fieldset_with_their_question():
    page = html(Visit({"name": "An", "email": "an@example.org"}))
    assert '<fieldset id="div_id_when" class="field field--error" aria-describedby=' in page
    assert re.search(r'<legend class="legend">Wanneer ?</legend>', page)
    assert '<div class="ticks">' in page
    assert '<label for="id_help_0">Een vacature invullen</label>' in page


def test_layout_objects_are_drawn_by_our_pack():
    form = Visit()
    helper = form.helper
    helper.layout = Layout(
        Fieldset("Wie bent u?", "name", "email"),
        Div("words", css_class="grid"),
        HTML("<p>Tussenin</p>"),
        Submit("verder", "Verder"),
    )
    page = re.sub(r"\s+", " ", render_crispy_form(form, helper=helper))
    assert '<legend class="legend legend--large">Wie bent u?</legend>' in page
    assert '<div class="grid"' in page
    assert "<p>Tussenin</p>" in page
    assert page.count("<button") == 2


def test_text_from_people_is_never_html():
    page = html(Visit({**GOOD, "name": "<b>An</b> een veel te lange naam"}))
    assert "<b>" not in page
    assert "&lt;b&gt;An&lt;/b&gt;" in page


# Without captcha --------------------------------------------------------------------------------


def test_a_person_passes():
    assert Guarded({"name": "An", "gezien": stamp(10)}).errors == {}


def test_a_form_for_a_row_can_be_guarded_too():
    assert CampaignForm({"name": "Lente", "gezien": stamp(10)}).errors == {}


def test_a_robot_that_fills_all_is_sent_back_and_a_person_may_try_again():
    form = Guarded({"name": "An", "bijnaam": "x", "gezien": stamp(10)})
    assert form.errors == {"__all__": [POT_FILLED]}
    assert form["bijnaam"].value() == ""
    assert form["name"].value() == "An"


def test_too_fast_is_sent_back_and_the_clock_goes_on():
    moment = stamp(1)
    form = Guarded({"name": "An", "gezien": moment})
    assert form.errors == {"__all__": [TOO_FAST]}
    assert form["gezien"].value() == moment


@pytest.mark.parametrize(("seconds", "pot"), [(1, ""), (13 * 3600, ""), (10, "x")])
def test_where_nothing_is_wrong_it_is_asked_calmly(seconds, pot):
    form = Guarded({"name": "An", "bijnaam": pot, "gezien": stamp(seconds)})
    (sentence,) = form.non_field_errors()
    page = html(form)
    assert 'error-summary"' not in page
    asked = page[page.index("data-error-summary") : page.index("<form")]
    assert ('role="alert"' in asked, "Klopt alles zo?" in asked, sentence in asked) == (True,) * 3
    assert brand_form_tags.error_prefix(form) == "Klopt alles? "


def test_with_a_mistake_beside_it_is_a_mistake():
    form = Guarded({"name": "", "gezien": stamp(1)})
    assert 'class="error-summary"' in html(form)
    assert brand_form_tags.error_prefix(form) == "Fout: "


@pytest.mark.parametrize(
    "moment",
    ["", "verzonnen", stamp(13 * 3600), "1:x:y"],
    ids=["none", "invented", "yesterday's", "forged"],
)
def test_left_open_or_forged_gets_a_new_moment_and_keeps_the_rest(moment):
    form = Guarded({"name": "An", "gezien": moment})
    assert form.errors == {"__all__": [LEFT_OPEN]}
    assert form["name"].value() == "An"
    assert form["gezien"].value() not in ("", moment)


def test_the_pot_is_kept_from_eyes_keys_and_screen_readers():
    page = html(Guarded())
    pot = page[page.index('<div class="pot"') : page.index("</div>")]
    assert 'aria-hidden="true"' in pot
    assert 'tabindex="-1"' in pot
    assert 'autocomplete="off"' in pot
