"""The brand kit: everything that makes the site look and sound like one brand."""

import hashlib
import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models, transaction
from django.forms import TextInput
from django.templatetags.static import static
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Site

from brand.forms import enterprise_numbers
from brand.kit import colours, logos
from brand.models.kit_versions import KitVersion
from brand.pages import routing
from brand.queries.prepared import prepared

COLOUR = RegexValidator(r"^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z", "Schrijf een kleur als #0A5C52.")
ACTIVE_SVG = re.compile(rb"<script|<foreignobject|\bon\w+\s*=|javascript:|<!entity", re.IGNORECASE)


class Typeface(models.TextChoices):
    BRICOLAGE = "bricolage-grotesque", "Bricolage Grotesque"
    ATKINSON = "atkinson-hyperlegible-next", "Atkinson Hyperlegible Next"
    SYSTEM = "systeem", "Letter van het toestel"


class Corner(models.TextChoices):
    STRAIGHT = "recht", "Recht"
    SOFT = "zacht", "Zacht"
    ROUND = "rond", "Rond"


class Address(models.TextChoices):
    FORMAL = "u", "u"
    INFORMAL = "je", "je"


RADII = {  # small parts, cards, large pictures; in rem
    Corner.STRAIGHT: ("0.125rem", "0.25rem", "0.375rem"),
    Corner.SOFT: ("0.5rem", "1.25rem", "2.5rem"),
    Corner.ROUND: ("0.75rem", "1.75rem", "3.5rem"),
}
FALLBACK = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'


def still_svg(file):
    """A logo is a drawing: a file that can act on its own is refused."""
    if file.name.lower().endswith(".svg") and ACTIVE_SVG.search(file.read()):
        raise ValidationError("Dit SVG-bestand bevat een script. Bewaar het als gewone tekening.")
    file.seek(0)


def seed(label: str, default: str, help_text: str) -> models.CharField:
    return models.CharField(
        label, max_length=7, default=default, validators=[COLOUR], help_text=help_text
    )


def logo_file(label: str, help_text: str) -> models.FileField:
    kinds = FileExtensionValidator(["svg", "png", "webp"], "Kies een SVG- of PNG-bestand.")
    return models.FileField(
        label, upload_to="merk/", blank=True, validators=[kinds, still_svg], help_text=help_text
    )


