"""The outbox as lists: mail, and changes for the newsletter."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic

from brand import mail
from brand.models import OutgoingMail, Stoppage, SyncJob
from brand.models.outbox import TROUBLED
from brand.outbox import outages
from brand.outbox_admin.access import SiteAdminRequiredMixin
from brand.outbox_admin.filters import MailFilterSet, SyncFilterSet
from brand.search import typed


def state_column(accessor="get_state_display") -> StatusTagColumn:
    return StatusTagColumn(
        "state",
        label="Stand",
        accessor=accessor,
        sort_key="state",
        primary=lambda row: row.state not in TROUBLED,
    )


def reason_column() -> Column:
    return Column("reason", label="Reden", accessor=lambda row: Truncator(row.reason).chars(120))


class OutboxIndexView(SiteAdminRequiredMixin, generic.IndexView):
    """A list of rows; the subclass says which, and over which line they go."""

    template_name = "brand/outbox_admin/index.html"
    any_permission_required = None  # SiteAdminRequiredMixin asks
    default_ordering = "-created_at"
    paginate_by = 50
    is_searchable = True
    search_columns: tuple[str, ...] = ()
    line = ""
    line_url_name = ""

    def get_base_queryset(self):
        return self.model.objects.visible_to(self.request.user)

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        return typed.matching(queryset, self.search_query, *self.search_columns)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            stoppage=Stoppage.objects.filter(line=self.line).first(),
            line_url=reverse(self.line_url_name),
            notice=self.notice(),
            **kwargs,
        )

    def notice(self) -> str:
        return ""


def titled(row: OutgoingMail) -> str:
    """The subject; of a mail that was not made, what it was to be."""
    if row.subject:
        return row.subject
    return f"{mail.name_of(row.kind)} ({'niet gemaakt' if row.done_at else 'nog niet gemaakt'})"


class MailPaginator(WagtailPaginator):
    verbose_name, verbose_name_plural = "mail", "mails"


class MailIndexView(OutboxIndexView):
    model = OutgoingMail
    paginator_class = MailPaginator
    filterset_class = MailFilterSet
    page_title = "Uitgaande post"
    verbose_name_plural = "mails"
    header_icon = "mail"
    search_columns = ("subject", "to", "reason")
    index_url_name, index_results_url_name = "outbox:index", "outbox:index_results"
    line, line_url_name = outages.MAIL, "outbox:try_line"

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "subject",
                label="Onderwerp",
                accessor=titled,
                get_url=lambda row: reverse("outbox:mail", args=[row.pk]),
            ),
            Column("to", label="Aan", sort_key="to"),
            state_column("stands"),
            DateColumn("created_at", label="Gevraagd", sort_key="created_at"),
            reason_column(),
        ]

    def notice(self) -> str:
        if settings.EMAIL_URL:
            return ""
        return "Er is geen mailserver ingesteld (EMAIL_URL): mails worden gemaakt en hier bewaard."


class OrderPaginator(WagtailPaginator):
    verbose_name, verbose_name_plural = "opdracht", "opdrachten"


class SyncIndexView(OutboxIndexView):
    model = SyncJob
    paginator_class = OrderPaginator
    filterset_class = SyncFilterSet
    page_title = "Nieuwsbrief: wachtrij"
    verbose_name_plural = "opdrachten"
    header_icon = "rotate"
    search_columns = ("subscription__email", "reason")
    index_url_name = "newsletter_queue:index"
    index_results_url_name = "newsletter_queue:index_results"
    line, line_url_name = outages.NEWSLETTER, "newsletter_queue:try_line"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("subscription")

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "subscription",
                label="Abonnee",
                accessor=lambda row: row.subscription or "gewist",
                get_url=lambda row: reverse("newsletter_queue:job", args=[row.pk]),
            ),
            Column("kind", label="Soort", accessor="get_kind_display", sort_key="kind"),
            state_column(),
            DateColumn("created_at", label="Gevraagd", sort_key="created_at"),
            reason_column(),
            Column("remedy", label="Wat te doen", classname="desk-second"),
        ]

    def notice(self) -> str:
        if settings.MAILCHIMP_MODE in {"proef", "echt"}:
            return ""
        return "Mailchimp staat uit: alles wordt bewaard op onze eigen lijst."
