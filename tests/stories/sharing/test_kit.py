"""The sharing kit: made from the story, and only while everybody in it allows it."""

import io
import zipfile

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from PIL import Image

from brand.models import TrackedLink
from stories.models import Consent, ShareText, Use
from stories.sharing import kit as sharing_kit
from stories.withdrawal import withdraw
from tests.factories.brand import Role, member
from tests.factories.stories import Channel, ConsentFactory, PersonFactory, covered_story, story

pytestmark = pytest.mark.django_db

QUOTE = ("quote", {"text": "Ik blijf.", "name": "Karim", "role": "", "image": None})


@pytest.fixture
def told(people):
    made = covered_story(
        1, organisation=people.partner, title="Karim kent elke doos", body=[QUOTE], slug="karim"
    )
    allow(made)
    allow(made, Channel.PRESS)
    return made


def allow(page, channel=Channel.SOCIAL):
    person = page.portrayals.get().person
    return ConsentFactory(person=person, picture=page.picture, channel=channel)


@pytest.fixture
def marketer(people, signed_in):
    return signed_in(people.marketer)


def kit(page, part="") -> str:
    return f"/beheer/delen/{page.pk}/{part}"


EVERY_WAY = [
    ("get", ""),
    ("get", "beeld/liggend.jpg"),
    ("post", "beeld/liggend.jpg"),
    ("post", "alles/"),
    ("post", "links/"),
    ("post", "tekst/linkedin/"),
    ("post", "gedeeld/"),
    ("get", "qr/abc234.png"),
]


class TestTheGate:
    @pytest.mark.parametrize(("method", "part"), EVERY_WAY)
    def test_every_way_in_is_closed_without_consent_for_social_media(
        self, people, marketer, method, part
    ):
        page = covered_story(1, organisation=people.partner)
        person = page.portrayals.get().person
        answer = getattr(marketer, method)(kit(page, part))
        said = answer.content.decode()
        assert answer.status_code == 409
        assert f"Toestemming voor sociale media ontbreekt voor {person}" in said
        assert f'href="/beheer/toestemming/vragen/{person.pk}/?verhaal={page.pk}"' in said
        assert (Use.objects.count(), ShareText.objects.count()) == (0, 0)

    @pytest.mark.parametrize(("method", "part"), EVERY_WAY)
    def test_it_closes_at_the_moment_of_withdrawal(self, told, marketer, method, part):
        assert marketer.get(kit(told, "beeld/liggend.jpg")).status_code == 200
        withdraw.withdraw(told.portrayals.get().person)
        assert getattr(marketer, method)(kit(told, part)).status_code == 409

    def test_no_browser_keeps_an_image(self, told, marketer):
        answer = marketer.get(kit(told, "beeld/staand.jpg"))
        assert "no-store" in answer["Cache-Control"]

    def test_a_draft_waits(self, people, marketer):
        draft = story(organisation=people.partner)
        answer = marketer.get(kit(draft))
        assert answer.status_code == 409
        assert "Dit verhaal staat niet online." in answer.content.decode()

    def test_a_story_without_people_is_free(self, people, marketer):
        assert marketer.get(kit(story(organisation=people.partner, live=True))).status_code == 200

    @pytest.mark.parametrize(("method", "part"), [*EVERY_WAY, ("post", "gedeeld/terug/")])
    def test_another_partners_story_looks_like_none(self, told, people, signed_in, method, part):
        client = signed_in(people.other_marketer)
        assert getattr(client, method)(kit(told, part)).status_code == 404
        assert getattr(client, method)("/beheer/delen/999999/" + part).status_code == 404

    def test_who_does_not_write_stories_has_no_kit(self, told, people, signed_in):
        client = signed_in(member(people.partner, Role.COORDINATOR))
        assert client.get(kit(told)).status_code != 200


