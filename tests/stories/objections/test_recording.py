"""What somebody refuses waits; and a picture that may not be shown is shown on no page."""

import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from brand import gating, mail
from brand.models import ContentPage, OutgoingMail
from stories.consent import requests
from stories.gate import consent, sentences
from stories.models import Consent, Objection, StoryPage
from stories.objections import recording
from tests.factories.roadshow import home_page
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    PersonFactory,
    agree,
    covered_story,
    picture,
)

pytestmark = pytest.mark.django_db

REFUSED = "Op maandag kwam hij te laat."


@pytest.fixture
def told(people):
    """A live story of somebody with a consent; one sentence may be refused."""
    page = covered_story(
        1,
        organisation=people.partner,
        title="Sam leert lassen",
        lead="Sam leert lassen.",
        body=[("text", f"<p>Eerst keek hij toe. {REFUSED}</p><p>Nu last hij.</p>")],
    )
    person = page.portrayals.get().person
    person.email = "sam@voorbeeld.be"
    person.save()
    return page


def person_of(page):
    return page.portrayals.get().person


def fresh(page):
    return StoryPage.objects.get(pk=page.pk)


def shows(image):
    empty = {"caption": "", "shows_nobody": False, "shows_nobody_why": ""}
    return {"image": image, "alt": "x", **empty}


def refuse(page, **what):
    return recording.refuse(person_of(page), page, **(what or {"sentences": [REFUSED]}))


def test_a_story_is_read_sentence_by_sentence(told):
    assert sentences.paragraphs(told) == [
        ["Sam leert lassen"],
        ["Sam leert lassen."],
        ["Eerst keek hij toe.", REFUSED],
        ["Nu last hij."],
    ]
    assert sentences.pictures(told) == [told.picture]


def test_a_refused_sentence_takes_the_story_down_and_keeps_it_down(told, people):
    refuse(told, sentences=[REFUSED], note="Dat klopt niet")
    refuse(told)
    row = Objection.objects.get()
    assert (row.sentence, row.note) == (REFUSED, "Dat klopt niet")
    assert not fresh(told).live
    (reason,) = consent.missing(fresh(told))
    assert reason.sentence == f"{row.person} wil deze zin niet: “{REFUSED[:-1]}”."
    assert reason.url == reverse("consent_settle", args=[row.pk])
    assert [one.sentence for one in consent.missing(fresh(told), Channel.WEBSITE)] == [
        reason.sentence
    ]
    with pytest.raises(consent.PublicationRefused):
        fresh(told).get_latest_revision().publish()
    sent = mail.make(OutgoingMail.objects.get(kind="stories.emails.objected"))
    assert sent.to == people.marketer.email
    assert f'{row.person}: "{REFUSED}" (Dat klopt niet)' in sent.text


def test_what_is_only_in_the_draft_leaves_the_live_story(told):
    draft = told.get_latest_revision_as_object()
    draft.lead = "Sam leert lassen. Zijn broer niet."
    draft.save_revision()
    recording.refuse(person_of(told), draft, sentences=["Zijn broer niet."])
    assert fresh(told).live
    assert consent.missing(fresh(told)) == []
    assert len(consent.missing(draft)) == 1


@pytest.mark.parametrize("what", ["sentences", "pictures"])
def test_what_others_show_stays_unless_it_is_what_was_refused(told, people, what):
    """A photograph of somebody else's live story stands in the draft beside a refused sentence."""
    other = covered_story(2, organisation=people.partner)
    draft = told.get_latest_revision_as_object()
    draft.body.append(("picture", shows(other.picture)))
    draft.save_revision()
    draft = fresh(told).get_latest_revision_as_object()
    said = {"sentences": [REFUSED], "pictures": [other.picture]}
    recording.refuse(person_of(told), draft, **{what: said[what]})
    assert StoryPage.objects.shown().filter(pk=other.pk).exists() == (what == "sentences")


