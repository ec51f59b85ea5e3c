"""What brand adds to Wagtail's back office."""

from django.conf import settings
from django.http import Http404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.log_actions import LogFormatter
from wagtail.permissions import policy_registry

from brand.audience import screens as audience_screens
from brand.campaigns.screens import CampaignViewSet
from brand.demo import screens as demo_screens
from brand.evidence import screens as evidence_screens
from brand.http import limits, malformed
from brand.kit import panel as kit_panel
from brand.media import access
from brand.media.forms import BareAvatarForm
from brand.media.keeping import keep_needed_documents
from brand.newsletter import drafts as newsletter_drafts
from brand.newsletter import screens as newsletter_screens
from brand.outbox_admin import OutboxGroup, panel
from brand.pages import scheduling
from brand.partners.screens import PartnerScreens
from brand.people import log
from brand.people.account_form import keep_others_addresses, replace_panel
from brand.people.panels import TelephonePanel
from brand.portal import screens as portal_screens
from brand.portal import versions
from brand.privacy import screens as privacy_screens
from brand.privacy.erasure_screens import ErasureViewSet
from brand.scoping import api, bulk, screens


@hooks.register("register_admin_viewset")
def partner_screens():
    return PartnerScreens()


@hooks.register("register_admin_viewset")
def campaigns():
    return CampaignViewSet()


@hooks.register("register_admin_urls")
def newsletter_addresses():
    return newsletter_screens.urlpatterns


@hooks.register("register_admin_menu_item")
def newsletters():
    return newsletter_screens.menu_item()


@hooks.register("register_admin_urls")
def evidence_address():
    return evidence_screens.urlpatterns


@hooks.register("register_reports_menu_item")
def evidence():
    return evidence_screens.menu_item()


@hooks.register("register_admin_urls")
def portal_addresses():
    return portal_screens.urlpatterns


@hooks.register("register_admin_menu_item")
def portal():
    return portal_screens.menu_item()


@hooks.register("after_edit_setting")
def who_changed_the_kit(request, instance):
    versions.sign(instance, request)


@hooks.register("register_admin_viewset")
def outbox():
    return OutboxGroup()


@hooks.register("register_admin_urls")
def personal_data_address():
    return privacy_screens.urlpatterns()


@hooks.register("register_admin_viewset")
def erasures():
    return ErasureViewSet()


@hooks.register("construct_homepage_panels")
def outbox_panel(request, panels):
    panel.add_to(panels, request.user)


@hooks.register("construct_homepage_panels")
def contact_panel(request, panels):
    kit_panel.add_to(panels, request.user)


@hooks.register("construct_page_chooser_queryset")
def only_public_or_own_pages(pages, request):
    """Another partner's drafts are not for choosing, nor for reading their titles."""
    policy = policy_registry.get_by_type(pages.model)
    own = policy.explorable_instances(request.user)
    return pages.filter(pk__in=own.values("pk")) | pages.live()


@hooks.register("construct_admin_api", order=100)  # after Wagtail's own
def own_files_only(router):
    router.register_endpoint("images", api.OwnPictures)
    router.register_endpoint("documents", api.OwnDocuments)


for action in bulk.ACTIONS:
    hooks.register("register_bulk_action", action, order=100)  # in the place of Wagtail's own

hooks.register("register_account_settings_panel", TelephonePanel)

AvatarSettingsPanel.form_class = BareAvatarForm  # Wagtail has no setting for it
replace_panel()
keep_others_addresses()
screens.install()
malformed.install()
keep_needed_documents()


@hooks.register("before_serve_document")
def published_or_own(document, request):
    """A document is public once a public page links to it."""
    if not access.is_published(document) and not access.may_read(document, request.user):
        raise Http404


@hooks.register("construct_main_menu")
def shorter_menu(request, items):
    """A partner's people see what they work with; Wagtail's guide is in English and elsewhere."""
    left_out = {"help"} if request.user.is_federation else {"help", "reports"}
    items[:] = [item for item in items if item.name not in left_out]


@hooks.register("register_admin_urls")
def demo_address():
    return demo_screens.urlpatterns


@hooks.register("construct_homepage_panels")
def demo_panel(request, panels):
    if request.user.is_federation and demo_screens.is_loaded():
        panels.append(demo_screens.DemoPanel())


@hooks.register("register_admin_urls")
def audience_addresses():
    return audience_screens.urlpatterns


@hooks.register("register_settings_menu_item")
def audience_menu_item():
    return audience_screens.menu_item()


@hooks.register("construct_settings_menu")
def demo_menu_item(request, items):
    if request.user.is_federation:
        item = MenuItem("Voorbeelden", reverse("demo"), icon_name="view", name="demo", order=900)
        items.append(item)


@hooks.register("insert_global_admin_css")
def desk_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("brand/css/desk.css"))


@hooks.register("insert_global_admin_js")
def unsaved_typing():
    return format_html('<script src="{}"></script>', static("brand/js/unsaved_typing.js"))


@hooks.register("insert_global_admin_js")
def upload_size():
    return format_html(
        '<script src="{}" data-most-picture="{}" data-most-file="{}"></script>',
        static("brand/js/upload_size.js"),
        settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE,
        limits.LARGEST - 1024 * 1024,  # the words around it
    )


@hooks.register("register_account_menu_item")
def second_factor_menu_item(request):
    return {
        "url": reverse("second_factor"),
        "label": "Tweede factor",
        "help_text": "De telefoon en de reservecodes waarmee je je aanmeldt.",
    }


@hooks.register("register_log_actions")
def log_actions(actions):
    log.register(actions)
    for name, words in (newsletter_drafts.DONE | portal_screens.DONE).items():
        actions.register_action(name, *words)

    @actions.register_action(scheduling.WAITS)
    class Waits(LogFormatter):
        label = "Gepland, wacht nog"

        def format_message(self, log_entry):
            return f"Gepland, maar wacht nog: {log_entry.data.get('why', '')}"
