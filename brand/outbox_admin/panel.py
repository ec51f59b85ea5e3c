"""On the home screen, and only when somebody must look: what did not leave the house."""

from wagtail.admin.ui.components import Component

from brand.models import OutboxState, OutgoingMail, Stoppage, SyncJob
from brand.models.outbox import keeps_the_brand

STUCK = [OutboxState.BLOCKED, OutboxState.GIVEN_UP]


class StuckPanel(Component):
    name = "outbox"
    template_name = "brand/admin/outbox/panel.html"
    order = 50

    def __init__(self):
        self.mails = _stuck(OutgoingMail)
        self.jobs = _stuck(SyncJob)
        self.stoppages = list(Stoppage.objects.order_by("line"))

    def __bool__(self):
        return bool(self.mails or self.jobs or self.stoppages)

    def get_context_data(self, parent_context):
        return {"mails": self.mails, "jobs": self.jobs, "stoppages": self.stoppages}


def _stuck(model) -> int:
    return model.objects.filter(state__in=STUCK).count()


def add_to(panels: list, user) -> None:
    if keeps_the_brand(user) and (panel := StuckPanel()):
        panels.append(panel)
