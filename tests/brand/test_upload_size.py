"""What is too large is refused where it is chosen; the script is told how much is taken in."""

import re

import pytest
from django.conf import settings

from brand.http import limits

pytestmark = pytest.mark.django_db


def test_the_script_knows_what_the_site_takes_in(client, admin_user, founded):
    client.force_login(admin_user)
    tag = re.search(r"<script[^>]*upload_size[^>]*>", client.get("/beheer/").text)[0]
    picture, file = (
        int(re.search(f'data-most-{one}="(\\d+)"', tag)[1]) for one in ("picture", "file")
    )
    assert picture == settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == 15 * 1024 * 1024
    assert picture < file < limits.LARGEST
