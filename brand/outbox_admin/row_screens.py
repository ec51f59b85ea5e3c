"""One row of the outbox, and its buttons."""

from io import BytesIO

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View
from wagtail.admin.views import generic

from brand import audience, mail, outbox
from brand.audience import syncing
from brand.mail import delivery
from brand.mail.preview import Preview
from brand.models import OutgoingMail, Subscription, SyncJob
from brand.outbox import outages
from brand.outbox_admin.access import SiteAdminRequiredMixin
from brand.outbox_admin.screens import titled


class RowView(SiteAdminRequiredMixin, generic.WagtailAdminTemplateMixin, TemplateView):
    model = None
    index_url_name = ""

    @cached_property
    def row(self):
        return get_object_or_404(
            self.model.objects.visible_to(self.request.user), pk=self.kwargs["pk"]
        )

    @property
    def title(self) -> str:
        return str(self.row)

    def get_page_title(self):
        return self.title

    def get_breadcrumbs_items(self):
        plural = str(self.model._meta.verbose_name_plural).capitalize()
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": plural},
            {"url": "", "label": self.title},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(row=self.row, **kwargs)


class MailView(RowView):
    model = OutgoingMail
    header_icon = "mail"
    index_url_name = "outbox:index"
    template_name = "brand/outbox_admin/mail.html"

    @property
    def title(self) -> str:
        return titled(self.row)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            preview=Preview(self.row), kind=mail.name_of(self.row.kind), kept=_kept(), **kwargs
        )


def _kept() -> str:
    """How long the words of a mail are kept."""
    months = settings.RETENTION_MONTHS["mail_words"]
    return "1 maand" if months == 1 else f"{months} maanden"


class AttachmentView(SiteAdminRequiredMixin, View):
    """A file that goes with the mail, to keep; never to be opened as a page of ours."""

    model = OutgoingMail

    def get(self, request, pk, number):
        row = get_object_or_404(self.model.objects.visible_to(request.user), pk=pk)
        files = Preview(row).attachments
        if number >= len(files):
            raise Http404
        name, content, kind = files[number]
        return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=kind)


class JobView(RowView):
    model = SyncJob
    header_icon = "rotate"
    index_url_name = "newsletter_queue:index"
    template_name = "brand/outbox_admin/job.html"

    def get_context_data(self, **kwargs):
        person = self.row.subscription
        consents = person.consents.all() if person else []
        return super().get_context_data(person=person, consents=consents, **kwargs)


class EndView(RowView):
    """Somebody asks to stop: which of three things is meant. A GET only shows."""

    model = SyncJob
    header_icon = "rotate"
    index_url_name = "newsletter_queue:index"
    template_name = "brand/outbox_admin/end.html"
    WAY = "op vraag, door een collega"

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.person, **kwargs)

    @cached_property
    def person(self) -> Subscription:
        """Who was erased has no more to end."""
        person = self.row.subscription
        if person is None or person.email is None:
            raise Http404
        return person

    def post(self, request, pk):
        act = getattr(self, f"do_{request.POST.get('act', '')}", None)
        if act is None:
            messages.error(request, "Kies eerst wat er moet gebeuren.")
            return redirect("newsletter_queue:end", pk)
        messages.success(request, act())
        return redirect("newsletter_queue:job", pk)

    def do_stop(self) -> str:
        audience.stop(self.person, way=self.WAY)
        return "Krijgt geen nieuwsbrief meer. De persoon kan zich zelf opnieuw inschrijven."

    def do_archive(self) -> str:
        audience.archive(self.person, way=self.WAY, by=self.request.user)
        return "Krijgt geen nieuwsbrief meer; bij Mailchimp staat het adres in het archief."

    def do_erase(self) -> str:
        audience.erase(self.person, way=self.WAY, by=self.request.user)
        return "Gewist, ook bij Mailchimp. Een code blijft, zodat niemand het adres terugzet."


class ActView(SiteAdminRequiredMixin, View):
    """One button on a row. Only a POST acts."""

    http_method_names = ["post"]
    model = None
    back = ""
    done = ""
    too_late = "Er was intussen iets veranderd. Kijk nog eens."

    def post(self, request, pk):
        row = get_object_or_404(self.model.objects.visible_to(request.user), pk=pk)
        if self.act(row, request.user):
            messages.success(request, self.done)
        else:
            messages.warning(request, self.too_late)
        return redirect(self.back, pk=pk)


class SendAgainView(ActView):
    model, back = OutgoingMail, "outbox:mail"
    done = "De mail staat opnieuw in de rij."

    def act(self, row, user) -> bool:
        return delivery.send_again(row)


class ArrivedView(ActView):
    model, back = OutgoingMail, "outbox:mail"
    done = "Genoteerd: de mail is aangekomen."

    def act(self, row, user) -> bool:
        return delivery.arrived(row, str(user))


class SyncAgainView(ActView):
    model, back = SyncJob, "newsletter_queue:job"
    done = "De opdracht staat opnieuw in de rij."

    def act(self, row, user) -> bool:
        return outbox.ask_again(row)


class TryLineView(SiteAdminRequiredMixin, View):
    """What was wrong with the line was put right: try it now."""

    http_method_names = ["post"]
    back = ""

    def post(self, request):
        self.act()
        messages.success(request, "We proberen het meteen opnieuw.")
        return redirect(self.back)


class TryMailView(TryLineView):
    back = "outbox:index"

    def act(self):
        outages.try_again(outages.MAIL)


class TryNewsletterView(TryLineView):
    back = "newsletter_queue:index"

    def act(self):
        syncing.try_again()
