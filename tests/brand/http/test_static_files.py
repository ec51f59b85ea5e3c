"""Static files are gathered when they changed, and not at every start."""

from pathlib import Path

import brotli
import pytest

from brand.http import static_files


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """Of the site's own files, one style sheet."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "stijl.css").write_text("p { color: #123456 }\n" * 40)
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    hashed = {"BACKEND": "brand.http.static_files.HashedStatic"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": hashed}
    return folder


def made(settings) -> set[str]:
    """The style sheets under a hashed name."""
    return {path.name for path in settings.STATIC_ROOT.glob("stijl.*.css")}


def test_they_are_gathered_once(folder, settings):
    assert [static_files.gather(), static_files.gather()] == [True, False]
    (name,) = made(settings)
    assert (settings.STATIC_ROOT / f"{name}.gz").exists()
    assert (settings.STATIC_ROOT / f"{name}.br").exists()


def test_a_file_that_changed_is_gathered(folder, settings):
    static_files.gather()
    before = made(settings)
    (folder / "stijl.css").write_text("p { color: #654321 }\n" * 40)
    assert static_files.gather()
    assert len(made(settings) - before) == 1


def test_one_more_or_one_less_is_another_gathering(folder):
    static_files.gather()
    (folder / "script.js").write_text("let een = 1;\n")
    assert [static_files.gather(), static_files.gather()] == [True, False]
    (folder / "script.js").unlink()
    assert static_files.gather()


def test_what_went_from_where_they_stand_comes_back(folder, settings):
    static_files.gather()
    (name,) = made(settings)
    (settings.STATIC_ROOT / name).unlink()
    assert static_files.gather()
    assert made(settings) == {name}
    (settings.STATIC_ROOT / "staticfiles.json").unlink()
    assert static_files.gather()


def test_what_was_broken_off_is_done_again(folder, monkeypatch):
    def full(*arguments, **options):
        raise OSError("schijf vol")

    with monkeypatch.context() as patch:
        patch.setattr(static_files, "call_command", full)
        with pytest.raises(OSError, match="schijf vol"):
            static_files.gather()
    assert static_files.gather()


def test_another_release_of_what_makes_them_makes_them_again(folder, monkeypatch):
    static_files.gather()
    monkeypatch.setattr(static_files, "version", lambda name: "999")
    assert static_files.gather()


def test_a_large_file_is_compressed_too(folder, settings):
    written = b"".join(b"let een%d = %d;\n" % (number, number) for number in range(20_000))
    assert len(written) > static_files.LARGE
    (folder / "groot.js").write_bytes(written)
    static_files.gather()
    (one,) = settings.STATIC_ROOT.glob("groot.*.js.br")
    assert brotli.decompress(one.read_bytes()) == written


def test_only_what_pages_name_is_compressed(folder, settings):
    (folder / "stijl.css.map").write_text('{"mappings": "AAAA"}\n' * 40)
    static_files.gather()
    (name,) = made(settings)
    compressed = {path.name for path in settings.STATIC_ROOT.glob("*.br")}
    assert compressed == {f"{name}.br"}
    assert (settings.STATIC_ROOT / "stijl.css").exists()
