"""An extract of the register is read for our employers, and never over what people typed."""

import gc
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from brand.models import JobRun, Municipality
from brand.privacy import access, retention
from leads.duplicates import merging
from leads.employers import erasure
from leads.models import (
    Employer,
    EmployerActivity,
    Establishment,
    NaceCode,
    RegisterEntry,
    RegisterExtract,
)
from leads.models.establishments import Origin
from leads.register import extracts, files, rounds, telling
from tests.factories.leads import EmployerFactory, LeadFactory
from tests.support import register_extracts as made

pytestmark = pytest.mark.django_db

State = RegisterExtract.State


def told(employer) -> dict[str, str]:
    found = telling.of(employer)
    return {fact.label: fact.told for fact in found.facts} if found else {}


@pytest.mark.database(
    "leads.models.register.RegisterExtract",
    "leads.models.register.NaceCode",
    "leads.register.rounds._go_on",
    "leads.register.writing._save",
    "leads.register.writing.codes",
    "leads.register.writing.establishments",
    "leads.register.writing._activities_of",
)
def test_blanks_of_our_employers_are_filled(employer, tmp_path):
    extract = made.read(made.full(tmp_path, made.rows_of(1), made.rows_of(2)))
    assert (extract.state, extract.trouble) == (State.DONE, "")
    assert rounds.progress(extract) == 100
    employer.refresh_from_db()
    assert (employer.name, str(employer.municipality)) == ("Verzonnen Een", "Genk")
    assert employer.located_by == Employer.LocatedBy.REGISTER
    assert employer.website == "https://www.verzonnen1.example"
    place = employer.establishments.get()
    assert (place.number, place.name) == (made.plain(made.establishment(1)), "Winkel Verzonnen 1")
    assert (place.where, place.origin) == ("Dorpsstraat 12, Genk", Origin.REGISTER)
    done = employer.activities.values_list("version", "code", "is_main", "establishment")
    assert set(done) == {
        ("2025", "10711", True, None),
        ("2008", "10711", True, None),
        ("2025", "47241", False, None),
        ("2025", "10711", True, place.pk),
    }
    assert telling.activities(employer)[0][1] == "Vervaardiging van brood"
    assert NaceCode.objects.count() == 2
    # Of others nothing is kept where nobody asked for it.
    assert RegisterEntry.objects.get().number == employer.enterprise_number
    assert (extract.figures["enterprises"], extract.figures["ours"]) == (2, 1)


def test_reading_the_same_again_changes_nothing(employer, tmp_path):
    path = made.full(tmp_path, made.rows_of(1))
    models = (Establishment, EmployerActivity, RegisterEntry, NaceCode)

    def everything():
        return [list(model.objects.order_by("pk").values()) for model in models]

    made.read(path)
    before = everything()
    made.read(path)
    assert everything() == before


def test_what_a_person_typed_stays_and_the_difference_is_told(employer, people, tmp_path):
    lommel = Municipality.objects.get(name="Lommel")
    employer.name, employer.municipality, employer.located_by = "Bakkerij Bo", lommel, "ingevuld"
    employer.website = "https://bo.example"
    employer.save()
    number = made.plain(made.establishment(1))
    place = employer.establishments.create(number=number, name="Depot", address="Steenweg 1")
    employer.activities.create(code="47241", is_main=True)
    made.read(made.full(tmp_path, made.rows_of(1)))
    employer.refresh_from_db()
    place.refresh_from_db()
    assert (employer.name, employer.municipality) == ("Bakkerij Bo", lommel)
    assert (place.name, place.address, place.origin) == ("Depot", "Steenweg 1", Origin.TYPED)
    assert telling.difference(place) == "Winkel Verzonnen 1, Dorpsstraat 12, 3600 Genk"
    assert employer.activities.get(code="47241").is_main
    found = telling.of(employer)
    assert found.source == "KBO, stand 1 november 2026"
    assert [(fact.field, fact.told) for fact in found.facts] == [
        ("name", "Verzonnen 1 NV"),
        ("municipality", "Kaai 12, 3600 Genk"),
        ("website", "https://www.verzonnen1.example"),
    ]
    for name in ("name", "municipality", "website"):
        assert telling.take_over(employer, name, people.owner)
        assert not telling.take_over(employer, name, people.owner)
    employer.refresh_from_db()
    assert (employer.name, str(employer.municipality)) == ("Verzonnen 1 NV", "Genk")
    assert employer.located_by == Employer.LocatedBy.TYPED
    assert not telling.of(employer).differs


