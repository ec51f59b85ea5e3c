"""Campaigns in the back office: the list, one page that says it all, and its links."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from brand import gating, scoping
from brand.campaign_results import CLICKS
from brand.campaigns import budget, links, standing
from brand.campaigns.filters import CampaignFilterSet
from brand.campaigns.forms import LinksForm, PosterForm
from brand.campaigns.panels import campaign_panels
from brand.campaigns.results import PROVINCE, STOP, Results, placed, steps
from brand.media import qr
from brand.models import BrandKit, Campaign, Organisation, TrackedLink
from brand.scoping.readable import readable_pages
from brand.scoping.viewsets import LockedEditMixin, ScopedViewSet
from brand.text import unmarked

SHARE = "brand.share"
READ_IT = "Lees het verhaal"
DAYS = 31  # of visits to a link, in its table


def period(campaign: Campaign) -> str:
    start, end = (day and date_format(day) for day in (campaign.starts_on, campaign.ends_on))
    if start and end:
        return f"{start} tot {end}"
    return f"vanaf {start}" if start else f"tot {end}" if end else ""


class CampaignIndex(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("organisation")

    def get_table(self, object_list):
        """How each campaign of this page stands, asked of all together."""
        campaigns = list(object_list)
        found = standing.of_each(campaigns, self.request.user)
        for campaign in campaigns:
            campaign.standing = found[campaign.pk].short
        return super().get_table(campaigns)


class ToTheCampaign:
    """After saving one looks at what was saved."""

    def get_success_url(self):
        return self.object.get_absolute_url()


class CampaignCreate(ToTheCampaign, generic.CreateView):
    def get_success_url(self):
        return self.form.instance.get_absolute_url()

    def get_initial_form_instance(self):
        """Most people plan for the one partner where they work."""
        campaign = super().get_initial_form_instance() or Campaign()
        mine = Organisation.objects.visible_to(self.request.user, "brand.add_campaign")
        if len(first := list(mine.filter(is_active=True)[:2])) == 1:
            campaign.organisation = first[0]
        return campaign


class CampaignEdit(ToTheCampaign, LockedEditMixin, generic.EditView):
    pass


class CampaignDelete(generic.DeleteView):
    def dispatch(self, request, *args, **kwargs):
        if self.object.links.filter(visits__isnull=False).exists():
            messages.error(
                request,
                "De links van deze campagne werden al gebruikt. Ze blijft bestaan, zodat ze "
                "blijven werken en de cijfers blijven kloppen.",
            )
            return redirect(self.object)
        return super().dispatch(request, *args, **kwargs)


class CampaignPageMixin(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """Something of one campaign that this user sees; of any other, nothing."""

    model = Campaign
    any_permission_required = ["view", "change"]
    header_icon = "link"

    @cached_property
    def campaign(self) -> Campaign:
        rows = Campaign.objects.visible_to(self.request.user).select_related("organisation")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_title(self):
        return self.campaign.name

    def get_breadcrumbs_items(self):
        way = [{"url": reverse("campagnes:index"), "label": "Campagnes"}]
        return [*self.breadcrumbs_items, *way, {"url": "", "label": self.campaign.name}]

    def partners(self) -> list[Organisation]:
        """Those of the campaign, who runs it first."""
        joined = Organisation.objects.filter(participations__campaign=self.campaign)
        others = joined.exclude(pk=self.campaign.organisation_id).distinct()
        return [self.campaign.organisation, *others]

    def acts_for(self) -> list[Organisation]:
        """The partners of the campaign for whom this user makes links."""
        user = self.request.user
        return [
            partner
            for partner in self.partners()
            if partner.is_active and scoping.may(user, SHARE, partner.pk)
        ]

    def pages(self) -> QuerySet[Page]:
        """What the campaign is about, as far as this user may read of it."""
        chosen = self.campaign.pages.values("page")
        its = Q(pk__in=chosen) | Q(pk=self.campaign.landing_page_id)
        return readable_pages(self.request.user).filter(its).order_by("title")

    def links(self) -> QuerySet[TrackedLink]:
        """All of them for who runs the campaign, else those of one's own partner."""
        rows = links.of(self.campaign)
        user = self.request.user
        if scoping.may(user, "brand.view_campaign", self.campaign.organisation_id):
            return rows
        return rows.filter(organisation__in=scoping.organisation_ids(user, "brand.view_campaign"))


