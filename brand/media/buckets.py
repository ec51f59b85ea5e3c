"""Uploads in an S3-compatible bucket; needs `pip install ".[scale]"`."""

from urllib.parse import quote

from django.conf import settings
from storages.backends.s3 import S3Storage

from brand.media.stores import unguessable


class PrivateBucket(S3Storage):
    """The bucket is closed; visitors read through the same view as on one machine."""

    def get_available_name(self, name, max_length=None):
        return super().get_available_name(unguessable(name), max_length)

    def url(self, name, *arguments, **options):
        return f"{settings.MEDIA_URL}{quote(name)}"
