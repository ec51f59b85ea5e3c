"""A backup is whole or not there; putting it back overwrites nothing unasked."""

import io
import stat
import tarfile
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import connection
from PIL import Image

from brand import backup
from brand.backup import databases, restoring
from brand.models import Picture
from tests.factories.brand import UserFactory

pytestmark = pytest.mark.django_db

ENTRY = '{"key": "%s"}'


@pytest.fixture(autouse=True)
def within_a_transaction(founded, monkeypatch):
    """No copy is made of a database in the middle of one; test_restore.py makes real ones."""
    monkeypatch.setattr(databases, "copy_to", lambda path: path.write_bytes(b"alles"))


@pytest.fixture
def shown(founded):
    buffer = io.BytesIO()
    Image.new("RGB", (48, 27), (9, 90, 82)).save(buffer, "PNG")
    file = ContentFile(buffer.getvalue(), name="foto.png")
    return Picture.objects.create(title="Foto", alt="Foto", file=file)


@pytest.fixture
def journal():
    store = storages["journal"]
    store.save("a.json", ContentFile((ENTRY % "a").encode()))
    return store


def run(command: str, *arguments) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_folder_holds_everything_and_only_its_owner_reads_it(shown, journal, tmp_path, settings):
    target = tmp_path / "backups" / "maandag"
    default_storage.save("wees.txt", ContentFile(b"x"))
    run("backup", target)
    files = {path.relative_to(target).as_posix(): path for path in target.rglob("*.*")}
    files["secret-key"] = target / "secret-key"
    database = backup.DATABASES[connection.vendor]
    assert set(files) == {
        "manifest.json",
        database,
        "secret-key",
        "journal/a.json",
        f"media/{shown.file.name}",
        "media/wees.txt",
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    assert files["secret-key"].read_text() == settings.SECRET_KEY
    assert [path.name for path in target.parent.iterdir()] == ["maandag"]


def test_what_stands_there_is_not_written_over(tmp_path):
    with pytest.raises(CommandError, match="exists already"):
        run("backup", tmp_path)


def test_one_that_fails_leaves_nothing(shown, tmp_path, monkeypatch):
    def full_disk(path):
        raise OSError("No space left on device")

    monkeypatch.setattr(databases, "copy_to", full_disk)
    for name in ("map", "bestand.tar.gz"):
        with pytest.raises(CommandError, match="No space left"):
            run("backup", tmp_path / name)
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("media", "journal")] == []


def test_a_site_that_stands_is_not_overwritten_unasked(shown, tmp_path):
    UserFactory()
    run("backup", tmp_path / "b.tar")
    with pytest.raises(CommandError, match="add --force"):
        run("restore", tmp_path / "b.tar")


def test_a_dry_run_writes_nothing(shown, journal, tmp_path):
    UserFactory()
    run("backup", tmp_path / "b.tar.gz")
    default_storage.delete(shown.file.name)
    journal.delete("a.json")
    said = run("restore", tmp_path / "b.tar.gz", "--dry-run")
    assert "The database would be replaced" in said
    assert "1 of 1 entries would be added to the journal" in said
    assert "At most 1 of 1 uploads would be put back" in said
    assert not default_storage.exists(shown.file.name)
    assert not journal.exists("a.json")


@pytest.mark.parametrize("name", ["b", "b.tar"])
def test_uploads_alone_come_back_when_a_row_knows_them(shown, journal, tmp_path, name):
    default_storage.save("wees.txt", ContentFile(b"x"))
    run("backup", tmp_path / name)
    default_storage.delete(shown.file.name)
    default_storage.delete("wees.txt")
    said = run("restore", tmp_path / name, "--only", "media")
    assert "1 uploads put back, 1 left out" in said
    assert default_storage.exists(shown.file.name)
    assert not default_storage.exists("wees.txt")


def test_the_journal_is_added_to_and_never_replaced(journal, tmp_path):
    journal.save("b.json", ContentFile((ENTRY % "b").encode()))
    run("backup", tmp_path / "b.tar")
    journal.delete("a.json")
    journal.save("b.json", ContentFile(b""))  # spoilt since
    journal.save("c.json", ContentFile((ENTRY % "c").encode()))
    assert "2 entries added" in run("restore", tmp_path / "b.tar", "--only", "journal")
    read = {name: journal.open(name).read().decode() for name in journal.listdir("")[1]}
    assert read == {f"{key}.json": ENTRY % key for key in "abc"}


def test_what_is_no_whole_backup_is_refused(tmp_path):
    (tmp_path / "leeg").mkdir()
    with pytest.raises(CommandError, match="no manifest"):
        run("restore", tmp_path / "leeg")
    with tarfile.open(tmp_path / "buiten.tar", "w") as made:
        made.addfile(tarfile.TarInfo("media/../../elders"))
    with pytest.raises(CommandError, match="outside of it"):
        run("restore", tmp_path / "buiten.tar")
    with pytest.raises(CommandError, match="There is no backup"):
        run("restore", tmp_path / "niets")


def test_after_the_database_alone_rows_and_uploads_are_compared(shown, tmp_path, monkeypatch):
    """Either may be the older one: what came since is here without a row, what went has one."""
    run("backup", tmp_path / "kopie")
    UserFactory()
    monkeypatch.setattr(databases, "put_back", lambda path: None)
    monkeypatch.setattr(restoring, "call_command", lambda *_, **__: None)
    asked = []
    monkeypatch.setattr(restoring, "_ask_rooms", asked.append)
    default_storage.delete(shown.file.name)
    default_storage.save("original_images/later.png", ContentFile(b"x"))
    said = run("restore", tmp_path / "kopie", "--only", "database", "--force")
    assert "1 uploads that a row knows stand in no backup and not here" in said
    assert "1 uploads here are known to no row" in said
    assert asked == ["before_overwriting", "before_serving", "after_restoring"]
    assert default_storage.exists("original_images/later.png")
