"""Uploaded files, as one machine serves them itself."""

import pytest

LONG = "a" * 300


@pytest.fixture
def stored(settings):
    """One file for everybody, and one that is nobody's to fetch."""
    settings.MEDIA_URL = "/media/"
    for name, text in (("open.txt", "voor iedereen"), ("private/shut.txt", "geheim")):
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.django_db
class TestMedia:
    def test_a_file_for_everybody_runs_nothing(self, client, founded, stored):
        answer = client.get("/media/open.txt")
        assert answer.getvalue() == b"voor iedereen"
        assert answer["Content-Security-Policy"].endswith("sandbox")

    @pytest.mark.parametrize(
        "path",
        ["private/shut.txt", "./private/shut.txt", "/private/shut.txt", "x/../private/shut.txt"],
    )
    def test_no_road_leads_to_what_is_private(self, client, founded, stored, path):
        for written in (path, path.replace(".", "%2e"), path.replace("/", "%2f")):
            assert client.get(f"/media/{written}").status_code == 404

    @pytest.mark.parametrize("path", ["../secret-key", "%2e%2e/secret-key", LONG, f"x/{LONG}/y"])
    def test_no_file_is_a_missing_page(self, client, founded, stored, path):
        assert client.get(f"/media/{path}").status_code == 404
