"""Withdrawals outside the database: a backup that is put back does not undo them."""

import errno
import json
import os
import stat
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.urls import reverse

from brand import gating
from brand.models import OutgoingMail, Picture, Role
from stories import restoring
from stories.consent import recording, requests
from stories.models import Consent, PortrayedPerson, StoryPage, StoryPortrayal, Withdrawal
from stories.objections import recording as objections
from stories.withdrawal import alarm, journal, replay, unknown, withdraw
from tests.factories.brand import MembershipFactory, OrganisationFactory
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    covered_story,
    picture,
    story,
)
from tests.support.backups import lost

pytestmark = pytest.mark.django_db
Way = Withdrawal.Way


@pytest.fixture
def page():
    return covered_story(1, title="Kwikzilver kent elke doos", lead="Kwikzilver telt alles na.")


@pytest.fixture
def person(page):
    return page.portrayals.get().person


def fresh(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk)


def of_before(row: Withdrawal, consent: Consent) -> Consent:
    """As a backup from before that withdrawal has it."""
    Consent.objects.filter(pk=consent.pk).update(recorded_at=row.at - timedelta(hours=1))
    return consent


def store():
    return storages["journal"]


def files() -> list[str]:
    return sorted(store().listdir("")[1])


def full_disk(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


class TestTheJournal:
    def test_a_withdrawal_is_written_outside_the_database_without_a_name(self, page, person):
        row = withdraw.withdraw(person)
        store = storages["journal"]
        assert store.listdir("") == ([], [f"{row.key}.json"])
        with store.open(f"{row.key}.json") as file:
            text = file.read().decode()
        assert person.name not in text
        assert "kwikzilver" not in text.lower()
        assert journal.missing_entries() == []

    def test_a_database_that_forgot_is_reminded(self, page, person):
        row = withdraw.withdraw(person, channels=[Channel.WEBSITE], way=Way.LINK)
        Withdrawal.objects.all().delete()
        back = covered_story(5, title="Kwikzilver is terug", organisation=person.organisation)
        back.portrayals = [StoryPortrayal(person=person)]
        revision = back.save_revision()
        of_before(row, ConsentFactory(person=person, picture=back.picture, story=back))
        revision.publish()
        assert fresh(back).is_shown
        assert replay.replay() == 1
        again = Withdrawal.objects.get()
        assert (again.key, again.way, again.at) == (row.key, Way.LINK, row.at)
        assert fresh(back).title == "Teruggehaald verhaal"
        assert replay.replay() == 0

    def test_one_of_two_pictures_stays_away_too(self, page, person):
        kept = picture(2)
        ConsentFactory(person=person, picture=kept)
        row = withdraw.withdraw(
            person, channels=[Channel.WEBSITE], file_hashes=[page.picture.file_hash]
        )
        Withdrawal.objects.all().delete()
        back = picture(1)
        ConsentFactory(person=person, picture=back)
        tale = story(person, picture=back, title="Kwikzilver is terug", live=True)
        for given in Consent.objects.filter(story=tale):
            of_before(row, given)
        other = story(person, picture=kept, title="Een ander verhaal", live=True)
        assert replay.replay() == 1
        assert Withdrawal.objects.get().file_hashes == row.file_hashes
        assert fresh(tale).title == "Teruggehaald verhaal"
        assert (fresh(other).is_shown, fresh(tale).is_shown) == (True, False)

    def test_a_line_of_before_is_about_everything(self, page, person):
        row = withdraw.withdraw(person)
        store, name = storages["journal"], f"{row.key}.json"
        with store.open(name) as file:
            entry = json.load(file)
        del entry["file_hashes"]
        store.delete(name)
        store.save(name, ContentFile(json.dumps(entry).encode()))
        Withdrawal.objects.all().delete()
        back = of_before(row, ConsentFactory(person=person, picture=picture(1)))
        assert replay.replay() == 1
        assert set(Consent.objects.valid()) == set()
        assert not Picture.objects.filter(pk=back.picture_id).exists()


class TestSomebodyWhomTheBackupDoesNotKnow:
    @pytest.fixture
    def house(self):
        return OrganisationFactory(is_federation=True)

    @pytest.fixture
    def boss(self, house):
        return MembershipFactory(organisation=house, role=Role.BEHEERDER).user

    @staticmethod
    def refuse(way):
        """Somebody comes, is asked for a picture and refuses it; then an older database comes."""
        with lost():
            page = covered_story(9, title="Kwikzilver kent elke doos")
            person = page.portrayals.get().person
            if way == "stop":
                withdraw.withdraw(person)
            elif way == "bezwaar":
                objections.refuse(person, page, pictures=[page.picture])
            else:
                asked = requests.ask(person, story=page)
                recording.answer(asked, recording.Answer(taking=False))
        restoring.before_serving()

    @pytest.mark.parametrize("way", ["stop", "bezwaar", "antwoord"])
    def test_the_picture_is_withheld_when_it_is_uploaded_again(self, house, way):
        self.refuse(way)
        again = picture(9)
        other = picture(8)
        assert gating.withheld([again, other]) == {again.pk}
        assert replay.replay() == 0

    def test_the_federation_reads_it_and_can_close_it(self, house, boss):
        self.refuse("stop")
        panels: list = []
        alarm.add_to(panels, boss)
        [panel] = panels
        html = panel.render_html({})
        assert "iemand nee zei die deze back-up niet kent" in html
        person = PortrayedPerson.objects.get()
        assert (person.name, person.organisation) == (unknown.NAME, house)
        assert reverse("personal_data_geportretteerde", args=[person.pk]) in html
        [line] = restoring.what_to_tell()
        assert line.startswith("1 people said no whom this backup does not know.")
        withdraw.withdraw(person, way=Way.ERASED)
        panels.clear()
        alarm.add_to(panels, boss)
        assert (panels, restoring.what_to_tell()) == ([], [])
        assert gating.withheld([again := picture(9)]) == {again.pk}

    def test_it_waits_for_a_federation(self):
        self.refuse("stop")
        assert not PortrayedPerson.objects.exists()
        OrganisationFactory(is_federation=True)
        assert replay.replay() == 1

    def test_who_never_said_no_is_not_made_up(self, house):
        with lost():
            person = covered_story(9).portrayals.get().person
            asked = requests.ask(person, story=person.portrayals.get().story)
            recording.answer(asked, recording.Answer(taking=True, channels=tuple(Channel)))
            withdraw.withdraw(person, way=Way.END)
        restoring.before_serving()
        assert not PortrayedPerson.objects.exists()

    def test_the_demo_leaves_nothing_behind(self, house):
        with lost():
            person = covered_story(9).portrayals.get().person
            PortrayedPerson.objects.update(is_demo=True)
            person.refresh_from_db()
            withdraw.withdraw(person)
            replay.reconcile()
        restoring.before_serving()
        assert not PortrayedPerson.objects.exists()


SPOILT = {
    "leeg.json": b"",
    "half.json": b'{"key": "4f1',
    "lijst.json": b"[]",
    "zonder-persoon.json": b'{"key": "00000000-0000-0000-0000-00000000000a"}',
    "geen-tekst.json": b"\xff\xfe",
}


class TestOneBadFile:
    @pytest.fixture
    def row(self, page, person):
        row = withdraw.withdraw(person)
        Withdrawal.objects.all().delete()
        for name, content in SPOILT.items():
            store().save(name, ContentFile(content))
        return row

    def test_is_passed_over_and_reported_and_the_others_are_done(self, row, caplog):
        assert replay.replay() == 1
        assert Withdrawal.objects.get().key == row.key
        errors = [record.args[0] for record in caplog.records if record.levelname == "ERROR"]
        assert errors == sorted(SPOILT)
        assert journal.unreadable() == sorted(SPOILT)

    def test_does_not_stop_the_start(self, row):
        restoring.before_serving()
        assert Withdrawal.objects.get().key == row.key

    def test_stands_on_the_dashboard_of_the_federation_and_in_the_check(self, row):
        house = OrganisationFactory(is_federation=True)
        boss = MembershipFactory(organisation=house, role=Role.BEHEERDER).user
        other = MembershipFactory(role=Role.BEHEERDER).user
        panels: list = []
        alarm.add_to(panels, other)
        assert panels == []
        alarm.add_to(panels, boss)
        assert panels[0].names == sorted(SPOILT)
        html = panels[0].render_html({})
        assert "Deze 5 bestanden zijn niet te lezen" in html
        assert [one.id for one in alarm.readable_journal(None)] == ["stories.W001"] * 5

    def test_nobody_hears_of_a_journal_in_order(self, page, person):
        withdraw.withdraw(person)
        panels: list = []
        alarm.add_to(panels, MembershipFactory(role=Role.BEHEERDER).user)
        assert (panels, alarm.readable_journal(None)) == ([], [])

    def test_a_withdrawal_that_cannot_be_done_again_leaves_the_others(self, row, monkeypatch):
        second = covered_story(7, title="Nog iemand")
        person = second.portrayals.get().person
        withdraw.withdraw(person)
        Withdrawal.objects.all().delete()
        real = withdraw.end_again

        def fails(who, *arguments, **more):
            if who.pk == person.pk:
                raise RuntimeError("stuk")
            return real(who, *arguments, **more)

        monkeypatch.setattr(withdraw, "end_again", fails)
        assert replay.replay() == 1


class TestWrittenWhole:
    def test_reaches_the_disk_before_it_has_its_name(self, page, person, monkeypatch):
        done = []
        sync, replace = os.fsync, os.replace

        def noted_sync(handle):
            done.append("map" if stat.S_ISDIR(os.fstat(handle).st_mode) else "bestand")
            sync(handle)

        def noted_replace(*paths, **more):
            done.append("naam")
            replace(*paths, **more)

        store().save("eerste.json", ContentFile(b"{}"))  # the folder stands
        monkeypatch.setattr(os, "fsync", noted_sync)
        monkeypatch.setattr(os, "replace", noted_replace)
        withdraw.withdraw(person)
        assert done == ["bestand", "naam", "map"]

    def test_nobody_else_on_the_machine_reads_it(self, person):
        row = withdraw.withdraw(person)
        mode = os.stat(store().path(f"{row.key}.json")).st_mode
        assert stat.S_IMODE(mode) == 0o600

    def test_a_full_disk_leaves_no_half_withdrawal(self, page, person, monkeypatch):
        monkeypatch.setattr(os, "fsync", full_disk)
        with pytest.raises(OSError, match="No space"):
            withdraw.withdraw(person)
        assert not Withdrawal.objects.exists()
        assert not OutgoingMail.objects.exists()
        assert person.consents.valid().exists()
        assert files() == []
        monkeypatch.undo()
        restoring.before_serving()
        assert fresh(page).is_shown

    def test_the_person_reads_that_nothing_was_kept(self, page, person, monkeypatch, client):
        asked = requests.own_link(person)
        address = f"/toestemming/{asked.token}/stop/"
        monkeypatch.setattr(os, "fsync", full_disk)
        answer = client.post(address, {"zeker": "ja"})
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "niet bewaard" in answer.content.decode()
        assert not Withdrawal.objects.exists()
        monkeypatch.undo()
        assert client.post(address, {"zeker": "ja"}).status_code == 302
        assert Withdrawal.objects.count() == 1

    def test_what_is_recorded_counts_when_the_rest_fails(self, page, person, monkeypatch):
        monkeypatch.setattr(withdraw.surfaces, "fingerprint", full_disk)
        row = withdraw.withdraw(person)
        assert Withdrawal.objects.get(pk=row.pk).swept_at is None
        assert not fresh(page).is_shown
        monkeypatch.undo()
        assert withdraw.finish_pending() == 1
        assert fresh(page).title == "Teruggehaald verhaal"


class TestOneJournalForAll:
    def test_the_worker_does_it_again_before_anything_else(self, page, person):
        withdraw.withdraw(person)
        Withdrawal.objects.all().delete()
        call_command("work", "--once", verbosity=0)
        assert Withdrawal.objects.count() == 1

    def test_and_each_minute(self):
        from stories import due

        assert ("logboek van intrekkingen", 60, replay.reconcile) in due.JOBS

    def test_a_journal_from_a_backup_learns_what_the_database_knows(self, page, person):
        row = withdraw.withdraw(person)
        store().delete(f"{row.key}.json")
        assert replay.reconcile() == 1
        Withdrawal.objects.all().delete()
        assert replay.replay() == 1

    def test_a_file_that_was_spoilt_later_is_written_again(self, page, person):
        row = withdraw.withdraw(person)
        store().save(f"{row.key}.json", ContentFile(b""))
        assert replay.reconcile() == 0
        assert journal.check() == 1
        Withdrawal.objects.all().delete()
        assert replay.replay() == 1

    def test_what_was_allowed_after_it_stands(self, page, person):
        """A withdrawal whose answer got lost, and then that person's next answer."""
        row = withdraw.withdraw(person, channels=[Channel.NEWSLETTER])
        Withdrawal.objects.all().delete()
        later = ConsentFactory(person=person, picture=page.picture, channel=Channel.NEWSLETTER)
        Consent.objects.filter(pk=later.pk).update(recorded_at=row.at + timedelta(minutes=5))
        assert replay.replay() == 1
        assert Consent.objects.valid().filter(pk=later.pk).exists()
