"""The tables by which SQLite finds pieces of words hold what their columns hold, and no more."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from brand.privacy import access
from brand.sqlite import pieces
from leads import personal_data
from leads.apps import SEARCHED
from leads.models import Contact, Interaction
from tests.factories.leads import ContactFactory, LeadFactory

pytestmark = pytest.mark.django_db
CONTACTS = pieces.Pieces("leads_contact", "search_words")


def told(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(what)


def is_right(table: pieces.Pieces) -> bool:
    """SQLite itself compares the two."""
    check = f"INSERT INTO {table.name} ({table.name}, rank) VALUES ('integrity-check', 1)"
    try:
        told(check)
    except DatabaseError:
        return False
    return True


def asked(text: str, table: pieces.Pieces = CONTACTS) -> int:
    """In how many rows the table itself finds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table.name} WHERE {table.name} MATCH %s", [pieces.phrase(text)]
        )
        return cursor.fetchone()[0]


def without_triggers() -> None:
    for name in CONTACTS.triggers:
        told(f"DROP TRIGGER {name}")


def test_each_stands_on_sqlite_alone():
    is_sqlite = [connection.vendor == "sqlite"] * len(SEARCHED)
    assert [pieces.establish(connection, one) for one in SEARCHED] == is_sqlite
    assert [pieces.stands(connection, one) for one in SEARCHED] == is_sqlite


@pytest.mark.sqlite
def test_it_follows_whoever_writes():
    lead = LeadFactory(contact__name="Zwaantje Quix", contact__email="")
    gone = ContactFactory(employer=lead.employer, name="Zwaantje Weg")
    lead.add_to_timeline("notitie", "Kent Zwaantje")
    assert (asked(" zwaantje"), asked("ZWAANTJE", SEARCHED[2])) == (2, 1)
    Contact.objects.filter(pk=lead.contact_id).update(search_words=' an "de" quix ')
    gone.delete()
    Interaction.objects.update(note="")
    assert (asked(" zwaantje"), asked('"de" q'), asked("zwaantje", SEARCHED[2])) == (0, 1, 0)
    told("INSERT OR IGNORE INTO leads_contact SELECT * FROM leads_contact")
    assert [is_right(one) for one in SEARCHED] == [True] * len(SEARCHED)


@pytest.mark.sqlite
def test_what_was_written_without_it_is_found_after_migrating():
    without_triggers()
    LeadFactory(contact__name="Zwaantje Quix")
    assert asked(" zwaantje") == 0
    assert not is_right(CONTACTS)
    call_command("migrate", verbosity=0)
    assert (asked(" zwaantje"), is_right(CONTACTS)) == (1, True)


@pytest.mark.sqlite
def test_nothing_is_made_twice(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert pieces.establish(connection, CONTACTS)


@pytest.mark.sqlite
def test_without_full_text_search_rows_are_written_and_read(monkeypatch, caplog):
    def fails(*arguments):
        raise DatabaseError("no such module: fts5")

    without_triggers()
    monkeypatch.setattr(pieces, "_make", fails)
    assert not pieces.establish(connection, CONTACTS)
    assert "reads every row of leads_contact" in caplog.text
    LeadFactory(contact__name="Zwaantje Quix")
    rows = Contact.objects.filter(search_words__holds=" zwaantje")
    assert (rows.count(), "MATCH" in str(rows.query)) == (1, False)
    connection.known_pieces.clear()


@pytest.mark.sqlite
def test_a_table_made_anew_loses_its_triggers_until_it_is_migrated(transactional_db):
    with connection.schema_editor() as editor:
        editor._remake_table(Contact)
    connection.known_pieces.clear()
    assert not pieces.stands(connection, CONTACTS)
    assert pieces.establish(connection, CONTACTS)
    assert pieces.stands(connection, CONTACTS)


@pytest.mark.sqlite
def test_who_is_erased_is_gone_from_the_file_too():
    """Three letters that nobody else has stand in no page of it."""

    def pages() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM leads_contact_pieces_data")
            return sum(b"zqx" in block for (block,) in cursor.fetchall())

    contact = LeadFactory(contact__name="Zqx").contact
    assert pages()
    kept = next(one for one in personal_data.KEPT if one.key == "contact")
    access.erase([access.Item(kept, contact)], "op vraag")
    assert (asked("zqx"), pages()) == (0, 0)