def test_where_only_a_stop_was_known_the_register_knows_better(employer, tmp_path):
    lommel = Municipality.objects.get(name="Lommel")
    Employer.objects.update(municipality=lommel, located_by=Employer.LocatedBy.STOP)
    made.read(made.full(tmp_path, made.rows_of(1)))
    employer.refresh_from_db()
    assert str(employer.municipality) == "Genk"


def test_what_a_later_full_extract_does_not_tell_is_no_longer_so(employer, tmp_path):
    made.read(made.full(tmp_path, made.rows_of(1), made.rows_of(2)), keeps_list=True)
    assert RegisterEntry.objects.count() == 2
    made.read(made.full(tmp_path, made.rows_of(3), number=170, day="01-12-2026"), keeps_list=True)
    left = date(2026, 12, 1)
    entry = RegisterEntry.objects.get(number=employer.enterprise_number)
    assert entry.left_on == left
    assert telling.of(employer).left_on == left
    assert employer.establishments.get().left_on == left
    assert not employer.activities.exists()
    listed = set(RegisterEntry.objects.values_list("number", flat=True))
    assert listed == {made.plain(made.enterprise(1)), made.plain(made.enterprise(3))}


def test_changes_are_taken_away_first_and_then_added(employer, tmp_path):
    made.read(made.full(tmp_path, made.rows_of(1), made.rows_of(2)), keeps_list=True)
    one, two, unit = made.enterprise(1), made.enterprise(2), made.establishment(1)
    moved = {
        "enterprise": [(one, "AC", "000", "2", "610", "", "01-02-2010")],
        "denomination": [(one, "1", "001", "Nouveau Nom")],
        "address": [made.address(one, "REGO", "Markt", ("3920", "Lommel"), box="3")],
        "activity": [(one, "001", "2025", "56101", "MAIN")],
    }
    gone = {
        "enterprise": [one, two],
        "establishment": [unit],
        "denomination": [one],
        "address": [one],
        "activity": [one],
        "contact": [one],
    }
    extract = made.read(made.update(tmp_path, moved, gone))
    assert (extract.state, extract.keeps_list) == (State.DONE, True)
    assert told(employer) == {
        "Naam": "Nouveau Nom",
        "Adres van de zetel": "Markt 12 bus 3, 3920 Lommel",
    }
    assert telling.of(employer).left_on is None
    assert employer.establishments.get().left_on == date(2026, 11, 2)
    of_whole = employer.activities.filter(establishment=None)
    assert list(of_whole.values_list("code", flat=True)) == ["56101"]
    assert employer.activities.exclude(establishment=None).exists()
    assert not RegisterEntry.objects.filter(number=made.plain(two)).exists()


def test_an_order_that_makes_no_sense_is_refused_in_a_sentence(employer, tmp_path):
    full = made.full(tmp_path, made.rows_of(1))
    with pytest.raises(extracts.Refused, match="Lees eerst een volledige stand in"):
        made.read(made.update(tmp_path, {}, {}))
    made.read(full)
    with pytest.raises(extracts.Refused, match="Lees eerst wat ertussen ligt"):
        made.read(made.update(tmp_path, {}, {}, number=143, day="04-11-2026"))
    with pytest.raises(extracts.Refused, match="Hier staat al een latere, van 1 november 2026"):
        made.read(made.full(tmp_path, number=130, day="01-10-2026"))
    extracts.begin(full, None, keeps_list=False)
    with pytest.raises(extracts.Refused, match="Er wordt al een stand ingelezen"):
        extracts.begin(full, None, keeps_list=False)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"address": None}, "In dit bestand ontbreekt address.csv"),
        ({"address": b'"EntityNumber"\n'}, "ontbreekt de kolom TypeOfAddress"),
        ({"denomination": b"\xff\xfe"}, "denomination.csv is niet te lezen"),
        ({"activity": b"x" * 100_000}, "activity.csv is niet te lezen"),
    ],
)
def test_a_file_that_is_not_right_says_so_and_loses_nothing(employer, tmp_path, changed, said):
    extract = made.read(made.full(tmp_path, made.rows_of(1), **changed))
    assert (extract.state, said in extract.trouble) == (State.FAILED, True)
    made.full(tmp_path, made.rows_of(1))  # fetched again
    extracts.go_on(extract)
    rounds.work()
    extract.refresh_from_db()
    assert extract.state == State.DONE
    assert employer.establishments.count() == 1