class TestTheWords:
    def test_they_are_made_from_the_story(self, told, people):
        address = told.full_url
        quoted = "Karim kent elke doos\n\nWat er gebeurde.\n\n“Ik blijf.”\n\n"
        assert [
            (row.outlet.channel, row.text) for row in sharing_kit.texts(told, people.partner)
        ] == [
            ("linkedin", f"{quoted}Lees het verhaal: {address}"),
            ("facebook", f"{quoted}{address}"),
            ("instagram", f"{quoted}Het hele verhaal staat achter de link in onze bio: {address}"),
            ("mail", f"Karim kent elke doos. Wat er gebeurde.\n\n{address}"),
            ("affiche", "Karim kent elke doos\n\nWat er gebeurde."),
        ]

    @pytest.mark.database("stories.models.sharing.ShareText")
    def test_changed_words_are_kept_and_counted(self, told, marketer):
        answer = marketer.post(kit(told, "tekst/linkedin/"), {"text-linkedin": "Kom\r\nkijken"})
        partner = told.section_organisation
        assert answer["Location"] == f"{kit(told)}?partner={partner.pk}#tekst-linkedin"
        row = sharing_kit.texts(told, partner)[0]
        assert (row.text, row.count, row.is_own, row.is_too_long) == (
            "Kom\nkijken",
            10,
            True,
            False,
        )
        page = marketer.get(kit(told)).content.decode()
        assert "<span data-share-count>10</span> van hoogstens 3000 tekens" in page

    @pytest.mark.parametrize("part", ["tekst/linkedin/", "links/", "gedeeld/"])
    def test_every_button_keeps_every_text(self, told, marketer, part):
        typed = {"text-linkedin": "Kom kijken", "text-facebook": "Lees mee", "url": "geen adres"}
        marketer.post(kit(told, part), typed)
        kept = set(ShareText.objects.values_list("channel", "text"))
        assert kept == {("linkedin", "Kom kijken"), ("facebook", "Lees mee")}

    def test_emptied_words_are_our_proposal_again(self, told, marketer):
        marketer.post(kit(told, "tekst/mail/"), {"text-mail": "Kom kijken"})
        marketer.post(kit(told, "tekst/mail/"), {"text-mail": " "})
        assert ShareText.objects.count() == 0

    def test_nothing_of_them_stays_when_they_are_forgotten(self, told, marketer):
        marketer.post(kit(told, "tekst/mail/"), {"text-mail": "Een uniek woord"})
        assert sharing_kit.forget([told]) == 1
        assert ShareText.objects.count() == 0

    def test_a_channel_we_do_not_know(self, told, marketer):
        assert marketer.post(kit(told, "tekst/post/"), {"text": "x"}).status_code == 404


class TestTheImages:
    @pytest.mark.parametrize(
        ("name", "size"),
        [("liggend", (1200, 630)), ("vierkant", (1080, 1080)), ("staand", (1080, 1920))],
    )
    def test_each_has_the_size_its_channel_asks(self, told, marketer, name, size):
        answer = marketer.get(kit(told, f"beeld/{name}.jpg"))
        picture = Image.open(io.BytesIO(answer.content))
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", size, {})
        assert len(answer.content) < 300_000
        assert Use.objects.count() == 0

    def test_taking_one_along_is_written_down(self, told, people, marketer):
        answer = marketer.post(kit(told, "beeld/liggend.jpg"))
        assert answer["Content-Disposition"] == 'attachment; filename="karim-liggend.jpg"'
        use = Use.objects.get()
        assert (use.kind, use.channel, use.where, use.recorded_by, use.organisation) == (
            "download",
            "sociale-media",
            "Beeld 1200 × 630",
            people.marketer,
            people.partner,
        )

    def test_a_size_nobody_asked_for(self, told, marketer):
        assert marketer.get(kit(told, "beeld/rond.jpg")).status_code == 404

    def test_nothing_is_kept_on_disk(self, told, marketer, settings):
        from pathlib import Path

        before = sorted(Path(settings.MEDIA_ROOT).rglob("*"))
        marketer.get(kit(told, "beeld/liggend.jpg"))
        marketer.post(kit(told, "alles/"))
        assert sorted(Path(settings.MEDIA_ROOT).rglob("*")) == before


class TestWhatSomebodyRefused:
    """Each channel is offered where all people in the story allow it, and nowhere else."""

    @pytest.fixture
    def unprinted(self, people):
        made = covered_story(2, organisation=people.partner, title="Nadia leert")
        allow(made)
        return made

    def test_nothing_to_print_without_the_press(self, unprinted, people, marketer):
        marketer.post(kit(unprinted, "links/"))
        made = sharing_kit.links(unprinted, people.partner)
        assert "affiche" not in [link.channel for link in made]
        assert not TrackedLink.objects.filter(channel="affiche").exists()
        page = marketer.get(kit(unprinted)).text
        person = unprinted.portrayals.get().person
        assert "Er is geen link of code voor een affiche" in page
        assert f"Toestemming voor pers en drukwerk ontbreekt voor {person}" in page
        assert "Maak de links" not in page

    def test_a_code_that_was_made_before_is_given_no_more(self, told, people, marketer):
        poster = sharing_kit.make_links(told, people.partner)[4]
        withdraw.withdraw(told.portrayals.get().person, channels=[Channel.PRESS])
        assert marketer.get(kit(told, f"qr/{poster.code}.png")).status_code == 404

    def test_a_reader_is_offered_social_media_where_all_allow_it(self, told, client):
        page = client.get(told.url).text
        assert "data-share-url" in page
        assert "linkedin.com/sharing" in page

    def test_elsewhere_only_what_is_private(self, people, client):
        told = covered_story(3, organisation=people.partner, title="Omar lacht")
        page = client.get(told.url).text
        assert "data-share-url" not in page
        assert "linkedin.com/sharing" not in page
        assert "mailto:?subject=" in page
        assert "ontbreekt" not in page

    def test_a_withdrawal_takes_the_buttons_away(self, told, client):
        withdraw.withdraw(told.portrayals.get().person, channels=[Channel.SOCIAL])
        assert "linkedin.com/sharing" not in client.get(told.url).text


