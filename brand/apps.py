from django.apps import AppConfig


class BrandConfig(AppConfig):
    name = "brand"
    verbose_name = "Merk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from brand import checks, exporting  # noqa: F401 - checks registers itself

        exporting.guard_every_export()
