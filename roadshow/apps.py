from django.apps import AppConfig


class RoadshowConfig(AppConfig):
    name = "roadshow"
    verbose_name = "Roadshow"
    default_auto_field = "django.db.models.BigAutoField"