class TestLinks:
    @pytest.mark.database("brand.models.campaigns.TrackedLink")
    def test_one_for_each_channel_made_once(self, told, people, marketer):
        for _ in range(2):
            marketer.post(kit(told, "links/"))
        made = sharing_kit.links(told, people.partner)
        assert [link.channel for link in made] == [
            "linkedin",
            "facebook",
            "instagram",
            "mail",
            "affiche",
            "partner",
        ]
        assert {(link.organisation, link.page_id) for link in made} == {(people.partner, told.pk)}
        assert TrackedLink.objects.count() == 6
        assert sharing_kit.texts(told, people.partner)[1].text.endswith(f"/g/{made[1].code}")

    def test_they_lead_to_the_story(self, told, people, client):
        link = sharing_kit.make_links(told, people.partner)[0]
        answer = client.get(f"/g/{link.code}")
        assert answer["Location"] == f"{told.url}?via={link.code}"

    def test_what_they_brought_is_one_click_away(self, told, people, marketer, client):
        links = sharing_kit.make_links(told, people.partner)
        client.get(links[0].get_absolute_url())
        address = links[0].campaign.get_absolute_url()
        assert f'href="{address}"' in marketer.get(kit(told)).text
        rows = marketer.get(address).context["by_channel"]
        assert {row.label: row.cells[0].number for row in rows if row.cells[0].number} == {
            "LinkedIn": 1
        }

    def test_a_code_to_print(self, told, people, marketer):
        link = sharing_kit.make_links(told, people.partner)[4]
        png = marketer.get(kit(told, f"qr/{link.code}.png"))
        assert Image.open(io.BytesIO(png.content)).size[0] > 600
        svg = marketer.get(kit(told, f"qr/{link.code}.svg"))
        assert svg["Content-Type"] == "image/svg+xml"
        assert svg["Content-Disposition"] == f'attachment; filename="qr-affiche-{link.code}.svg"'
        assert marketer.get(kit(told, "qr/zzzzzz.png")).status_code == 404

    def test_the_federation_makes_them_for_whom_it_chooses(self, told, people, signed_in):
        client = signed_in(people.federation)
        client.post(kit(told, "links/"), {"partner": people.other.pk})
        assert {row.organisation for row in TrackedLink.objects.all()} == {people.other}

    def test_a_partner_makes_none_for_another(self, told, people, marketer):
        answer = marketer.post(kit(told, "links/"), {"partner": people.other.pk})
        assert answer.status_code == 404
        assert TrackedLink.objects.count() == 0