@register_setting(icon="pick", order=0)
class BrandKit(BaseSiteSetting):
    name = models.CharField("naam", max_length=60, default="Meewerkers")
    pay_off = models.CharField(
        "slagzin", max_length=120, blank=True, default="Wie anders kijkt, vindt mensen."
    )
    logo = logo_file("logo", "SVG of PNG. Leeg: het getekende routeteken met de naam.")
    logo_dark = logo_file("logo voor donkere weergave", "Leeg: hetzelfde logo.")

    seed_brand = seed("merkkleur", "#0A5C52", "Knoppen, links en grote vlakken.")
    seed_accent = seed("accentkleur", "#B8381A", "Cijfers en wat nu telt.")
    seed_sun = seed("lichte kleur", "#F5B83D", "De gele halte: altijd met donkere tekst.")
    display_face = models.CharField(
        "letter voor titels", max_length=40, choices=Typeface, default=Typeface.BRICOLAGE
    )
    text_face = models.CharField(
        "letter voor tekst", max_length=40, choices=Typeface, default=Typeface.ATKINSON
    )
    corners = models.CharField("hoeken", max_length=10, choices=Corner, default=Corner.SOFT)
    address = models.CharField(
        "aanspreking",
        max_length=2,
        choices=Address,
        default=Address.FORMAL,
        help_text="Hoe het merk werkgevers aanspreekt.",
    )

    contact_name = models.CharField("contactpersoon", max_length=80, blank=True)
    contact_phone = models.CharField("telefoon", max_length=40, blank=True)
    contact_email = models.EmailField("e-mailadres", blank=True)
    sender_name = models.CharField(
        "afzender", max_length=120, blank=True, help_text="De organisatie achter het merk, voluit."
    )
    privacy_email = models.EmailField(
        "e-mailadres voor vragen over persoonsgegevens",
        blank=True,
        help_text="Staat waar iemand toestemming geeft. Leeg: het e-mailadres hierboven.",
    )
    postal_address = models.TextField("postadres", max_length=300, blank=True)
    enterprise_number = models.CharField("ondernemingsnummer", max_length=16, blank=True)

    call_label = models.CharField("knop bovenaan", max_length=30, default="Vind uw halte")
    call_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name="knop leidt naar",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Leeg: de roadshow.",
    )
    footer_text = RichTextField("voettekst", features=["bold", "link"], blank=True, max_length=600)
    social_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name="beeld voor sociale media",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Voor pagina's zonder eigen beeld; liefst 1200 × 630 punten.",
    )

    select_related = ["site", "call_page", "social_image"]
    _colour = TextInput(attrs={"type": "color"})
    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("pay_off"), FieldPanel("address")], "Merk"),
        FieldRowPanel([FieldPanel("logo"), FieldPanel("logo_dark")], "Logo"),
        MultiFieldPanel(
            [
                FieldPanel("seed_brand", widget=_colour),
                FieldPanel("seed_accent", widget=_colour),
                FieldPanel("seed_sun", widget=_colour),
                HelpPanel(template="brand/kit/palette.html"),
            ],
            "Kleuren",
        ),
        MultiFieldPanel(
            [FieldPanel("display_face"), FieldPanel("text_face"), FieldPanel("corners")],
            "Letter en vorm",
        ),
        MultiFieldPanel(
            [
                FieldPanel("contact_name"),
                FieldPanel("contact_phone"),
                FieldPanel("contact_email"),
                FieldPanel("sender_name"),
                FieldPanel("privacy_email"),
                FieldPanel("postal_address"),
                FieldPanel("enterprise_number"),
            ],
            "Contact en afzender",
        ),
        MultiFieldPanel(
            [
                FieldPanel("call_label"),
                FieldPanel("call_page"),
                FieldPanel("footer_text"),
                FieldPanel("social_image"),
            ],
            "Site",
        ),
    ]

    class Meta:
        verbose_name = "huisstijl"

    def __str__(self):
        return self.name

    @classmethod
    def for_request(cls, request):
        """The kit of this site, read once per request; never written by looking at a page."""
        attribute = cls.get_cache_attr_name()
        if not hasattr(request, attribute):
            setattr(request, attribute, cls.of(routing.site_of(request)))
        return getattr(request, attribute)

    @classmethod
    def of(cls, site: Site | None) -> "BrandKit":
        """The kit of a site; the house style as delivered when none was saved."""
        saved = _kits_of.first(site=site.pk) if site else None
        return saved or cls(site=site)

    @classmethod
    def current(cls) -> "BrandKit":
        """The kit of the main site, for mail and files that no visitor asked for."""
        return _main_kit.first() or cls(site=_main_site.first())

    def save(self, *args, **kwargs):
        for name in ("logo", "logo_dark"):
            file = getattr(self, name)
            if file and not file._committed:
                file.save(file.name, logos.bare(file.file), save=False)
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.site.is_default_site:
                KitVersion.objects.keep(self)

    @property
    def logo_size(self) -> tuple[int, int] | None:
        return logos.size(self.logo.name)

    @property
    def logo_dark_size(self) -> tuple[int, int] | None:
        return logos.size(self.logo_dark.name)

    def clean(self):
        super().clean()
        self._tidy_seeds()
        refused = {f"seed_{refusal.seed}": str(refusal) for refusal in colours.refusals(self.seeds)}
        if self.enterprise_number:
            digits = enterprise_numbers.digits_of(self.enterprise_number)
            if digits is None:
                refused["enterprise_number"] = (
                    "Dit ondernemingsnummer klopt niet. Kijk het na, zoals 0566.988.259."
                )
            else:
                self.enterprise_number = f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"
        if refused:
            raise ValidationError(refused)

    def _tidy_seeds(self):
        """#f08 is #FF0088. What is no colour is for the field itself to refuse."""
        for name in ("seed_brand", "seed_accent", "seed_sun"):
            value = getattr(self, name) or ""
            try:
                COLOUR(value)
            except ValidationError:
                setattr(self, name, self._meta.get_field(name).default)
                continue
            digits = value.lstrip("#").upper()
            setattr(
                self, name, "#" + ("".join(d * 2 for d in digits) if len(digits) == 3 else digits)
            )

    @property
    def seeds(self) -> colours.Seeds:
        return colours.Seeds(self.seed_brand, self.seed_accent, self.seed_sun)

    def tokens(self) -> dict[str, dict[str, str]]:
        """Colour tokens per theme: `tokens()["light"]["brand"]`."""
        return colours.themes(self.seeds)

    @property
    def email_colours(self) -> dict[str, str]:
        """The light palette under names a template can write: `kit.email_colours.brand_ink`."""
        return {key.replace("-", "_"): value for key, value in self.tokens()["light"].items()}

    @property
    def says_je(self) -> bool:
        return self.address == Address.INFORMAL

    @property
    def text_face_url(self) -> str:
        """The text face's file, which the page asks for at once; empty for the system's own."""
        return _face_url(self.text_face)

    def stylesheet(self) -> str:
        """`/merk.css`: the typefaces and every token, and nothing else."""
        faces = {self.display_face, self.text_face} - {Typeface.SYSTEM}
        parts = [_font_face(face) for face in sorted(faces)]
        if Typeface.ATKINSON in faces:
            parts.append(_font_face(Typeface.BRICOLAGE, named=Typeface.ATKINSON, only="U+30"))
        small, medium, large = RADII[self.corners]
        shape = (
            f"--font:{_family(self.text_face)};--display:{_family(self.display_face)};"
            f"--r1:{small};--r2:{medium};--r3:{large};"
        )
        bright, night = (_properties(theme) for theme in self.tokens().values())
        parts.append(
            "@layer tokens{"
            f":root{{color-scheme:light;{shape}{bright}}}"
            f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light])"
            f"{{color-scheme:dark;{night}}}}}"
            f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{night}}}}}"
            "}"
        )
        return "\n".join(parts) + "\n"

    @property
    def stylesheet_url(self) -> str:
        return f"{reverse('brand_stylesheet')}?v={fingerprint(self.stylesheet())}"


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _properties(theme: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in theme.items())


def _family(face: str) -> str:
    return FALLBACK if face == Typeface.SYSTEM else f'"{Typeface(face).label}",{FALLBACK}'


def _face_url(face: str) -> str:
    if face == Typeface.SYSTEM:
        return ""
    return static(f"typefaces/{face}/{face}-latin-wght-normal.woff2")


def _font_face(face: str, *, named: str = "", only: str = "") -> str:
    """`only`: these signs. Atkinson's nought has a slash: ours comes from a face that has none."""
    signs = f";unicode-range:{only}" if only else ""
    return (
        f'@font-face{{font-family:"{Typeface(named or face).label}";src:url("{_face_url(face)}") '
        f'format("woff2");font-weight:200 800;font-display:swap{signs}}}'
    )


@prepared(site=models.IntegerField())
def _kits_of(site):
    return BrandKit.base_queryset().filter(site=site)


@prepared()
def _main_site():
    return Site.objects.filter(is_default_site=True).order_by()


@prepared()
def _main_kit():
    return BrandKit.base_queryset().filter(site__is_default_site=True)
