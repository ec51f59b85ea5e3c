"""Pictures drawn by us."""

from io import BytesIO

import pytest
from PIL import Image

from brand.kit import drawing


@pytest.mark.parametrize("kind", drawing.SCENES)
def test_a_scene_is_a_jpeg_without_any_metadata(kind):
    picture = Image.open(BytesIO(drawing.scene(kind, 3, people=2)))
    assert (picture.format, picture.size) == ("JPEG", (1200, 900))
    assert not picture.getexif()


def test_the_same_seed_draws_the_same_picture():
    assert drawing.scene("groen", 4) == drawing.scene("groen", 4)
    assert drawing.scene("groen", 4) != drawing.scene("groen", 5)
