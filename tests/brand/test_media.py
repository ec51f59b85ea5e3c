"""Files that no row knows are nobody's, by whatever road they are asked for."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

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
