"""The outbox in the back office."""

from django.urls import path
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from brand.outbox_admin import lists, rows
from brand.outbox_admin.access import SiteAdminMenuItem


class MailViewSet(ViewSet):
    name = "outbox"
    url_prefix = "uitgaande-post"
    icon = "mail"
    menu_label = "Uitgaande post"
    menu_item_class = SiteAdminMenuItem

    def get_urlpatterns(self):
        return [
            path("", lists.MailIndexView.as_view(), name="index"),
            path("lijst/", lists.MailIndexView.as_view(results_only=True), name="index_results"),
            path("opnieuw-proberen/", rows.TryMailView.as_view(), name="try_line"),
            path("<uuid:pk>/", rows.MailView.as_view(), name="mail"),
            path(
                "<uuid:pk>/bijlage/<int:number>/", rows.AttachmentView.as_view(), name="attachment"
            ),
            path("<uuid:pk>/opnieuw/", rows.SendAgainView.as_view(), name="send_again"),
            path("<uuid:pk>/aangekomen/", rows.ArrivedView.as_view(), name="arrived"),
        ]


class SyncViewSet(ViewSet):
    name = "newsletter_queue"
    url_prefix = "nieuwsbrief-wachtrij"
    icon = "rotate"
    menu_label = "Nieuwsbrief: wachtrij"
    menu_item_class = SiteAdminMenuItem

    def get_urlpatterns(self):
        return [
            path("", lists.SyncIndexView.as_view(), name="index"),
            path("lijst/", lists.SyncIndexView.as_view(results_only=True), name="index_results"),
            path("opnieuw-proberen/", rows.TryNewsletterView.as_view(), name="try_line"),
            path("<uuid:pk>/", rows.JobView.as_view(), name="job"),
            path("<uuid:pk>/opnieuw/", rows.SyncAgainView.as_view(), name="again"),
        ]


class OutboxGroup(ViewSetGroup):
    menu_label = "Uitgaand"
    menu_icon = "mail"
    menu_order = 800
    items = (MailViewSet(), SyncViewSet())
