from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from brand.sqlite.pieces import Pieces, establish

# In which a search looks for pieces of words; PostgreSQL has indexes of these from migrations.
SEARCHED = [
    Pieces("leads_employer", "search_words"),
    Pieces("leads_contact", "search_words"),
    Pieces("leads_interaction", "note"),
]


def establish_pieces(using: str, **signal: Any) -> None:
    for pieces in SEARCHED:
        establish(connections[using], pieces)


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "Opvolging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(establish_pieces, sender=self)
