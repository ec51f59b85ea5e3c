"""Loading our own table, and an official file after it."""

import datetime
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from brand import places
from brand.models import Locality, Municipality, Province, Station
from brand.places import table


@pytest.fixture
def loaded(db):
    return places.load()


def labels(text, limit=8):
    return [match.label for match in places.find(text, limit)]


class TestLoad:
    def test_twice_changes_nothing(self, db):
        first, second = places.load(), places.load()
        assert first == {
            "municipalities": places.Tally(new=304),
            "localities": places.Tally(new=957),
            "stations": places.Tally(new=289),
        }
        assert second == {
            "municipalities": places.Tally(same=304),
            "localities": places.Tally(same=957),
            "stations": places.Tally(same=289),
        }
        assert (Municipality.objects.count(), Locality.objects.count()) == (304, 957)

    def test_reads_only_when_loaded(self, loaded, django_assert_num_queries):
        with django_assert_num_queries(10) as queries:
            places.load()
        verbs = Counter(query["sql"].split()[0] for query in queries.captured_queries)
        assert verbs == {"SAVEPOINT": 1, "SELECT": 7, "UPDATE": 1, "RELEASE": 1}

    def test_rows_keep_their_identity(self, loaded):
        genk = Municipality.objects.get(nis="71016")
        Municipality.objects.filter(pk=genk.pk).update(name="Genck", postal_codes=[])
        assert places.load()["municipalities"] == places.Tally(changed=1, same=303)
        restored = Municipality.objects.get(pk=genk.pk)
        assert (restored.name, restored.postal_codes) == ("Genk", ["3600"])

    def test_what_is_no_longer_in_the_table(self, loaded):
        genk = places.municipality_of("3600")
        Locality.objects.create(name="Nergens", postal_code="3600", municipality=genk)
        Station.objects.create(code="1", name="Nergens", latitude=51, longitude=4)
        old = Municipality.objects.create(
            nis="71022", name="Hasselt", province="limburg", latitude=51, longitude=5
        )
        tallies = places.load()
        assert [tally.gone for tally in tallies.values()] == [1, 1, 1]
        old.refresh_from_db()
        assert not old.is_current
        assert Municipality.objects.current().count() == 304
        assert not Station.objects.filter(name="Nergens").exists()

    def test_dry_run_counts_and_writes_nothing(self, db):
        assert places.load(dry_run=True)["stations"] == places.Tally(new=289)
        assert Municipality.objects.count() == 0
        assert places.find("Hasselt") == []


HEADER = "nis;name;province;postal_codes;latitude;longitude"


@pytest.fixture
def official(loaded, tmp_path):
    """Writes an official file: our table with some rows left out and some added."""

    def write(without=(), added=(), header=HEADER):
        path = tmp_path / "gemeenten.csv"
        kept = [
            f"{row['nis']};{row['name']};{Province(row['province']).label};"
            f"{' '.join(row['postal_codes'])};{row['latitude']};{row['longitude']}"
            for row in table.municipalities()
            if row["nis"] not in without
        ]
        path.write_text("\n".join([header, *kept, *added]), encoding="utf-8-sig")
        return path

    return write


