"""Back office: look at an evidence pack, and take it along as PDF or Excel."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.text import slugify
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand import scoping
from brand.evidence import collecting, pack
from brand.evidence.forms import SEES, EvidenceForm, this_year
from brand.scoping.export import XLSX


class EvidenceView(WagtailAdminTemplateMixin, TemplateView):
    """What is asked stands in the address, so that it can be kept and sent to a colleague."""

    page_title = "Bewijsmap"
    header_icon = "doc-full"
    template_name = "brand/evidence/pack.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not scoping.may_somewhere(request.user, SEES):
            raise PermissionDenied
        given = request.GET if request.GET else None
        form = EvidenceForm(given, user=request.user, initial=this_year())
        made = None
        if given is not None and form.is_valid():
            made = collecting.make(_asked(form, request.user))
            if kind := WRITERS.get(request.GET.get("als", "")):
                return kind(made)
        told = self.get_context_data(form=form, pack=made, rows=_written(made))
        response = self.render_to_response(told, status=422 if form.errors else 200)
        response["Cache-Control"] = "no-store, private"
        return response


def _asked(form: EvidenceForm, user: Any) -> pack.Asked:
    said = form.cleaned_data
    return pack.Asked(
        user=user,
        start=said["van"],
        end=said["tot"],
        organisation=said["partner"],
        language=said["taal"] or pack.Language.NL,
    )


def _written(made: pack.Pack | None) -> list[tuple[pack.Table, list[list[str]], list[str]]]:
    """Each table with its cells as they are read."""
    if made is None:
        return []
    write = made.asked.write
    return [
        (
            table,
            [[write(cell) for cell in row] for row in table.rows],
            [write(cell) for cell in table.total or []],
        )
        for table in made.tables
    ]


def _file(made: pack.Pack, content: bytes, kind: str, ending: str) -> HttpResponse:
    asked = made.asked
    whom = f"-{slugify(asked.organisation.name)}" if asked.organisation else ""
    name = f"{slugify(made.title)}{whom}-{asked.start}-{asked.end}.{ending}"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


def _as_pdf(made: pack.Pack) -> HttpResponse:
    from brand.evidence import pdf  # which reads typefaces

    return _file(made, pdf.write(made), "application/pdf", "pdf")


def _as_workbook(made: pack.Pack) -> HttpResponse:
    from brand.evidence import workbook  # openpyxl

    return _file(made, workbook.write(made), XLSX, "xlsx")


WRITERS = {"pdf": _as_pdf, "xlsx": _as_workbook}


class EvidenceMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return scoping.may_somewhere(request.user, SEES)


def menu_item() -> EvidenceMenuItem:
    return EvidenceMenuItem("Bewijsmap", reverse("evidence"), icon_name="doc-full", order=850)


urlpatterns = [path("bewijsmap/", EvidenceView.as_view(), name="evidence")]