def test_so_does_none_of_it_where_the_whole_draft_is_refused(told, people):
    other = covered_story(2, organisation=people.partner)
    draft = told.get_latest_revision_as_object()
    draft.body.append(("picture", shows(other.picture)))
    recording.refuse(person_of(told), draft, note="Dit wil ik niet.")
    assert not StoryPage.objects.shown().filter(pk=other.pk).exists()


def test_a_refused_picture_goes_and_the_words_wait(told):
    refuse(told, pictures=[told.picture])
    page = fresh(told)
    assert (page.live, page.picture, page.title) == (False, None, told.title)
    assert consent.missing(page) == []  # the yes to the words stays


def test_a_refused_picture_that_was_never_allowed_waits(told):
    Consent.objects.all().delete()
    refuse(told, pictures=[told.picture])
    reasons = [reason.sentence for reason in consent.missing(fresh(told))]
    assert f"{person_of(told)} wil de foto “{told.picture.title}” niet." in reasons


def test_taking_it_out_settles_it_and_the_person_is_told(told, people):
    own = requests.ask(person_of(told), by=people.marketer)
    refuse(told)
    draft = fresh(told).get_latest_revision_as_object()
    assert recording.settle_what_changed(draft, people.marketer) == 0
    draft.body = [("text", "<p>Eerst keek hij toe.</p>")]
    draft.save_revision()
    assert recording.settle_what_changed(draft, people.marketer) == 1
    assert recording.settle_what_changed(draft, people.marketer) == 0
    assert Objection.objects.get().settled_by == people.marketer
    sent = mail.make(OutgoingMail.objects.get(kind="stories.emails.settled"))
    assert sent.to == "sam@voorbeeld.be"
    assert requests.link(own) in sent.text
    agree(told)
    fresh(told).get_latest_revision().publish()
    assert fresh(told).live


TURNED = {
    "another sign": "Op maandag kwam hij te laat!",
    "no sign": "op maandag kwam hij te laat",
    "capitals and accents": "OP MAANDÁG kwam hij te laat…",
    "a word more": "Op maandag kwam hij niet te laat.",
    "a letter": "Op maandag kwam hij te laát of later.",
    "inside another": "Wie hem kende, zag: op maandag kwam hij te laat, en op dinsdag niet.",
    "cut in two": "Op maandag kwam hij. Te laat.",
}


@pytest.mark.parametrize("turned", TURNED.values(), ids=TURNED)
def test_a_sentence_that_was_turned_a_little_still_stands(told, people, turned):
    refuse(told)
    draft = fresh(told).get_latest_revision_as_object()
    draft.body = [("text", f"<p>Eerst keek hij toe. {turned}</p>")]
    draft.save_revision()
    assert recording.settle_what_changed(draft, people.marketer) == 0
    with pytest.raises(consent.PublicationRefused):
        fresh(told).get_latest_revision().publish()
    recording.settle(Objection.objects.get(), "Zo mag het", people.marketer)
    agree(told)
    fresh(told).get_latest_revision().publish()
    assert fresh(told).live


@pytest.mark.parametrize("other", ["Op dinsdag was hij vroeg.", "Nu komt hij elke dag op tijd."])
def test_another_sentence_in_its_place_settles_it(told, people, other):
    refuse(told)
    draft = fresh(told).get_latest_revision_as_object()
    draft.body = [("text", f"<p>Eerst keek hij toe. {other}</p>")]
    assert recording.settle_what_changed(draft, people.marketer) == 1


@pytest.mark.parametrize(("sentence", "instead"), [("Ja.", "Jawel, zei hij."), ("!!!", "!")])
def test_a_short_one_does_not_stand_by_chance(told, people, sentence, instead):
    draft = told.get_latest_revision_as_object()
    draft.body = [("text", f"<p>{sentence}</p>")]
    draft.save_revision()
    recording.refuse(person_of(told), draft, sentences=[sentence])
    assert recording.settle_what_changed(draft) == 0
    draft.body = [("text", f"<p>{instead}</p>")]
    assert recording.settle_what_changed(draft) == 1


