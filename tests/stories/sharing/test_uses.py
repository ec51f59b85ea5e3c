"""Where a story went is written down, by itself and by hand, and seen by its own partner."""

import csv
import io

import pytest
from django.core import signing

from stories.models import Use
from stories.sharing import uses
from tests.factories.stories import Channel, covered_story, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(people):
    return covered_story(1, organisation=people.partner)


def post(told, **fields) -> Use:
    given = {"kind": Use.Kind.POST, "channel": Channel.SOCIAL, "where": "LinkedIn"}
    return uses.record(told, **{**given, **fields})


def test_who_is_in_it_is_written_with_it(people, told):
    use = post(told, by=people.marketer, url="https://www.linkedin.com/posts/1")
    assert (use.organisation, use.who) == (people.partner, str(people.marketer))
    assert [one.pk for one in use.people.all()] == [told.portrayals.get().person_id]


def test_a_row_that_was_removed_comes_back_once(told):
    use = post(told, url="https://www.linkedin.com/posts/1")
    before = Use.objects.values().get() | {"id": 0}
    token = uses.remove(use)
    assert Use.objects.count() == 0
    uses.put_back(token, told)
    uses.put_back(token, told)
    again = Use.objects.get()
    assert Use.objects.values().get() | {"id": 0} == before
    assert again.people.count() == 1


def test_what_does_not_come_back(told, people, monkeypatch):
    token = uses.remove(post(told))
    assert uses.put_back(token, story(organisation=people.partner)) is None
    assert uses.put_back(token + "x", told) is None
    monkeypatch.setattr(uses, "UNDO_FOR", -1)
    assert uses.put_back(token, told) is None
    assert signing.loads(token, salt=uses.SALT)["where"] == "LinkedIn"


class TestTheList:
    def test_each_partner_sees_its_own(self, people, told, signed_in):
        post(told)
        post(covered_story(2, organisation=people.other), where="Facebook")
        ours = signed_in(people.marketer).get("/beheer/use/").content.decode()
        assert "LinkedIn" in ours
        assert "Facebook" not in ours
        theirs = signed_in(people.federation).get("/beheer/use/").content.decode()
        assert "LinkedIn" in theirs
        assert "Facebook" in theirs

    def test_its_filters_name_no_story_of_another(self, people, told, signed_in):
        covered_story(2, organisation=people.other, title="Van de overkant")
        page = signed_in(people.marketer).get("/beheer/use/").content.decode()
        assert told.title in page
        assert "Van de overkant" not in page

    def test_print_is_added_by_hand(self, people, told, signed_in):
        form = {"story": told.pk, "kind": "druk", "channel": "pers-en-drukwerk", "url": ""}
        form |= {"where": "Affiche, 200 stuks", "who": "", "at": "2026-11-02 10:00"}
        answer = signed_in(people.marketer).post("/beheer/use/new/", form)
        assert answer.status_code == 302
        use = Use.objects.get()
        assert (use.story, use.organisation, use.recorded_by, use.who, use.where) == (
            told,
            people.partner,
            people.marketer,
            str(people.marketer),
            "Affiche, 200 stuks",
        )
        assert use.people.count() == 1

    def test_no_story_of_another_is_chosen(self, people, told, signed_in):
        other = covered_story(2, organisation=people.other)
        form = {"story": other.pk, "kind": "druk", "channel": "pers-en-drukwerk", "url": ""}
        form |= {"where": "Affiche", "who": "", "at": "2026-11-02 10:00"}
        answer = signed_in(people.marketer).post("/beheer/use/new/", form)
        assert answer.status_code == 200
        assert Use.objects.count() == 0

    def test_an_export_runs_nothing(self, people, told, signed_in):
        post(told, who="=HYPERLINK(1)")
        answer = signed_in(people.marketer).get("/beheer/use/?export=csv")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        [row] = csv.DictReader(io.StringIO(text), delimiter=";")
        assert (row["Door wie"], row["Waar"], row["Verhaal"]) == (
            "'=HYPERLINK(1)",
            "LinkedIn",
            told.title,
        )

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_an_export_of_a_use_whose_story_is_gone(self, people, signed_in, kind):
        Use.objects.create(organisation=people.partner, kind="druk", channel="website", where="X")
        answer = signed_in(people.marketer).get(f"/beheer/use/?export={kind}")
        assert (answer.status_code, len(b"".join(answer)) > 0) == (200, True)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_more_rows_ask_nothing_more(
        self, people, told, signed_in, rows, django_assert_num_queries
    ):
        for number in range(rows):
            post(told, where=f"Plaats {number}")
        client = signed_in(people.marketer)
        client.get("/beheer/use/")
        with django_assert_num_queries(18):
            client.get("/beheer/use/")
