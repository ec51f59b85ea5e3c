"""The screens on which people take back what no machine can."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from stories.models import Recall, Use, Withdrawal
from stories.withdrawal import withdraw
from tests.factories.stories import Channel, covered_story

pytestmark = pytest.mark.django_db


def taken_back(organisation, number: int = 1) -> Recall:
    """A story that was shared once and then taken back: its task."""
    told = covered_story(number, organisation=organisation)
    Use.objects.create(
        organisation=organisation,
        story=told,
        kind=Use.Kind.POST,
        channel=Channel.SOCIAL,
        where=f"LinkedIn {number}",
        url="https://social.example/1",
    )
    return withdraw.withdraw(told.portrayals.get().person).recalls.get()


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


class TestTheTask:
    def test_it_says_what_where_and_for_whom(self, people, signed_in):
        recall = taken_back(people.partner)
        page = text(signed_in(people.marketer).get(reverse("recall:edit", args=[recall.pk])))
        assert "Haal het bericht weg: LinkedIn 1 (social.example/1)." in page
        assert 'href="https://social.example/1"' in page
        assert str(recall.withdrawal.person) in page

    def test_done_with_a_word_and_opened_again(self, people, signed_in):
        recall = taken_back(people.partner)
        address = reverse("recall:edit", args=[recall.pk])
        client = signed_in(people.marketer)
        client.post(address, {"note": "Weg"})
        recall.refresh_from_db()
        assert (recall.note, recall.done_by) == ("Weg", people.marketer)
        assert "Toch niet gedaan" in text(client.get(address))
        undo = reverse("recall:undo", args=[recall.pk])
        client.get(undo)
        assert Recall.objects.open().count() == 0
        client.post(undo)
        assert set(Recall.objects.open()) == {recall}

    @pytest.mark.parametrize("name", ["recall:edit", "recall:undo"])
    def test_another_partner_finds_nothing(self, people, signed_in, name):
        recall = taken_back(people.partner)
        client = signed_in(people.other_marketer)
        assert client.get(reverse(name, args=[recall.pk])).status_code == 404
        assert client.post(reverse(name, args=[recall.pk]), {"note": "x"}).status_code == 404
        assert set(Recall.objects.open()) == {recall}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(
    people, signed_in, rows, django_assert_num_queries
):
    for number in range(rows):
        taken_back(people.partner, number + 1)
    client = signed_in(people.marketer)
    client.get(reverse("recall:index"))
    with django_assert_num_queries(16):
        page = text(client.get(reverse("recall:index")))
    assert page.count("Haal het bericht weg: LinkedIn") == rows


def test_what_is_open_stands_first_and_can_be_asked_alone(people, signed_in):
    done, still = taken_back(people.partner, 1), taken_back(people.partner, 2)
    Recall.objects.filter(pk=done.pk).update(done_at=timezone.now())
    client = signed_in(people.marketer)
    page = text(client.get(reverse("recall:index")))
    assert page.index("LinkedIn 2") < page.index("LinkedIn 1")
    only = text(client.get(reverse("recall:index"), {"stand": "open"}))
    assert ("LinkedIn 2" in only, "LinkedIn 1" in only) == (True, False)
    found = text(client.get(reverse("recall:index"), {"q": still.withdrawal.person.name}))
    assert ("LinkedIn 2" in found, "LinkedIn 1" in found) == (True, False)


class TestTheWithdrawal:
    def test_it_counts_what_went_and_offers_the_empty_place(self, people, signed_in):
        recall = taken_back(people.partner)
        row = recall.withdrawal
        address = reverse("withdrawal:inspect", args=[row.pk])
        page = text(signed_in(people.marketer).get(address))
        assert "<td>pagina</td><td>1</td>" in page
        assert reverse("recall:edit", args=[recall.pk]) in page
        assert reverse("wagtailadmin_pages:edit", args=row.places) in page
        assert signed_in(people.other_marketer).get(address).status_code == 404


class TestTakingBackByPhone:
    def address(self, told):
        return reverse("portrayedperson:withdraw", args=[told.portrayals.get().person.pk])

    def test_looking_changes_nothing(self, people, signed_in):
        told = covered_story(1, organisation=people.partner)
        page = text(signed_in(people.marketer).get(self.address(told)))
        assert told.title in page
        assert Withdrawal.objects.count() == 0

    def test_one_press_is_enough(self, people, signed_in, client):
        told = covered_story(1, organisation=people.partner)
        signed_in(people.marketer).post(self.address(told))
        row = Withdrawal.objects.get()
        assert (row.where, row.way, row.recorded_by) == (
            "alles",
            Withdrawal.Way.PHONE,
            people.marketer,
        )
        assert client.get(told.url).status_code == 410

    def test_only_a_place_that_was_ticked(self, people, signed_in):
        told = covered_story(1, organisation=people.partner)
        signed_in(people.marketer).post(self.address(told), {"channels": ["pers-en-drukwerk", "x"]})
        assert Withdrawal.objects.get().channels == ["pers-en-drukwerk"]

    def test_another_partner_cannot(self, people, signed_in):
        told = covered_story(1, organisation=people.partner)
        address = self.address(told)
        assert signed_in(people.other_marketer).post(address).status_code == 404
        assert Withdrawal.objects.count() == 0


def test_the_first_screen_shows_it_as_long_as_something_is_open(people, signed_in):
    client = signed_in(people.marketer)
    assert 'id="terug-te-halen' not in text(client.get("/beheer/"))
    recall = taken_back(people.partner)
    assert "Haal het bericht weg: LinkedIn 1 (social.example/1)." in text(client.get("/beheer/"))
    Recall.objects.filter(pk=recall.pk).update(done_at=timezone.now())
    assert 'id="terug-te-halen' not in text(client.get("/beheer/"))


def test_the_press_is_asked_with_a_mail_that_is_written(people, signed_in):
    told = covered_story(3, organisation=people.partner)
    where = "Persmap: " + "weekendbijlage over werk " * 6
    Use.objects.create(
        organisation=people.partner,
        story=told,
        kind=Use.Kind.DOWNLOAD,
        channel=Channel.PRESS,
        where=where.strip(),
        who="Ine Jans, De Krant, ine@krant.be",
    )
    recall = withdraw.withdraw(told.portrayals.get().person).recalls.get()
    page = text(signed_in(people.marketer).get(reverse("recall:edit", args=[recall.pk])))
    assert f"<dd>{recall.task}</dd>" in page
    assert 'href="mailto:ine%40krant.be?subject=Gebruik%20dit%20niet%20meer' in page
    assert "weekendbijlage%20over%20werk" in page
    assert "Mail naar ine@krant.be" in page


def test_the_list_says_by_which_day(people, signed_in):
    recall = taken_back(people.partner)
    page = text(signed_in(people.marketer).get(reverse("recall:index")))
    assert date_format(recall.due_on, "j F") in page
    assert "Zojuist" not in page
    assert "Niets terug te halen." in text(
        signed_in(people.other_marketer).get(reverse("recall:index"))
    )


@pytest.mark.parametrize("name", ["recall", "withdrawal"])
def test_what_a_withdrawal_makes_is_not_typed_in(people, signed_in, name):
    people.federation.is_superuser = True
    people.federation.save()
    client = signed_in(people.federation)
    index = reverse(f"{name}:index")
    for act in (client.get, client.post):
        assert act(f"{index}new/").status_code == 404
    assert f"{index}new/" not in text(client.get(index))
