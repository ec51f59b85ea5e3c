"""What speaks to the database in its own way is tested on PostgreSQL as well as on SQLite.

`make test` runs everything on SQLite, and on PostgreSQL the tests marked `database`. Such a mark
names functions and models of the product; whoever locks a row, states a constraint, writes SQL or
searches text in a new place is asked here for a test that names it. On PostgreSQL a test fails
that does not come by where its mark says (`database_marks.Visits`), unless it starts processes.
"""

import ast
import sys
import threading

import pytest

from brand.models import Organisation, TrackedLink
from tests.__main__ import MARKS_OF_THE_DATABASE, files_marked
from tests.support import database_marks
from tests.support.database_marks import ROOT, Place, places, product


def named() -> set[str]:
    """Places that marks name."""
    return {
        argument.value
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.database"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }


def test_whatever_depends_on_the_database_is_tested_on_both():
    missing = {name: sorted(place.reasons) for name, place in product().items()}
    for name in named():
        missing.pop(name, None)
    assert missing == {}


def test_every_marked_test_stands_in_a_file_that_is_read_on_postgresql(request):
    """In `make test` each test of the run is looked at."""
    marked = {
        item.path
        for item in request.session.items
        if any(item.get_closest_marker(mark) for mark in MARKS_OF_THE_DATABASE)
    }
    assert marked - {ROOT / file for file in files_marked()} == set()


def test_no_mark_names_what_does_not_depend_on_it():
    assert named() - product().keys() == set()


def test_the_reading_sees_each_kind():
    def found(line: str) -> dict[str, set[str]]:
        return places(f"def looked(rows):\n    {line}")

    assert found("rows.select_for_update().get()") == {"looked": {"select_for_update"}}
    assert found("with connection.cursor() as c: pass") == {"looked": {"cursor"}}
    assert found("rows.filter(name__icontains=word)") == {"looked": {"icontains"}}
    assert found("Q(**{'name__icontains': word})") == {"looked": {"icontains"}}
    assert found("rows.bulk_create(made, ignore_conflicts=True)") == {
        "looked": {"ignore_conflicts"}
    }
    assert found("rows.filter(name=word)") == {}


def test_the_reading_says_where():
    assert places(
        "class Lead(Model):\n"
        "    said = models.JSONField()\n"
        "    class Meta:\n"
        "        constraints = [models.UniqueConstraint(fields=['a'], name='b')]\n"
        "    def hold(self):\n"
        "        return type(self).objects.select_for_update()\n"
    ) == {"Lead": {"JSONField", "UniqueConstraint"}, "Lead.hold": {"select_for_update"}}


class TestVisits:
    """A test that names a place must come by there."""

    def place(self, name: str, reason: str) -> Place:
        return Place(__name__, __file__, name, {reason})

    def test_a_function_is_called_or_it_is_not(self):
        called, passed = self.place("_looked_at", "raw"), self.place("_passed_by", "raw")
        with database_marks.Visits([called, passed]) as visits:
            _looked_at()
        assert visits.of(called)
        assert not visits.of(passed)

    def test_it_looks_until_the_last_of_them_was_called(self):
        first, last = self.place("_looked_at", "raw"), self.place("_passed_by", "raw")
        before = sys.getprofile()
        with database_marks.Visits([first, last]) as visits:
            _looked_at()
            looking = sys.getprofile()
            _passed_by()
            after = sys.getprofile()
        assert visits.of(first)
        assert visits.of(last)
        assert looking != before
        assert after == before
        assert sys.getprofile() == before

    def test_it_looks_in_every_thread(self):
        called = self.place("_looked_at", "raw")
        with database_marks.Visits([called]) as visits:
            thread = threading.Thread(target=_looked_at)
            thread.start()
            thread.join()
        assert visits.of(called)

    @pytest.mark.django_db
    def test_the_table_of_a_model_is_written_to_or_it_is_not(self):
        written = product()["brand.models.organisations.Organisation"]
        read = product()["brand.models.campaigns.TrackedLink"]
        with database_marks.Visits([written, read]) as visits:
            Organisation.objects.create(name="Huis", slug="huis")
            list(TrackedLink.objects.all())
        assert visits.of(written)
        assert not visits.of(read)


def _looked_at():
    pass


def _passed_by():
    pass