def test_what_is_no_extract_is_refused_before_it_begins(db, tmp_path):
    (tmp_path / "brief.zip").write_bytes(b"geen zip")
    empty = made._zip(tmp_path / "leeg.zip", {"meta": b"Variable,Value\n"})
    for path in (tmp_path / "brief.zip", empty, tmp_path / "weg.zip"):
        with pytest.raises(files.Unreadable):
            extracts.begin(path, None, keeps_list=False)
    assert not RegisterExtract.objects.exists()


def test_a_sign_that_no_database_keeps_is_left_out(employer, tmp_path):
    name = (made.enterprise(1), "2", "001", "Ver\x00zonnen NV")
    extract = made.read(made.full(tmp_path, made.rows_of(1) | {"denomination": [name]}))
    assert (extract.state, told(employer)["Naam"]) == (State.DONE, "Verzonnen NV")


def test_a_row_that_is_cut_off_holds_up_nothing(employer, tmp_path):
    spoilt = made.text(made.COLUMNS["contact"], [(made.enterprise(1), "ENT")])
    spoilt += f'"{made.enterprise(1)}","ENT","WEB","https://een.example"\n'.encode()
    made.read(made.full(tmp_path, made.rows_of(1), contact=spoilt))
    employer.refresh_from_db()
    assert employer.website == "https://een.example"


def test_a_worker_that_is_shot_goes_on_where_it_was(employer, tmp_path, monkeypatch):
    """Each round a few rows, with nothing of the last one in memory; all of it as in one go."""
    some = [made.rows_of(place) for place in range(1, 30)]
    path = made.full(tmp_path, *some)
    monkeypatch.setattr(rounds, "AT_ONCE", 3)
    monkeypatch.setattr(rounds, "ROUND_SECONDS", 0)
    JobRun.objects.create(name=rounds.JOB)
    extract = extracts.begin(path, None, keeps_list=True)
    seen, count = [], 0
    while extract.is_at_work:
        rounds._here.leave()
        rounds.work()
        extract.refresh_from_db()
        seen.append(rounds.progress(extract))
        count += 1
    assert (extract.state, count > 50) == (State.DONE, True)
    assert seen == sorted(seen)
    assert RegisterEntry.objects.count() == 29
    assert RegisterEntry.objects.exclude(name__endswith=" NV").count() == 0
    assert RegisterEntry.objects.exclude(place="3600 Genk").count() == 0
    assert (employer.establishments.count(), employer.activities.count()) == (1, 4)
    assert extract.figures["rows"] == len(made.CODES) + 29 * 14
    assert extract.done_bytes == extract.all_bytes