def test_settled_with_a_note(told, people, signed_in):
    refuse(told)
    row = Objection.objects.get()
    address = reverse("consent_settle", args=[row.pk])
    client = signed_in(people.marketer)
    assert REFUSED in client.get(address).content.decode()
    assert client.post(address, {"note": " "}).status_code == 422
    assert consent.missing(fresh(told)) != []
    client.post(address, {"note": "Samen besproken: het mag blijven."})
    assert consent.missing(fresh(told)) == []
    sent = mail.make(OutgoingMail.objects.get(kind="stories.emails.settled"))
    assert "Samen besproken: het mag blijven." in sent.text
    assert signed_in(people.other_marketer).get(address).status_code == 404


def test_who_wrote_it_does_not_settle_alone_what_still_stands(told, cast, signed_in):
    StoryPage.objects.filter(pk=told.pk).update(owner=cast.author)
    refuse(told)
    row = Objection.objects.get()
    address = reverse("consent_settle", args=[row.pk])
    client = signed_in(cast.author)
    assert "jij schreef eraan mee" in client.get(address).content.decode()
    response = client.post(address, {"note": "Opgelost."})
    assert response.status_code == 403
    assert "jij schreef eraan mee" in response.content.decode()
    assert consent.missing(fresh(told)) != []
    assert "jij schreef" not in signed_in(cast.colleague).get(address).content.decode()
    client.post(address, {"note": "Samen besproken: het mag blijven."})
    assert consent.missing(fresh(told)) == []


def test_who_wrote_it_settles_what_went(told, cast):
    StoryPage.objects.filter(pk=told.pk).update(owner=cast.author)
    refuse(told)
    draft = fresh(told).get_latest_revision_as_object()
    before, draft.body = draft.body, [("text", "<p>Eerst keek hij toe.</p>")]
    draft.save_revision()
    recording.settle(Objection.objects.get(), "Weg.", cast.author)
    assert consent.missing(draft) == []
    draft.body = before  # and not with the sentence back in it
    assert consent.missing(draft) != []


def test_what_was_taken_out_and_put_back_is_refused_again(told, people):
    refuse(told)
    draft = fresh(told).get_latest_revision_as_object()
    before, draft.body = draft.body, [("text", "<p>Eerst keek hij toe.</p>")]
    assert recording.settle_what_changed(draft, people.marketer) == 1
    assert consent.missing(draft) == []
    draft.body = before
    (reason,) = consent.missing(draft)
    assert REFUSED.rstrip(".") in reason.sentence
    assert recording.settle_what_changed(draft, people.marketer) == 0
    assert Objection.objects.unsettled().count() == 1
    recording.agree(person_of(told), draft, sentences.text_hash(draft))
    assert consent.missing(draft) == []


def test_what_an_earlier_release_settled_holds_as_it_was_settled(told, people):
    refuse(told)
    for note, by in (
        ("", people.marketer),
        ("Niet waar → Zo mag het", people.marketer),
        ("", None),
    ):
        row = {"story": told, "person": person_of(told), "sentence": REFUSED, "note": note}
        Objection.objects.create(**row, settled_at=timezone.now(), settled_by=by)
    migration = import_module("stories.migrations.0020_objection_taken_out")
    migration.what_went(apps, SimpleNamespace(connection=connection))
    rows = Objection.objects.order_by("pk").values_list("is_taken_out", flat=True)
    assert list(rows) == [False, True, False, False]


def test_unless_its_person_reads_it_and_agrees(told, people):
    refuse(told)
    draft = fresh(told).get_latest_revision_as_object()
    before, draft.body = draft.body, [("text", "<p>Eerst keek hij toe.</p>")]
    recording.settle_what_changed(draft, people.marketer)
    recording.agree(person_of(told), draft, sentences.text_hash(draft))
    draft.body = before
    assert consent.missing(draft) != []
    recording.agree(person_of(told), draft, sentences.text_hash(draft))
    assert consent.missing(draft) == []