class CampaignView(CampaignPageMixin, TemplateView):
    """One page: how it stands, what it brought, its links, what it costs."""

    template_name = "brand/campaigns/campaign.html"

    @cached_property
    def header_buttons(self):
        edit = reverse("campagnes:edit", args=[self.campaign.pk])
        may = scoping.may(self.request.user, "brand.change_campaign", self.campaign.organisation_id)
        return [HeaderButton("Wijzig", url=edit, icon_name="edit")] if may else []

    def get_context_data(self, **kwargs):
        campaign, user = self.campaign, self.request.user
        results, money = Results([campaign], user), budget.of(campaign)
        runs = results.runs(campaign)
        reached = results.total(campaign, campaign.goal_counts) if campaign.goal_counts else None
        mine = scoping.organisation_ids(user, "brand.view_campaign")
        context = {
            "campaign": campaign,
            "period": period(campaign),
            "runs": runs,
            "tells_costs": runs and bool(money.cost),
            "standing": standing.of(campaign, reached),
            "now": timezone.now(),
            "partners": self.partners(),
            "pages": self.pages(),
            "steps": steps(),
            "step_rows": results.steps(campaign, money),
            "by_channel": results.by_channel(campaign, money),
            "by_partner": results.by_partner(campaign),
            "placed": placed(),
            "by_province": results.by_place(campaign, PROVINCE),
            "by_stop": results.by_place(campaign, STOP),
            "budget": money,
            "parts": [
                (partner, part)
                for partner, part in sorted(money.parts.items(), key=lambda row: row[0].name)
                if runs or partner.pk in mine
            ],
            "matrices": self.matrices(results),
            "acts_for": self.acts_for(),
            "form": self.form(),
        }
        return super().get_context_data(**{**context, **kwargs})

    def matrices(self, results: Results) -> list[tuple]:
        """The links to each page, with how often each was followed."""
        found = list(self.links())
        for link in found:
            link.clicks = results.number(CLICKS, [link])
        titles = dict(
            readable_pages(self.request.user)
            .filter(pk__in=[link.page_id for link in found if link.page_id])
            .values_list("pk", "title")
        )
        return [
            (titles.get(matrix.page_id, "een pagina die niet online staat"), matrix)
            for matrix in links.matrices(found)
        ]

    def form(self, data=None) -> LinksForm:
        first = self.campaign.landing_page_id
        return LinksForm(data, pages=self.pages(), initial={"page": first})