def test_what_fails_half_way_is_undone_and_done_again(employer, tmp_path, monkeypatch):
    path = made.full(tmp_path, made.rows_of(1))
    extracts.begin(path, None, keeps_list=False)
    with monkeypatch.context() as broken:
        broken.setattr("leads.register.writing._places", lambda numbers: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rounds.work()
    extract = RegisterExtract.objects.get()
    assert (extract.state, extract.trouble) == (State.FAILED, rounds.WENT_WRONG)
    extracts.go_on(extract)
    rounds.work()
    assert told(employer)["Naam"] == "Verzonnen 1 NV"


def test_it_stops_when_somebody_says_so(employer, tmp_path):
    extract = extracts.begin(made.full(tmp_path, made.rows_of(1)), None, keeps_list=False)
    extracts.stop(extract)
    rounds.work()
    extract.refresh_from_db()
    assert (extract.state, RegisterEntry.objects.count()) == (State.STOPPED, 0)


def test_the_command_reads_a_zip_or_a_folder(employer, tmp_path, capsys):
    path = made.full(tmp_path, made.rows_of(1))
    folder = tmp_path / "uitgepakt"
    folder.mkdir()
    with files.zipfile.ZipFile(path) as packed:
        packed.extractall(folder)
    call_command("kbo", str(folder))
    assert "Klaar: 1 werkgevers herkend, 1 aangevuld." in capsys.readouterr().out
    with pytest.raises(CommandError, match="Dit bestand staat niet meer op de server"):
        call_command("kbo", str(tmp_path / "weg.zip"))


class TestPeople:
    """Who does business as a person stands here only while it is an employer of ours."""

    def test_they_are_in_no_list_to_look_up(self, people, genk, tmp_path):
        made.read(made.full(tmp_path, made.rows_of(5, "An Mens", kind="1")), keeps_list=True)
        assert not RegisterEntry.objects.exists()

    def test_with_the_employer_all_of_it_goes(self, employer, tmp_path):
        made.read(made.full(tmp_path, made.rows_of(1, "An Mens", kind="1")))
        export = str(access.as_data(access.around(access.kinds()["werkgever"], employer)))
        assert "KBO, stand 1 november 2026" in export
        assert "An Mens NV" in export
        erasure.erase_employer(employer)
        assert not RegisterEntry.objects.exists()
        assert not Establishment.objects.exists()

    def test_nor_when_it_left_by_another_way(self, employer, tmp_path):
        made.read(made.full(tmp_path, made.rows_of(1, kind="1"), made.rows_of(2)), keeps_list=True)
        Employer.objects.update(enterprise_number=None)
        retention.run()
        assert [row.is_person for row in RegisterEntry.objects.all()] == [False]

    def test_addresses_and_numbers_of_people_are_not_taken_over(self, employer, tmp_path):
        made.read(made.full(tmp_path, made.rows_of(1)))
        rows = [*RegisterEntry.objects.values(), *Establishment.objects.values()]
        assert "mens1@" not in str(rows)


def test_of_two_that_are_one_each_place_stays_once(employer, people, tmp_path):
    made.read(made.full(tmp_path, made.rows_of(1)))
    other = EmployerFactory()
    LeadFactory(employer=other, owner_organisation=people.partner)
    typed = other.establishments.create(number=made.plain(made.establishment(1)), name="Depot")
    merging.merge(other, employer, people.owner)
    typed.refresh_from_db()
    assert other.establishments.get() == typed
    assert telling.difference(typed).startswith("Winkel Verzonnen 1")


def _peak(tmp_path, count: int) -> float:
    """Megabytes that reading so many enterprises takes at most, above what was taken before."""
    some = [made.rows_of(1), *({"activity": _activities(at)} for at in range(10, 10 + count))]
    path = made.full(tmp_path, *some)
    del some
    extract = extracts.begin(path, None, keeps_list=False)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the highest so far is what is taken now
    before = _memory("VmRSS")
    while extract.is_at_work:
        rounds.work()
        extract.refresh_from_db()
    assert extract.state == State.DONE
    return _memory("VmHWM") - before


def _memory(name: str) -> float:
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) / 1024


def _activities(place: int) -> list[tuple[str, ...]]:
    number = made.enterprise(place)
    return [(number, "001", version, "10711", "MAIN") for version in ("2003", "2008", "2025")] * 8


@pytest.mark.parametrize(
    "count", [8_000, pytest.param(100_000, marks=pytest.mark.scale)], ids=["200k", "2.4M"]
)
def test_however_many_rows_memory_stays_flat(employer, tmp_path, count):
    peak = _peak(tmp_path, count)
    print(f"{count * 24:,} rows: {peak:.1f} MB")
    assert RegisterExtract.objects.get().figures["rows"] > count * 24
    assert peak < 25  # of which most is taken by the first rows: 2,4 million take no more