def test_a_picture_that_is_uploaded_again_is_the_same_picture(told):
    (row,) = refuse(told, pictures=[told.picture])  # it was allowed, so it goes
    draft = fresh(told).get_latest_revision_as_object()
    draft.picture = picture(1, title="Nog eens")
    assert refuse(told, pictures=[draft.picture]) == []  # it was said already
    row.refresh_from_db()
    assert row.picture is None
    assert "de foto “opnieuw opgeladen” niet" in consent.refused(draft)[0].sentence
    draft.picture = picture(2)
    assert consent.refused(draft) == []


def test_what_is_not_in_the_text_is_not_agreed_to(told):
    refuse(told)
    draft = fresh(told).get_latest_revision_as_object()
    before, draft.body = draft.body, [("text", "<p>Eerst keek hij toe.</p>")]
    recording.agree(person_of(told), draft, sentences.text_hash(draft))
    assert consent.refused(draft) == []
    draft.body = before
    assert REFUSED.rstrip(".") in consent.refused(draft)[0].sentence


def test_what_an_earlier_release_kept_is_bound_to_its_file_and_its_story(told, people):
    person, shown = person_of(told), told.picture
    recording.agree(person, told, sentences.text_hash(told))
    rows = [
        {"picture": shown},
        {"sentence": REFUSED, "settled_at": timezone.now()},
        {"sentence": REFUSED, "settled_at": timezone.now(), "note": "x" * 300},
        {"sentence": REFUSED, "settled_at": timezone.now() + timedelta(days=1), "note": "x" * 300},
        {"sentence": REFUSED, "settled_at": timezone.now() - timedelta(days=1)},
        {"sentence": REFUSED, "settled_at": timezone.now(), "note": "Nee → Zo mag het"},
        {"sentence": REFUSED, "settled_at": timezone.now(), "settled_by": people.marketer},
        {"sentence": REFUSED, "settled_at": timezone.now(), "is_taken_out": True},
    ]
    for row in rows:
        Objection.objects.create(story=told, person=person, **row)
    Objection.objects.update(file_hash="", story_key=None, settled_as="")
    type(shown).objects.update(file_hash="")  # as one that was never asked for it
    migration = import_module("stories.migrations.0025_objection_of_the_person")
    migration.bind(apps, SimpleNamespace(connection=connection))
    found = Objection.objects.order_by("pk").values_list("file_hash", "story_key", "settled_as")
    key = told.translation_key
    assert list(found) == [
        (shown.file_hash, key, ""),
        ("", key, "persoon"),
        ("", key, "persoon"),
        ("", key, "collega"),  # the note was cut off, and that person read it on another day
        ("", key, "collega"),  # nobody had read it by then
        ("", key, "collega"),
        ("", key, "collega"),
        ("", key, "collega"),
    ]


def test_what_was_kept_about_a_picture_without_a_file(told):
    row = Objection.objects.create(story=told, person=person_of(told), picture=told.picture)
    type(told.picture).objects.update(file="", file_hash="")
    Objection.objects.update(file_hash="", story_key=None)
    migration = import_module("stories.migrations.0025_objection_of_the_person")
    migration.bind(apps, SimpleNamespace(connection=connection))
    row.refresh_from_db()
    assert (row.file_hash, row.story_key) == ("", told.translation_key)


@pytest.mark.database("stories.objections.recording.refuse")
def test_what_is_refused_again_counts_once(told, people):
    """Put back by a road that settles nothing, refused again, and opened again."""
    (first,) = refuse(told)
    draft = fresh(told).get_latest_revision_as_object()
    before, draft.body = draft.body, [("text", "<p>Eerst keek hij toe.</p>")]
    assert recording.settle_what_changed(draft, people.marketer) == 1
    draft.body = before
    (second,) = refuse(told)
    assert recording.settle_what_changed(draft, people.marketer) == 0
    assert list(Objection.objects.unsettled()) == [second]
    assert len(consent.refused(draft)) == 1
    first.refresh_from_db()
    assert (first.settled_as, first.is_taken_out) == ("collega", False)
    assert refuse(told) == []


