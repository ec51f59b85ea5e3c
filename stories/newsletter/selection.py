"""Which stories go along in the next newsletter, which the federation writes."""

from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from stories.desk.dashboard import works_on_stories
from stories.gate import consent
from stories.models import StoryPage, StoryPicture, StoryPortrayal

NEWSLETTER = consent.Channel.NEWSLETTER


def ticked(user):
    """Live stories that were ticked for the next newsletter."""
    return StoryPage.objects.visible_to(user).live().filter(in_newsletter=True).for_cards()


def going(user):
    """Of those, the ones that all people shown allow in a newsletter at this moment."""
    people = consent.uncovered(StoryPortrayal.objects.all(), NEWSLETTER)
    pictures = consent.uncovered_pictures(StoryPicture.objects.all(), NEWSLETTER)
    withheld = StoryPage.objects.withheld(NEWSLETTER)
    may_be_seen = ticked(user).covered().exclude(pk__in=withheld.values("pk"))
    may_be_seen = may_be_seen.exclude(pk__in=pictures.values("story"))
    named = may_be_seen.filter(shows_nobody=False).filter(pk__in=people.values("story"))
    return may_be_seen.exclude(pk__in=named.values("pk"))


def falling_away(user) -> list[tuple[StoryPage, list[consent.Missing]]]:
    """The others, each with why."""
    left = ticked(user).exclude(pk__in=going(user).order_by().values("pk"))
    return [(story, _why(story)) for story in left.prefetch_related("portrayals__person")]


def _why(story: StoryPage) -> list[consent.Missing]:
    return consent.missing(story, NEWSLETTER) or consent.missing(story)


class NextNewsletterView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "stories/newsletter/next_newsletter.html"
    page_title = "Volgende nieuwsbrief"
    header_icon = "mail"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            going=list(going(user)), falling=falling_away(user), **kwargs
        )


class NewsletterMenuItem(MenuItem):
    def is_shown(self, request):
        return works_on_stories(request.user)


def menu_item():
    return NewsletterMenuItem(
        "Volgende nieuwsbrief", reverse("story_newsletter"), icon_name="mail", order=160
    )


urlpatterns = [path("verhalen/nieuwsbrief/", NextNewsletterView.as_view(), name="story_newsletter")]
