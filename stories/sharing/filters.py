"""What the list of uses can be narrowed by."""

import django_filters
from wagtail.admin.filters import WagtailFilterSet

from brand.models import Organisation
from stories.gate import consent
from stories.models import StoryPage, Use


def _own_stories(request):
    return StoryPage.objects.visible_to(request.user).order_by("title")


def _own_partners(request):
    return Organisation.objects.visible_to(request.user, "stories.view_use")


class UseFilterSet(WagtailFilterSet):
    story = django_filters.ModelChoiceFilter(label="Verhaal", queryset=_own_stories)
    organisation = django_filters.ModelChoiceFilter(label="Partner", queryset=_own_partners)
    kind = django_filters.MultipleChoiceFilter(label="Soort", choices=Use.Kind.choices)
    channel = django_filters.ChoiceFilter(label="Kanaal", choices=consent.Channel.choices)

    class Meta:
        model = Use
        fields = ["story", "organisation", "kind", "channel"]
