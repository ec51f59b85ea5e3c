"""Versions of the kit in the portal: looked at, explained, put back; and who has an older one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from brand import emails
from brand.models import KitDownload, KitReplacement, KitVersion, Organisation
from brand.portal import access, colour_facts, files, typefaces, versions
from brand.portal.forms import NoteForm, ReplacedForm
from brand.portal.mixins import ManagerMixin, PortalMixin

LISTED = 100


class VersionView(PortalMixin, TemplateView):
    """How the kit was then. Who keeps it writes a note, or puts it back."""

    template_name = "brand/portal/version.html"

    @cached_property
    def version(self) -> KitVersion:
        rows = KitVersion.objects.select_related("by")
        return get_object_or_404(rows, number=self.kwargs["number"])

    def get_page_title(self) -> str:
        return str(self.version).capitalize()

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        way = [{"url": f"{reverse('portal')}#versies", "label": "Merkportaal"}]
        here = [{"url": "", "label": self.get_page_title()}]
        return [{"url": reverse("wagtailadmin_home"), "label": "Home"}, *way, *here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        then = versions.kit_of(self.version)
        now = versions.current()
        return super().get_context_data(
            version=self.version,
            is_current=now is not None and now.snapshot == self.version.snapshot,
            then=then,
            colours=colour_facts.colours(then)[:3],
            faces=typefaces.faces(then),
            **{"form": NoteForm(initial={"note": self.version.note}), **kwargs},
        )

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        if not access.manages(request.user):
            raise Http404
        if request.POST.get("wat") == "terug":
            return self.go_back(request)
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        KitVersion.objects.filter(pk=self.version.pk).update(note=form.cleaned_data["note"])
        messages.success(request, "De notitie is bewaard.")
        return redirect("portal_version", number)

    def go_back(self, request: HttpRequest) -> HttpResponse:
        try:
            made = versions.go_back(self.version, request.user)
        except versions.VersionRefused as reason:
            messages.error(request, str(reason))
            return redirect("portal_version", self.version.number)
        messages.success(request, f"De huisstijl is weer die van {self.version}. Dat is nu {made}.")
        return redirect("portal_version", made.number)


class ReplacedView(PortalMixin, View):
    """ "Vervangen op": a partner says that an old version is gone."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReplacedForm(request.POST)
        if not form.is_valid():
            for sentences in form.errors.values():
                for sentence in sentences:
                    messages.error(request, sentence)
        else:
            what, on = form.cleaned_data["wat"], form.cleaned_data["op"]
            try:
                versions.replace(request.user, self.partner, what, on)
            except versions.VersionRefused as reason:
                messages.error(request, str(reason))
            else:
                messages.success(request, f"Genoteerd: {files.ASSETS[what]} is vervangen.")
        return redirect(f"{reverse('portal')}?partner={self.partner.pk}#versies")


class UsageView(ManagerMixin, TemplateView):
    """Who has an older version, in one list; and what was taken along."""

    here = "Wie gebruikt een oude versie?"
    template_name = "brand/portal/usage.html"

    @cached_property
    def all_partners(self) -> list[Organisation]:
        return list(Organisation.objects.filter(is_active=True).order_by("name"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        old = versions.old_uses(self.all_partners, self.kit)
        refs = versions.to_tell(self.all_partners, self.kit)
        return super().get_context_data(
            current=versions.current(),
            old=[(one, old[one.pk]) for one in self.all_partners if one.pk in old],
            number=len(refs),
            example=emails.kit_changed(refs[0]) if refs else None,
            taken=KitDownload.objects.select_related("organisation", "by")[:LISTED],
            replaced=KitReplacement.objects.select_related("organisation", "by")[:LISTED],
            assets=files.ASSETS,
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        number = len(versions.to_tell(self.all_partners, self.kit))
        if request.POST.get("aantal") != str(number) or not number:
            messages.error(request, "De lijst veranderde intussen. Kijk ze na en probeer opnieuw.")
            return redirect("portal_usage")
        told = versions.tell(self.all_partners, self.kit)
        who = "1 mens" if told == 1 else f"{told} mensen"
        messages.success(request, f"De mail aan {who} staat klaar bij de uitgaande post.")
        return redirect("portal_usage")


def for_partner(partner: Organisation, kit) -> dict[str, Any]:
    """What the portal itself says of versions."""
    now = versions.current()
    return {
        "version": now,
        "versions": KitVersion.objects.select_related("by")[:20],
        "old": versions.old_uses([partner], kit).get(partner.pk, []),
        "taken": KitDownload.objects.filter(organisation=partner).select_related("by")[:20],
        "replaced": KitReplacement.objects.filter(organisation=partner).select_related("by")[:10],
        "today": timezone.localdate(),
    }
