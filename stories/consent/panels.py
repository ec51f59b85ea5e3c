"""On the home screen, when needed: consents that end, objections, contributed stories."""

from datetime import timedelta

from django.forms import Media
from django.utils import timezone
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from stories.consent import expiry
from stories.models import ConsentRequest, ContributionLink, Objection, PortrayedPerson
from stories.objections import counterparts

MAY = "stories.change_portrayedperson"
NEWS = timedelta(days=14)


class WithPeople(MenuItem):
    """For users who work with portrayed people."""

    def is_shown(self, request):
        return request.user.has_perm(MAY)


class AttentionPanel(Component):
    name = "attention"
    template_name = "stories/consent/attention_panel.html"
    order = 60

    def __init__(self, user):
        visible = PortrayedPerson.objects.visible_to(user)
        mine = set(visible.values_list("pk", flat=True))
        self.ending = [one for one in expiry.ending() if one.pk in mine]
        self.objections = Objection.objects.visible_to(user).unsettled().count()
        self.elsewhere = len(counterparts.waiting_for(user))
        self.waiting = ConsentRequest.objects.visible_to(user).open().count()
        told = ContributionLink.objects.visible_to(user).filter(asked_by=user, story__live=False)
        told = told.filter(answered_at__gte=timezone.now() - NEWS)
        self.told = list(told.select_related("story"))
        if self.objections or self.elsewhere:
            self.order = 40  # before Vandaag: a person waits for an answer

    def __bool__(self):
        told = (self.ending, self.objections, self.elsewhere, self.waiting, self.told)
        return any(told)

    def get_context_data(self, parent_context):
        return {"panel": self}

    @property
    def media(self):
        return Media(css={"all": ["leads/desk.css"]})


def add_to(panels: list, user) -> None:
    if user.has_perm(MAY) and (panel := AttentionPanel(user)):
        panels.append(panel)
