"""Pictures drawn by us."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageOps

from brand.kit import lettering, scenes
from brand.models.kit import Typeface
from stories.demo import entries


@pytest.mark.parametrize("kind", scenes.SCENES)
def test_a_scene_is_a_jpeg_without_any_metadata(kind):
    picture = Image.open(BytesIO(scenes.scene(kind)))
    assert (picture.format, picture.size) == ("JPEG", (1200, 900))
    assert not picture.getexif()
    assert scenes.face(kind) is None or picture.getbbox()[2:] > scenes.face(kind)


def test_another_number_is_another_building():
    drawn = {scenes.scene("gevel", number) for number in (0, 1, 2, 3, 3)}
    assert len(drawn) == 4


def test_each_story_of_the_demo_has_a_picture_of_its_own():
    kinds = [entry["scene"] for entry in entries()]
    assert len(set(kinds)) == len(kinds) == 10


@pytest.mark.parametrize("face", [Typeface.ATKINSON, Typeface.SYSTEM])
def test_a_nought_that_is_drawn_has_no_slash(face):
    """An open ring: what is in its middle is paper."""
    letters = lettering.Letters(face, 200, 400)
    canvas = Image.new("L", (200, 200), 255)
    letters.write(ImageDraw.Draw(canvas), (20, 180), "0", 0)
    left, top, right, bottom = ImageOps.invert(canvas).getbbox()
    assert canvas.getpixel(((left + right) // 2, (top + bottom) // 2)) == 255
