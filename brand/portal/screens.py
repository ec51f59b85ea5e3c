"""Merkportaal: everything one needs to show the brand, on one screen of the back office."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.text import slugify
from django.views.generic import TemplateView, View
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import log

from brand import gating
from brand.campaigns.forms import PosterForm
from brand.models import BrandKit, KitVersion, LicenceAcceptance, Organisation, ToneRule
from brand.portal import (
    access,
    colour_facts,
    files,
    licence_screens,
    licences,
    signatures,
    typefaces,
    version_screens,
    versions,
)
from brand.portal.forms import SignatureForm, ToneRules
from brand.portal.mixins import TITLE, ManagerMixin, PortalMixin
from brand.text import row_number

TONE_CHANGED = "brand.tone.changed"
DONE = {TONE_CHANGED: ("Wijzig de toon", "Toon gewijzigd"), **licences.DONE}  # in the log
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


class PortalView(PortalMixin, TemplateView):
    template_name = "brand/portal/portal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from brand.portal import lockups

        return super().get_context_data(
            partner=self.partner,
            partners=self.partners,
            drawings=files.DRAWINGS,
            logo_trouble=lockups.reads_as_drawing(self.kit),
            colours=colour_facts.colours(self.kit),
            pairs=colour_facts.pairs(self.kit),
            colour_files=files.COLOURS,
            faces=typefaces.faces(self.kit),
            letter_files=files.LETTERS,
            slide_files=files.SLIDES,
            licence=self.licence,
            may_take=self.may_take,
            may_accept=licences.may_accept(self.request.user, self.partner),
            accepted=LicenceAcceptance.objects.filter(organisation=self.partner).select_related(
                "text", "by"
            )[:10],
            **version_screens.for_partner(self.partner, self.kit),
            tone=ToneRule.objects.all(),
            **kwargs,
        )


class DrawingView(PortalMixin, View):
    """A logo to look at in the page. It can do nothing, wherever it is opened."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        if name not in files.DRAWINGS:
            raise Http404
        if not self.may_take:
            raise PermissionDenied
        drawn = files.drawing(files.Asked(self.kit_asked, self.partner), name)
        response = HttpResponse(drawn, content_type=files.SVG)
        response["Content-Security-Policy"] = DRAWING_POLICY
        response["Cache-Control"] = "private, no-cache"
        return response

    @property
    def kit_asked(self) -> BrandKit:
        """As it is, or as it was in a version."""
        number = row_number(self.request.GET.get("versie", ""))
        version = number and KitVersion.objects.filter(number=number).first()
        return versions.kit_of(version) if version else self.kit


