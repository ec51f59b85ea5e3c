"""Wagtail's data for its own screens: pictures and documents of one's own folders only."""

from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from brand.scoping.readable import readable_files


class OwnFilesMixin:
    def get_queryset(self):
        own = readable_files(self.model, self.request.user)
        return super().get_queryset().filter(pk__in=own.values("pk"))


class OwnPictures(OwnFilesMixin, ImagesAdminAPIViewSet):
    pass


class OwnDocuments(OwnFilesMixin, DocumentsAdminAPIViewSet):
    pass
