"""The outbox in the back office."""

from django.urls import path
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from brand.outbox_admin import row_screens, screens
from brand.outbox_admin.access import SiteAdminMenuItem


class MailViewSet(ViewSet):
    name = "outbox"
    url_prefix = "uitgaande-post"
    icon = "mail"
    menu_label = "Uitgaande post"
    menu_item_class = SiteAdminMenuItem

    def get_urlpatterns(self):
        return [
            path("", screens.MailIndexView.as_view(), name="index"),
            path("lijst/", screens.MailIndexView.as_view(results_only=True), name="index_results"),
            path("opnieuw-proberen/", row_screens.TryMailView.as_view(), name="try_line"),
            path("<uuid:pk>/", row_screens.MailView.as_view(), name="mail"),
            path(
                "<uuid:pk>/bijlage/<int:number>/",
                row_screens.AttachmentView.as_view(),
                name="attachment",
            ),
            path("<uuid:pk>/opnieuw/", row_screens.SendAgainView.as_view(), name="send_again"),
            path("<uuid:pk>/aangekomen/", row_screens.ArrivedView.as_view(), name="arrived"),
        ]


class SyncViewSet(ViewSet):
    name = "newsletter_queue"
    url_prefix = "nieuwsbrief-wachtrij"
    icon = "rotate"
    menu_label = "Nieuwsbrief: wachtrij"
    menu_item_class = SiteAdminMenuItem

    def get_urlpatterns(self):
        return [
            path("", screens.SyncIndexView.as_view(), name="index"),
            path("lijst/", screens.SyncIndexView.as_view(results_only=True), name="index_results"),
            path("opnieuw-proberen/", row_screens.TryNewsletterView.as_view(), name="try_line"),
            path("<uuid:pk>/", row_screens.JobView.as_view(), name="job"),
            path("<uuid:pk>/stoppen/", row_screens.EndView.as_view(), name="end"),
            path("<uuid:pk>/opnieuw/", row_screens.SyncAgainView.as_view(), name="again"),
        ]


class OutboxGroup(ViewSetGroup):
    menu_label = "Uitgaand"
    menu_icon = "mail"
    menu_order = 800
    items = (MailViewSet(), SyncViewSet())