def test_two_open_ones_of_an_earlier_release_are_one(told):
    row = {"story": told, "person": person_of(told)}
    said = [
        {"picture": told.picture, "note": "Te wazig"},
        {"picture": told.picture},
        {"sentence": REFUSED, "settled_at": timezone.now()},
        {"sentence": REFUSED},
        {"sentence": REFUSED, "note": "Niet waar"},
        {"sentence": "Nu last hij."},
        {"whole": True},
    ]
    made = [Objection.objects.create(**row, **one) for one in said]
    assert refuse(told, pictures=[told.picture]) == refuse(told) == []
    import_module("stories.migrations.0031_one_of_equal_objections").keep_one(apps, None)
    kept = [made[number] for number in (1, 2, 4, 5, 6)]
    assert list(Objection.objects.order_by("pk")) == kept
    notes = [one.note for one in Objection.objects.order_by("pk")]
    assert notes == ["Te wazig", "", "Niet waar", "", ""]


def test_reading_it_again_and_agreeing_settles_it(told):
    refuse(told)
    recording.agree(person_of(told), fresh(told), sentences.text_hash(told))
    assert consent.missing(fresh(told)) == []


def test_the_person_refuses_on_the_own_page(told, client):
    own = requests.ask(person_of(told), story=told)
    said = {"text_hash": sentences.text_hash(told), "sentences": [sentences.key(REFUSED)]}
    address = reverse("consent_refuse", args=[own.token, told.pk])
    client.post(address, {**said, "sentences": ["99"]})
    client.post(address, {**said, "text_hash": "oud"})
    assert Objection.objects.count() == 0
    client.post(address, {**said, "note": "Niet waar"})
    row = Objection.objects.get()
    assert (row.sentence, row.note) == (REFUSED, "Niet waar")


def test_of_a_text_that_changed_what_was_ticked_and_typed_stays(told, client):
    own = requests.own_link(person_of(told))
    ticked = {"sentences": [sentences.key(REFUSED)], "pictures": [told.picture_id]}
    said = {"text_hash": sentences.text_hash(told), "note": "Niet waar", **ticked}
    draft = fresh(told)
    draft.title = "Een andere titel"
    draft.save_revision()
    response = client.post(reverse("consent_refuse", args=[own.token, told.pk]), said)
    page = response.content.decode()
    assert (response.status_code, Objection.objects.count()) == (409, 0)
    assert f'<a href="#verhaal-{told.pk}">De tekst is net veranderd. Lees hem nog eens.</a>' in page
    kept = re.findall(r'name="(\w+)" value="(\w+)" id="[\w-]+" checked', page)
    assert kept == [("pictures", str(told.picture_id)), ("sentences", sentences.key(REFUSED))]
    assert 'value="Niet waar"' in page


def test_the_editor_reads_it_in_the_panel(told, people, signed_in):
    refuse(told)
    response = signed_in(people.marketer).get(reverse("wagtailadmin_pages:edit", args=[told.pk]))
    page = " ".join(response.content.decode().split())
    assert "wil deze zin niet:</strong>" in page
    assert reverse("consent_settle", args=[Objection.objects.get().pk]) in page


def test_a_text_that_changed_after_a_yes_is_asked_again(told, people, signed_in):
    draft = told.get_latest_revision_as_object()
    draft.lead = "Sam last nu elke dag."
    draft.save_revision()
    assert consent.missing(draft) == []  # what is live stays as it was published
    (reason,) = consent.publishing_obstacles(draft)
    assert reason.sentence == f"{person_of(told)} zei ja op een andere tekst dan deze."
    response = signed_in(people.marketer).get(reverse("wagtailadmin_pages:edit", args=[told.pk]))
    assert "Las deze tekst niet." in response.content.decode()
    agree(told)
    assert consent.publishing_obstacles(draft) == []