def test_everything_in_one_file(told, people, marketer):
    links = sharing_kit.make_links(told, people.partner)
    answer = marketer.post(kit(told, "alles/"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = set(archive.namelist())
        text = archive.read("tekst-linkedin.txt").decode()
        alt = archive.read("beschrijving-van-het-beeld.txt").decode()
    assert names == {
        "beeld-liggend-1200x630.jpg",
        "beeld-vierkant-1080x1080.jpg",
        "beeld-staand-1080x1920.jpg",
        "beschrijving-van-het-beeld.txt",
        *(f"tekst-{outlet.channel}.txt" for outlet in sharing_kit.OUTLETS),
        *(f"qr-{link.channel}.{kind}" for link in links for kind in ("png", "svg")),
    }
    assert f"/g/{links[0].code}" in text
    assert alt == "Iemand lacht. Tekst op het beeld: Karim kent elke doos."
    assert Use.objects.get().where == "Het hele deelpakket"


class TestWhereItWent:
    @pytest.mark.parametrize(
        ("url", "where"),
        [
            ("https://www.linkedin.com/posts/meewerkers_1", "LinkedIn"),
            ("https://nl-nl.facebook.com/meewerkers", "Facebook"),
            ("https://notlinkedin.com/p", "notlinkedin.com"),
            ("https://blog.example.org/p", "blog.example.org"),
        ],
    )
    def test_a_pasted_link_says_where(self, told, people, marketer, url, where):
        marketer.post(kit(told, "gedeeld/"), {"url": url})
        use = Use.objects.get()
        assert (use.kind, use.where, use.url, use.who) == (
            "bericht",
            where,
            url,
            str(people.marketer),
        )

    @pytest.mark.parametrize("again", ["https://linkedin.com/posts/1/", "linkedin.com/posts/1#x"])
    def test_one_post_stands_there_once(self, told, marketer, again):
        marketer.post(kit(told, "gedeeld/"), {"url": "https://www.linkedin.com/posts/1"})
        answer = marketer.post(kit(told, "gedeeld/"), {"url": again})
        assert answer.status_code == 422
        assert "Dit bericht staat al in de lijst" in answer.content.decode()
        marketer.post(kit(told, "gedeeld/"), {"url": "https://www.linkedin.com/posts/2"})
        assert Use.objects.count() == 2

    @pytest.mark.parametrize("url", ["", "linkedin", "javascript:alert(1)"])
    def test_what_is_no_link(self, told, marketer, url):
        answer = marketer.post(kit(told, "gedeeld/"), {"url": url})
        assert answer.status_code == 422
        assert "Plak het hele adres van het bericht" in answer.content.decode()
        assert Use.objects.count() == 0

    def test_taking_it_away_keeps_what_was_typed(self, told, marketer):
        marketer.post(kit(told, "gedeeld/"), {"url": "https://www.linkedin.com/posts/1"})
        page = marketer.get(kit(told)).content.decode()
        away = kit(told, f"gedeeld/{Use.objects.get().pk}/weg/")
        assert f'type="submit" form="deelteksten" formaction="{away}"' in page
        marketer.post(away, {"text-mail": "Kom kijken"})
        assert ShareText.objects.get().text == "Kom kijken"

    def test_taken_away_and_back_also_when_the_kit_is_closed(self, told, marketer):
        marketer.post(kit(told, "gedeeld/"), {"url": "https://www.linkedin.com/posts/1"})
        Consent.objects.filter(channel=Channel.SOCIAL).delete()
        answer = marketer.post(kit(told, f"gedeeld/{Use.objects.get().pk}/weg/"))
        said = [str(message) for message in get_messages(answer.wsgi_request)][-1]
        assert "Weggehaald: LinkedIn." in said
        assert Use.objects.count() == 0
        token = said.partition('name="token" value="')[2].partition('"')[0]
        marketer.post(kit(told, "gedeeld/terug/"), {"token": token})
        assert Use.objects.get().where == "LinkedIn"

    @pytest.mark.parametrize("part", ["alles/", "links/", "tekst/mail/", "gedeeld/"])
    def test_looking_changes_nothing(self, told, marketer, part):
        assert marketer.get(kit(told, part)).status_code == 405


class TestTheWayThere:
    def test_from_the_list_of_stories(self, told, people, marketer):
        page = marketer.get(f"/beheer/pages/{told.get_parent().pk}/").content.decode()
        assert page.count(f'href="{kit(told)}"') == 1

    def test_from_the_editor(self, told, people, marketer):
        way = f'<a class="button button-secondary" href="{kit(told)}">Open het deelpakket</a>'
        edit = reverse("wagtailadmin_pages:edit", args=[told.pk])
        assert marketer.get(edit).content.decode().count(way) == 1
        told.unpublish()
        page = marketer.get(edit).content.decode()
        assert (way in page, "zodra het verhaal online is" in page) == (False, True)

    def test_after_publishing(self, told, people, signed_in):
        from django.test import RequestFactory

        from stories.sharing import hooks

        client = signed_in(people.federation)
        client.get("/beheer/")
        request = RequestFactory().get("/")
        request.user = people.federation
        said = []
        request._messages = type(
            "Box", (), {"add": lambda self, *args: said.append(str(args[1]))}
        )()
        hooks.offer_the_kit(request, told)
        assert f'<a href="{kit(told)}">Open het deelpakket</a>' in said[0]
        Consent.objects.filter(channel=Channel.SOCIAL).delete()
        hooks.offer_the_kit(request, told)
        assert len(said) == 1


def test_of_two_people_one_without(told, marketer):
    from stories.models import StoryPortrayal

    other = PersonFactory(organisation=told.section_organisation)
    ConsentFactory(person=other, picture=told.picture)
    StoryPortrayal.objects.create(story=told, person=other)
    answer = marketer.get(kit(told))
    assert answer.status_code == 409
    assert f"ontbreekt voor {other}" in answer.content.decode()
