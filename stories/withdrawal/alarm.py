"""A warning on the home screen when the journal of withdrawals has unreadable entries."""

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError
from wagtail.admin.ui.components import Component

from brand.backup import journal
from brand.models.outbox import is_site_admin
from stories.withdrawal import unknown

OUT_OF_REACH = "Het logboek van intrekkingen is niet bereikbaar"
UNKNOWN = "Na een back-up: wie zei nee?"
UNREADABLE = "Het logboek van intrekkingen is niet te lezen"


class JournalPanel(Component):
    name = "journal"
    template_name = "stories/withdrawal/journal_panel.html"
    order = 10  # before Vandaag, as every alarm

    def __init__(self):
        self.is_out_of_reach, self.names = False, []
        try:
            self.names = journal.unreadable()
        except OSError:
            self.is_out_of_reach = True

    def __bool__(self):
        return bool(self.names) or self.is_out_of_reach

    def get_context_data(self, parent_context):
        return {
            "names": self.names,
            "is_out_of_reach": self.is_out_of_reach,
            "heading": OUT_OF_REACH if self.is_out_of_reach else UNREADABLE,
        }


class UnknownPeoplePanel(Component):
    """A no that came back from the journal, of people whom the database does not know."""

    name = "unknown-people"
    template_name = "stories/withdrawal/unknown_people_panel.html"
    order = 11

    def __init__(self):
        self.people = list(unknown.waiting())

    def __bool__(self):
        return bool(self.people)

    def get_context_data(self, parent_context):
        return {"people": self.people, "heading": UNKNOWN}


def add_to(panels: list, user) -> None:
    if is_site_admin(user):
        panels += [panel for panel in (JournalPanel(), UnknownPeoplePanel()) if panel]


@register(Tags.security, deploy=True)
def readable_journal(app_configs, **kwargs):
    """For `manage.py check --deploy`."""
    try:
        names = journal.unreadable()
    except OSError as error:
        return [
            Warning(f"Het logboek van intrekkingen is niet bereikbaar: {error}", id="stories.W002")
        ]
    except DatabaseError:  # not made yet
        return []
    hint = "Kijk na wat erin stond; zonder dat bestand kan een back-up iemand terugbrengen."
    return [
        Warning(
            f"{name} in het logboek van intrekkingen is niet te lezen.",
            hint=hint,
            id="stories.W001",
        )
        for name in names
    ]
