import gc
import sys

from django.apps import AppConfig


class BrandConfig(AppConfig):
    name = "brand"
    verbose_name = "Merk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from brand import checks  # noqa: F401 - checks registers itself
        from brand.forms import back_office
        from brand.scoping import export

        export.guard_every_export()
        back_office.use_own_fields()
        # What starting made lasts: no collection looks at it while it is made, or ever again.
        if "brand.wsgi" not in sys.modules:  # which loads more, and then does the same
            gc.freeze()
            gc.enable()