class MakeLinksView(CampaignView):
    """Every channel of every partner one acts for, in one click; a second one adds nothing."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return redirect(self.campaign)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        partners = self.acts_for()
        if not partners:
            raise Http404
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        chosen = form.cleaned_data
        made = links.make(self.campaign, partners, chosen["channels"], chosen["page"])
        messages.success(
            request,
            f"{made} {'link staat' if made == 1 else 'links staan'} klaar."
            if made
            else "Al deze links waren er al.",
        )
        return redirect(f"{self.campaign.get_absolute_url()}#links")


class LinkPageMixin(CampaignPageMixin):
    @cached_property
    def link(self) -> TrackedLink:
        return get_object_or_404(self.links(), code=self.kwargs["code"])


class LinkView(LinkPageMixin, TemplateView):
    """One link: its address, its QR code, and how often it was followed each day."""

    template_name = "brand/campaigns/link.html"

    def get_page_title(self):
        return f"{self.link.get_channel_display()}, {self.link.organisation}"

    def get_breadcrumbs_items(self):
        *way, here = super().get_breadcrumbs_items()
        campaign = {**here, "url": self.campaign.get_absolute_url()}
        return [*way, campaign, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        days = self.days()
        counts = [count for _, count in days]
        address = links.full(self.link)
        return super().get_context_data(
            campaign=self.campaign,
            link=self.link,
            address=address,
            drawing=qr.svg(address, f"QR-code van {address}"),
            # What stands in a draft of another partner is not told.
            page=readable_pages(self.request.user).filter(pk=self.link.page_id).first(),
            days=[(day, count, _share(count, max(counts, default=0))) for day, count in days],
            seen=sum(self.link.visits.values_list("count", flat=True)),
            now=timezone.now(),
            **{"form": self.poster_form(), **kwargs},
        )

    def poster_form(self, data=None) -> PosterForm:
        """Of a story its own title: who is in it read that."""
        title = unmarked(self.campaign.name)[:60]
        for story in gating.told([self.link.page_id]).values() if self.link.page_id else ():
            title = story.title if len(story.title) <= 60 else READ_IT
        return PosterForm(data, initial={"title": title, "text": BrandKit.current().pay_off})

    def days(self) -> list[tuple]:
        """The last days, newest first, also those on which nobody came."""
        today = timezone.localdate()
        since = today - timedelta(days=DAYS - 1)
        counts = dict(self.link.visits.filter(day__gte=since).values_list("day", "count"))
        if not counts:
            return []
        return [
            (day, counts.get(day, 0)) for day in (today - timedelta(days=n) for n in range(DAYS))
        ]


def _share(count: int, most: int) -> int:
    return round(100 * count / most) if most else 0


class LinkCodeView(LinkPageMixin, View):
    """The QR code as a file to print: any telephone reads it."""

    KINDS = {"svg": ("image/svg+xml", qr.print_svg), "png": ("image/png", qr.print_png)}

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.kwargs["kind"] not in self.KINDS:
            raise Http404
        mime, draw = self.KINDS[self.kwargs["kind"]]
        response = HttpResponse(draw(links.full(self.link)), content_type=mime)
        name = f"qr-{self.link.channel}-{self.link.code}.{self.kwargs['kind']}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class PosterView(LinkView):
    """A PDF to print. A POST: that it was made is kept, where people in a story stop later."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self._again(self.poster_form(request.GET or None))

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self.poster_form(request.POST)
        if not form.is_valid():
            return self._again(form)
        from brand.campaigns import posters  # fpdf and fontTools: a tenth of a second at start

        sheet, words = form.cleaned_data["sheet"], form.words()
        about = self.link.page, self.link.organisation
        said = f"{words.title}\n{words.text}"
        if withheld := gating.print_obstacles(*about, said):
            return self._again(form, withheld=withheld)
        drawn = posters.draw(self.link, sheet, words, BrandKit.current())
        gating.note_print(*about, f"{form.sheet_words}: {words.title}", request.user)
        response = HttpResponse(drawn, content_type="application/pdf")
        name = f"{sheet.lower()}-{self.link.code}.pdf"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _again(self, form: PosterForm, **more) -> HttpResponse:
        status = 409 if more else 422 if form.is_bound else 200
        return self.render_to_response(self.get_context_data(form=form, **more), status=status)


class CampaignViewSet(ScopedViewSet):
    model = Campaign
    name = "campagnes"
    icon = "link"
    menu_label = "Campagnes"
    menu_order = 130
    add_to_admin_menu = True
    add_to_reference_index = False
    nothing_yet = (
        "Nog geen campagnes. Een campagne heeft een doel en een periode, maakt links en QR-codes "
        "voor elk kanaal, en toont wat die opbrachten."
    )
    index_view_class = CampaignIndex
    add_view_class = CampaignCreate
    edit_view_class = CampaignEdit
    delete_view_class = CampaignDelete
    filterset_class = CampaignFilterSet
    search_fields = ["name"]
    search_backend_name = None
    list_per_page = 50
    list_display = [
        TitleColumn("name", label="Campagne", sort_key="name", get_url=Campaign.get_absolute_url),
        Column("organisation", label="Partner", classname="desk-second"),
        Column("period", label="Periode", accessor=period, sort_key="starts_on"),
        Column("goal_counts", label="Doel", accessor="goal_words", classname="desk-second"),
        Column("standing", label="Stand"),
    ]
    list_export = ["name", "organisation.name", "starts_on", "ends_on", "goal_words"]
    export_headings = {"organisation.name": "Partner", "goal_words": "Doel"}
    export_filename = "campagnes"
    edit_handler = campaign_panels()
    GONE = {"history", "history_results", "usage"}

    def get_common_view_kwargs(self, **kwargs):
        gone = {"usage_url_name": None, "history_url_name": None}
        return super().get_common_view_kwargs(**gone | kwargs)

    def get_urlpatterns(self):
        one = "<int:pk>/links/<slug:code>"
        return [
            *(row for row in super().get_urlpatterns() if row.name not in self.GONE),
            path("<int:pk>/", CampaignView.as_view(), name="overview"),
            path("<int:pk>/links/", MakeLinksView.as_view(), name="links"),
            path(f"{one}/", LinkView.as_view(), name="link"),
            path(f"{one}/affiche.pdf", PosterView.as_view(), name="poster"),
            path(f"{one}/qr.<slug:kind>", LinkCodeView.as_view(), name="qr"),
        ]
