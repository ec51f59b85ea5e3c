"""A page with every part of the house style on it, for looking and for axe."""

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import segno
from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.utils.safestring import mark_safe

from brand.forms import AntiSpam, BrandForm, TickRows
from brand.urls import *  # noqa: F403
from brand.urls import urlpatterns as site_patterns

NOON = datetime.datetime(2027, 3, 3, 12, 0, tzinfo=ZoneInfo("Europe/Brussels"))


class EveryField(AntiSpam, BrandForm):
    submit_label = "Bevestig mijn plaats"
    required = {"name": "Vul uw voornaam en naam in", "when": "Kies een moment"}

    name = forms.CharField(label="Voornaam en naam", max_length=80)
    email = forms.EmailField(label="E-mailadres", help_text="Hierheen sturen we uw bevestiging.")
    phone = forms.CharField(label="Gsm-nummer", required=False)
    where = forms.ChoiceField(label="Provincie", choices=[("", "Kies"), ("l", "Limburg")])
    when = forms.ChoiceField(
        label="Wanneer mogen we bellen?",
        choices=[("v", "Voormiddag"), ("n", "Namiddag")],
        widget=forms.RadioSelect,
    )
    help = forms.MultipleChoiceField(
        label="Waarmee mogen we u helpen?",
        choices=[("v", "Een vacature invullen"), ("s", "Een stageplaats aanbieden")],
        widget=TickRows,
        required=False,
    )
    words = forms.CharField(label="Uw vraag", widget=forms.Textarea, required=False)
    news = forms.BooleanField(
        label="Ja, stuur mij maximaal één mail per maand. Ik kan altijd stoppen.", required=False
    )


def parts(request):
    answers = {"name": "", "email": "an@peeters", "help": ["v"]} if "fout" in request.GET else None
    qr = segno.make("https://example.org/").svg_inline(scale=4, border=0, omitsize=True)
    template = engines["django"].from_string(
        (Path(__file__).parent / "house_style_page.html").read_text()
    )
    context = {
        "form": EveryField(answers),
        "starts_at": NOON,
        "ends_at": NOON + datetime.timedelta(hours=2),
        "qr": mark_safe(qr),
    }
    return HttpResponse(template.render(context, request))


urlpatterns = [path("onderdelen/", parts), *site_patterns]
