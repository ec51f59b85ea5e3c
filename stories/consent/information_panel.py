"""On the federation's home screen: the consent page does not name who is responsible yet."""

from wagtail.admin.ui.components import Component

from stories.consent import information


class ControllerPanel(Component):
    order = 15  # before Vandaag, as every alarm
    template_name = "stories/consent/controller_panel.html"


def add_to(panels, user) -> None:
    if user.is_federation and not information.is_complete():
        panels.append(ControllerPanel())