class FileView(PortalMixin, View):
    """One file of the portal. A POST, for it is noted who took what along."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("portal")

    def post(self, request: HttpRequest) -> HttpResponse:
        name = request.POST.get("bestand", "")
        file = files.FILES.get(name)
        if file is None:
            raise Http404
        if not self.may_take:
            return self.closed()
        made = file.draw(files.Asked(self.kit, self.partner))
        versions.note(request.user, self.partner, file.what, name)
        return attachment(made, file.kind, file_name(self.kit, self.partner, name))


def file_name(kit: BrandKit, partner: Organisation, name: str) -> str:
    brand = slugify(kit.name) or "merk"
    whom = f"-{slugify(partner.name) or partner.pk}" if name.startswith(("samen", "dia")) else ""
    return f"{brand}{whom}-{name}"


def attachment(made: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = DRAWING_POLICY
    response["Cache-Control"] = "no-store, private"
    return response


class PosterView(PortalMixin, TemplateView):
    """A poster without a campaign: its code leads to the first page and is not counted."""

    here = "Affiche of flyer"
    template_name = "brand/portal/poster.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = {"sheet": "A3", "text": self.kit.pay_off}
        form = kwargs.pop("form", None) or PosterForm(initial=first)
        more = {"partner": self.partner, "partners": self.partners, "form": form}
        return super().get_context_data(**{**more, **kwargs})

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.may_take:
            return self.closed()
        form = PosterForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        from brand.campaigns import posters  # fpdf and fontTools: a tenth of a second at start

        sheet, words = form.cleaned_data["sheet"], form.words()
        said = f"{words.title}\n{words.text}"
        if withheld := gating.print_obstacles(None, self.partner, said):
            told = self.get_context_data(form=form, withheld=withheld)
            return self.render_to_response(told, status=409)
        drawn = posters.draw_for(f"{settings.SITE_URL}/", self.partner, sheet, words, self.kit)
        gating.note_print(None, self.partner, f"{form.sheet_words}: {words.title}", request.user)
        name = file_name(self.kit, self.partner, f"affiche-{sheet.lower()}.pdf")
        versions.note(request.user, self.partner, "affiche", f"affiche-{sheet.lower()}.pdf")
        return attachment(drawn, files.PDF, name)


class SignatureView(PortalMixin, TemplateView):
    """Filled in, looked at and copied. A POST: names belong in no address."""

    here = "Mailhandtekening"
    template_name = "brand/portal/signature_page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        mine = {"name": str(user), "phone": user.phone, "email": user.email}
        form = kwargs.pop("form", None) or SignatureForm(initial=mine)
        more = {"partner": self.partner, "partners": self.partners, "form": form}
        return super().get_context_data(**{**more, **kwargs})

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.may_take:
            return self.closed()
        form = SignatureForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        made = signatures.make(self.kit, self.partner, form.cleaned_data)
        versions.note(request.user, self.partner, "handtekening", "handtekening")
        response = self.render_to_response(self.get_context_data(form=form, made=made))
        response["Cache-Control"] = "no-store, private"
        return response


class ToneView(ManagerMixin, TemplateView):
    """The rules of tone, all on one form."""

    here = "Toon"
    template_name = "brand/portal/tone.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = kwargs.pop("rules", None) or ToneRules(queryset=ToneRule.objects.all())
        return super().get_context_data(rules=rules, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        rules = ToneRules(request.POST, queryset=ToneRule.objects.all())
        if not rules.is_valid():
            return self.render_to_response(self.get_context_data(rules=rules), status=422)
        with transaction.atomic():
            rules.save()
            if self.kit.pk and rules.has_changed():
                log(instance=self.kit, action=TONE_CHANGED, user=request.user)
        messages.success(request, "De toon is bewaard.")
        return redirect(f"{reverse('portal')}#toon")


class PortalMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.comes_in(request.user)


def menu_item() -> PortalMenuItem:
    return PortalMenuItem(TITLE, reverse("portal"), icon_name="pick", name="merkportaal", order=135)


urlpatterns = [
    path("merkportaal/", PortalView.as_view(), name="portal"),
    path("merkportaal/beeld/<slug:name>.svg", DrawingView.as_view(), name="portal_drawing"),
    path("merkportaal/bestand/", FileView.as_view(), name="portal_file"),
    path("merkportaal/affiche/", PosterView.as_view(), name="portal_poster"),
    path("merkportaal/handtekening/", SignatureView.as_view(), name="portal_signature"),
    path("merkportaal/toon/", ToneView.as_view(), name="portal_tone"),
    path(
        "merkportaal/licentie/aanvaard/", licence_screens.AcceptView.as_view(), name="portal_accept"
    ),
    path(
        "merkportaal/versies/<int:number>/",
        version_screens.VersionView.as_view(),
        name="portal_version",
    ),
    path("merkportaal/vervangen/", version_screens.ReplacedView.as_view(), name="portal_replaced"),
    path("merkportaal/gebruik/", version_screens.UsageView.as_view(), name="portal_usage"),
    path("merkportaal/licenties/", licence_screens.LicencesView.as_view(), name="portal_licences"),
    path(
        "merkportaal/licenties/tekst/",
        licence_screens.LicenceTextView.as_view(),
        name="portal_licence_text",
    ),
    path(
        "merkportaal/licenties/<int:pk>/beeindig/",
        licence_screens.EndView.as_view(),
        name="portal_end",
    ),
    path(
        "merkportaal/licenties/<int:pk>/herstel/",
        licence_screens.RestoreView.as_view(),
        name="portal_restore",
    ),
]