def renditions_of(shown) -> str:
    return f"/media/images/{Path(shown.picture.file.name).stem[:16]}"


class TestOtherPages:
    """A picture belongs to who is in it on every page, not only in the story."""

    @pytest.fixture
    def shown(self, people):
        person = PersonFactory(organisation=people.partner, name="Karim VOORBEELD")
        return ConsentFactory(person=person, picture=picture(7, title="Karim lacht"))

    def page(self, shown, **fields):
        page = ContentPage(title="Over ons", slug="over-ons", live=False, **fields)
        home_page().add_child(instance=page)
        page.body = [("picture", {"image": shown.picture, "alt": "Iemand lacht", "caption": ""})]
        page.save_revision()
        return page

    def end(self, shown):
        Consent.objects.filter(pk=shown.pk).update(until=timezone.localdate() - timedelta(days=1))

    def test_it_is_published_while_the_consent_holds(self, shown):
        page = self.page(shown)
        page.get_latest_revision().publish()
        assert ContentPage.objects.get(pk=page.pk).live

    def test_it_is_not_published_without(self, shown):
        page = self.page(shown)
        self.end(shown)
        with pytest.raises(gating.PublicationRefused) as refused:
            page.get_latest_revision().publish()
        (reason,) = refused.value.reasons
        assert reason.sentence == (
            "Toestemming voor website ontbreekt voor Karim VOORBEELD (de foto “Karim lacht”)."
        )
        assert reason.url == (
            f"{reverse('consent_ask', args=[shown.person_id])}?foto={shown.picture_id}"
        )
        assert not ContentPage.objects.get(pk=page.pk).live

    def test_the_editor_reads_why(self, shown, people, signed_in):
        page = self.page(shown)
        self.end(shown)
        client = signed_in(people.federation)
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        form = {
            "title": "Over ons",
            "slug": "over-ons",
            "intro": "",
            "body-count": "0",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "social_image": shown.picture_id,
            "action-publish": "1",
        }
        response = client.post(address, form, follow=True)
        assert (
            "Toestemming voor website ontbreekt voor Karim VOORBEELD" in response.content.decode()
        )
        assert not ContentPage.objects.get(pk=page.pk).live

    def test_it_leaves_every_page_the_moment_the_consent_ends(self, shown, client):
        page = self.page(shown)
        page.get_latest_revision().publish()
        renditions = renditions_of(shown)
        assert renditions in client.get(page.url).content.decode()
        self.end(shown)
        response = client.get(page.url)
        assert response.status_code == 200
        assert renditions not in response.content.decode()

    def test_a_field_is_emptied_too(self, shown, client):
        home = home_page()
        home.hero_picture = shown.picture
        home.save()
        renditions = renditions_of(shown)
        assert renditions in client.get(home.url).content.decode()
        self.end(shown)
        assert renditions not in client.get(home.url).content.decode()
        home.refresh_from_db()
        assert home.hero_picture == shown.picture

    def test_a_picture_of_nobody_is_free(self, people):
        page = ContentPage(title="Leeg", slug="leeg", live=True, social_image=picture(8))
        home_page().add_child(instance=page)
        assert ContentPage.objects.get(slug="leeg").live

    def test_a_card_chosen_by_hand(self, people):
        told = covered_story(3, organisation=people.partner, title="Sam leert lassen")
        page = ContentPage(title="Kies", slug="kies", live=False)
        home_page().add_child(instance=page)
        page.body = [("story_cards", {"title": "", "stories": [told]})]
        assert gating.obstacles(page) == []
        Consent.objects.update(withdrawn_at=timezone.now())
        (reason,) = gating.obstacles(page)
        assert reason.sentence == (
            "Het verhaal “Sam leert lassen” mag niet getoond worden. Toestemming voor website "
            f"ontbreekt voor {person_of(told)}."
        )