class TestFile:
    MERGED = "71099;Genk-Zutendaal;Limburg;3600 3690;50,95;5,54"

    def test_a_later_merger(self, official):
        genk = places.municipality_of("3600")
        path = official(without=["71016", "71067"], added=[self.MERGED])
        tallies = places.load(path, as_of=datetime.date(2031, 1, 1))
        assert tallies["municipalities"] == places.Tally(new=1, changed=302, gone=2)
        assert tallies["localities"] == places.Tally(new=2)
        assert labels("Genk")[0] == "3600 Genk (Genk-Zutendaal)"
        assert labels("3690")[0] == "3690 Genk-Zutendaal"
        assert places.municipality_of("3600").nis == "71099"
        genk.refresh_from_db()
        assert not genk.is_current

    @pytest.mark.database(
        "brand.models.places.Locality",
        "brand.models.places.Municipality",
        "brand.places.loading._upsert",
    )
    def test_names_within_move_along(self, official):
        path = official(without=["71002"], added=["71098;Asse-Bree;Limburg;3665 3668;51.0;5.57"])
        places.load(path)
        assert labels("Niel-bij-As")[0] == "3668 Niel-bij-As (Asse-Bree)"
        assert labels("As")[0] == "3665 As (Asse-Bree)"

    def test_our_own_table_does_not_overwrite_it(self, official):
        path = official(without=["71016", "71067"], added=[self.MERGED])
        places.load(path, as_of=datetime.date(2031, 1, 1))
        assert places.load() == {"stations": places.Tally(same=289)}
        assert places.municipality_of("3600").name == "Genk-Zutendaal"

    @pytest.mark.database("brand.places.loading._upsert")
    def test_twice_changes_nothing(self, official):
        path = official(without=["71016", "71067"], added=[self.MERGED])
        day = datetime.date(2031, 1, 1)
        places.load(path, as_of=day)
        assert places.load(path, as_of=day) == {
            "municipalities": places.Tally(same=303),
            "localities": places.Tally(same=2),
        }

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ("7109;X;Limburg;3601;51;5", "line 306: a NIS code has five digits, not '7109'"),
            ("71099;;Limburg;3601;51;5", "line 306: a name has 1 to 80 characters"),
            ("71099;X;Luik;3601;51;5", "line 306: unknown province 'Luik'"),
            ("71099;X;Limburg;;51;5", "line 306: postal codes have four digits, not ''"),
            ("71099;X;Limburg;360a;51;5", "line 306: postal codes have four digits, not '360a'"),
            ("71099;X;Limburg;3600;51;5", "line 306: postal code 3600 is Genk's already"),
            ("71016;X;Limburg;3601;51;5", "line 306: 71016 stands in the file twice"),
            ("71099;X;Limburg;3601;x;5", "line 306: 'x' is not a number of degrees"),
            ("71099;X;Limburg;3601;5;51", "line 306: 5.00 lies outside Flanders and Brussels"),
            ("71099", "line 306: a name has 1 to 80 characters"),
        ],
    )
    def test_a_line_that_cannot_be_used(self, official, line, sentence):
        with pytest.raises(places.UnreadableTable) as refused:
            places.load(official(added=[line]))
        assert str(refused.value) == sentence
        assert Municipality.objects.filter(as_of=table.AS_OF).count() == 304

    def test_a_file_without_the_columns(self, official):
        with pytest.raises(places.UnreadableTable, match=r"^missing columns: province, latitude$"):
            places.load(official(header="nis;name;provincie;postal_codes;lat;longitude"))

    def test_no_file_and_an_empty_file(self, tmp_path):
        with pytest.raises(places.UnreadableTable, match=r"nergens\.csv cannot be read"):
            places.load(tmp_path / "nergens.csv")
        (tmp_path / "leeg.csv").write_text("")
        with pytest.raises(places.UnreadableTable, match="the file has no rows"):
            places.load(tmp_path / "leeg.csv")


class TestCommand:
    def run(self, *arguments):
        out = StringIO()
        call_command("places", *arguments, stdout=out)
        return out.getvalue().splitlines()

    def test_prints_counts(self, db):
        assert self.run() == [
            "municipalities: 304 new, 0 changed, 0 the same, 0 gone",
            "localities: 957 new, 0 changed, 0 the same, 0 gone",
            "stations: 289 new, 0 changed, 0 the same, 0 gone",
        ]

    def test_dry_run(self, db):
        assert self.run("--dry-run")[-1] == "Dry run: nothing was written."
        assert Station.objects.count() == 0

    def test_file(self, official):
        path = str(official())
        assert self.run("--file", path, "--as-of", "2031-01-01") == [
            "municipalities: 0 new, 304 changed, 0 the same, 0 gone",
            "localities: 0 new, 0 changed, 0 the same, 0 gone",
        ]
        assert self.run()[-1] == (
            "A file newer than our own table of 2025-01-01 stands; it is kept."
        )

    def test_an_unreadable_file(self, db):
        with pytest.raises(CommandError, match="cannot be read"):
            self.run("--file", "/nergens.csv")
