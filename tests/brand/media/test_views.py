"""Files that no row knows are nobody's, by whatever road they are asked for."""

import io
import os
import sys
from datetime import timedelta
from types import ModuleType

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.utils import timezone
from PIL import Image
from wagtail.documents import get_document_model

from brand import checks
from brand.media import stores, waiting
from brand.models import BrandKit, Picture, User

LONG = "a" * 300


@pytest.fixture
def stored(settings):
    for name in ("open.txt", "private/shut.txt", "images/verloren.jpg"):
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("geheim")


@pytest.mark.django_db
class TestMedia:
    @pytest.mark.parametrize(
        "path",
        [
            "open.txt",
            "images/verloren.jpg",
            "private/shut.txt",
            "./private/shut.txt",
            "/private/shut.txt",
            "x/../private/shut.txt",
        ],
    )
    def test_a_file_that_no_row_knows_is_no_file(self, client, founded, stored, path):
        for written in (path, path.replace(".", "%2e"), path.replace("/", "%2f")):
            assert client.get(f"/media/{written}").status_code == 404

    @pytest.mark.parametrize("path", ["../secret-key", "%2e%2e/secret-key", LONG, f"x/{LONG}/y"])
    def test_no_file_is_a_missing_page(self, client, founded, stored, path):
        assert client.get(f"/media/{path}").status_code == 404


def test_only_the_sites_own_account_reads_the_store(settings):
    name = default_storage.save("images/ab.txt", ContentFile(b"x"))
    path = settings.MEDIA_ROOT / name
    assert oct(path.stat().st_mode)[-3:] == "600"
    assert oct(path.parent.stat().st_mode)[-3:] == "700"


class Killed(BaseException):
    """Stands for a signal: no `except Exception` sees it."""


class Torn(ContentFile):
    def chunks(self, chunk_size=None):
        yield b"the first half"
        raise Killed


class TestAnUploadThatIsCutOff:
    def test_leaves_no_file_of_its_name(self, settings):
        with pytest.raises(Killed):
            default_storage.save("original_images/half.jpg", Torn(b""))
        assert list((settings.MEDIA_ROOT / "original_images").iterdir()) == []

    @pytest.mark.django_db
    def test_what_a_killed_process_left_is_purged_after_a_day(self, settings):
        parts = [
            settings.MEDIA_ROOT / "original_images" / ".tmpab12.part",
            settings.FILE_UPLOAD_TEMP_DIR / "tmpcd34.upload.jpg",
        ]
        whole = settings.MEDIA_ROOT / default_storage.save("images/a.txt", ContentFile(b"x"))
        for path in parts:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"the first half")
        assert waiting.purge() == 0
        yesterday = (timezone.now() - timedelta(hours=25)).timestamp()
        for path in (*parts, whole):
            os.utime(path, (yesterday, yesterday))
        assert waiting.purge() == 2
        assert [path.exists() for path in (*parts, whole)] == [False, False, True]

    def test_a_name_that_is_taken_meanwhile_is_not_written_over(self, settings, monkeypatch):
        """Two who upload at once found the same name free."""
        taken = settings.MEDIA_ROOT / "images" / "a.txt"
        taken.parent.mkdir(parents=True)
        real = stores.write_part

        def slow(folder, content):
            taken.write_bytes(b"first")
            return real(folder, content)

        monkeypatch.setattr(stores, "write_part", slow)
        name = default_storage.save("images/a.txt", ContentFile(b"second"))
        assert taken.read_bytes() == b"first"
        assert (settings.MEDIA_ROOT / name).read_bytes() == b"second"


class Remote(InMemoryStorage):
    """A store that has no paths on this machine."""

    def _relative_path(self, name):
        return os.path.relpath(super().path(name), self.location)

    def path(self, name):
        raise NotImplementedError


@pytest.fixture
def bucket(monkeypatch, settings):
    """The bucket's store on a stand-in for its library: no folder, no path, no server."""
    library = ModuleType("storages.backends.s3")
    library.S3Storage = Remote
    for name in ("storages", "storages.backends"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, library.__name__, library)
    monkeypatch.delitem(sys.modules, "brand.media.buckets", raising=False)
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "brand.media.buckets.PrivateBucket"},
    }
    yield default_storage
    sys.modules.pop("brand.media.buckets", None)


@pytest.mark.django_db
class TestABucket:
    def test_is_read_through_the_same_view(self, bucket, client, founded):
        kit = BrandKit.current()
        kit.logo.save("merk.svg", ContentFile(b"<svg/>"))
        assert kit.logo.url == f"/media/{kit.logo.name}"
        answer = client.get(kit.logo.url)
        assert (answer.status_code, answer.getvalue()) == (200, b"<svg/>")
        buffer = io.BytesIO()
        Image.new("RGB", (48, 27)).save(buffer, "PNG")
        file = ContentFile(buffer.getvalue(), name="karim.png")
        shown = Picture.objects.create(title="Karim", alt="Karim", file=file)
        address = shown.get_rendition("width-20|format-jpeg").url
        assert client.get(address).status_code == 404
        client.force_login(User.objects.create_superuser("baas@huis.example", "lang-geheim-woord"))
        assert client.get(address).status_code == 200

    def test_hands_out_no_address_of_a_document(self, bucket, client, founded):
        file = ContentFile(b"%PDF-1.4", name="toestemming-karim.pdf")
        document = get_document_model().objects.create(title="Blad", file=file)
        assert client.get(document.url).status_code == 404
        client.force_login(User.objects.create_superuser("baas@huis.example", "lang-geheim-woord"))
        answer = client.get(document.url)
        assert (answer.status_code, b"".join(answer)) == (200, b"%PDF-1.4")

    def test_is_rid_of_what_was_left(self, bucket, monkeypatch):
        name = bucket.save("wagtail_uploads/karim.jpg", ContentFile(b"x"))
        assert waiting.purge() == 0
        later = timezone.now() + timedelta(hours=25)
        monkeypatch.setattr(waiting.timezone, "now", lambda: later)
        assert waiting.purge() == 1
        assert not bucket.exists(name)


@pytest.mark.parametrize(
    ("uploads", "journal", "found"),
    [("s3://b", "/var/journal", ["brand.W003"]), ("s3://b", "s3://b/journal", []), ("", "/x", [])],
)
def test_machines_that_share_uploads_share_the_journal(settings, uploads, journal, found):
    settings.MEDIA_STORAGE, settings.JOURNAL = uploads, journal
    assert [one.id for one in checks.shared_journal(None)] == found
