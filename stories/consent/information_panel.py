"""On the federation's home screen: what visitors and people we show cannot find out yet."""

from wagtail.admin.ui.components import Component

from stories.consent import information


class ControllerPanel(Component):
    order = 15  # before Vandaag, as every alarm
    template_name = "stories/consent/controller_panel.html"

    def get_context_data(self, parent_context):
        return {"lacks_controller": not information.is_complete()}


def add_to(panels, user) -> None:
    if user.is_federation and not (information.is_complete() and information.has_phone()):
        panels.append(ControllerPanel())
