"""Every registered address, filled in with the rows of one partner."""

import io
import itertools
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db.models import Model
from django.http import HttpResponseNotFound
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page, Revision

from brand.models import Organisation, Picture, TrackedLink, User
from leads.models import (
    ApiKey,
    Contact,
    Employer,
    EmployerActivity,
    Establishment,
    Lead,
    LeadImport,
    PledgeProgress,
    Webhook,
    WebhookDelivery,
)
from roadshow.models import StopPage, Venue
from stories.models import PortrayedPerson, StoryPage
from tests.support.canaries import Nest

# What the name of an argument stands for, where the view does not say so itself.
KINDS = {
    "page": Page,
    "page_to_move": Page,
    "parent_page": Page,
    "destination": Page,
    "image": Picture,
    "document": get_document_model(),
    "doc": get_document_model(),
    "collection": Collection,
    "revision": Revision,
    "key": Page,
    "delivery": WebhookDelivery,
    "establishment": Establishment,
    "activity": EmployerActivity,
    "progress": PledgeProgress,
}
# Screens that ask for the rights on one kind of rows, and show another.
SHOWN_BY = {
    "leads.transfer.screens": LeadImport,
    "leads.connections.screens": ApiKey,
    "leads.connections.webhook_screens": Webhook,
    "leads.connections.views": Lead,
}
WORDS = {
    "revision_id_a": ["earliest"],
    "revision_id_b": ["latest"],
    "filter_spec": ["width-100"],
    "action_name": ["approve", "copy"],
    "path": ["niets.txt"],
    "uidb64": ["MQ"],
    "language": ["fr"],
    "resource": ["verhalen", "haltes", "partners", "cijfers"],
}
# What a view calls the row of its own model. Of a model of which no partner has rows of its own
# (sites, groups, workflows), every row that there is; one number where there is none.
KEYS = {"pk", "redirect_id", "id"}
# Answers 405 to a GET, but takes the session's cookie away: the walk would go on signed out.
SIGNS_OUT = "beheer/logout/"
# Where a pattern takes many words, so many of their combinations are tried.
AT_MOST = 24


def answer_plainly(monkeypatch, settings) -> None:
    """What thousands of answers would repeat, and nobody looks at, is left out.

    The pages of "not found" are drawn and looked at in a test of their own; here they are a word.
    No address was moved in these worlds, so nobody asks for each one where it went. The test client
    keeps no copy of the context of every template. Which view answers an address is looked up once
    for all who ask it. Refusals are not written to the log, only faults.
    """
    monkeypatch.setattr(logging.root.manager, "disable", logging.WARNING)
    monkeypatch.setattr(URLResolver, "resolve", remembered_views())
    moved = "wagtail.contrib.redirects.middleware.RedirectMiddleware"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != moved]
    for shown_by in ("brand.urls.handler404", "wagtail.admin.urls.page_not_found"):
        monkeypatch.setattr(shown_by, lambda *_, **__: HttpResponseNotFound())
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)


@contextmanager
def undrawn():
    """Answers whose page nobody looks at: the view did all its work, and its template is left out.

    For many answers of one kind, of which one is drawn: drawing takes most of the time.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SimpleTemplateResponse, "rendered_content", "")
        yield


def remembered_views() -> Callable[[URLResolver, str], ResolverMatch]:
    """What a resolver finds for a whole address, kept; a part of one is looked up as ever."""
    look_up, known = URLResolver.resolve, {}

    def resolve(resolver: URLResolver, path: str) -> ResolverMatch:
        if not str(path).startswith("/"):
            return look_up(resolver, path)
        asked = resolver, str(path)
        if asked not in known:
            known[asked] = look_up(resolver, path)
        return known[asked]

    return resolve


class Walker(Client):
    """Carries no message on to the next page: it is read where it was said (`text_of`)."""

    def request(self, **request):
        answer = super().request(**request)
        self.cookies.pop("messages", None)
        return answer


@dataclass(frozen=True)
class Address:
    pattern: str
    path: str

    @property
    def names_a_model(self) -> bool:
        """A kind of rows, and no row."""
        named = any(f":{name}>" in self.pattern for name in MODEL_NAMES)
        return named and not re.search(r"/\d+/", self.path)


def addresses(nest: Nest) -> list[Address]:
    """One or more for each pattern of the resolver, with this partner's rows in it."""
    found = [
        Address(pattern, path)
        for pattern, leaf in patterns(get_resolver())
        if pattern != SIGNS_OUT
        for path in filled_in(pattern, leaf, nest)
    ]
    found += [Address("a page", page.url or "/") for page in Page.objects.all() if page.url]
    found += [Address("bulk", path) for path in bulk_actions(nest)]
    return list(dict.fromkeys(found))


def patterns(resolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for part in resolver.url_patterns:
        whole = prefix + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from patterns(part, whole)
        else:
            yield whole, part


def filled_in(pattern: str, leaf: URLPattern, nest: Nest) -> list[str]:
    plain = pattern.replace("^", "").replace("$", "").replace("\\", "")
    if "(?:" in plain or ".*/" in plain:  # catches what nothing else answers
        return []
    names = re.findall(r"<(?:\w+:)?(\w+)>", plain)
    if plain.startswith("documenten/("):
        return [f"/documenten/{row.pk}/{row.filename}" for row in nest.of(KINDS["document"])]
    choices = [values(name, leaf, nest) for name in names]
    # The parts of a content type belong together; so do those of a page and its revision.
    paths = []
    for combination in itertools.islice(together(names, choices), AT_MOST):
        path = plain
        for value in combination:
            path = re.sub(r"\(\?P<\w+>[^()]*\)|<(?:\w+:)?\w+>", str(value), path, count=1)
        paths.append(f"/{path}")
    return paths


def together(names: list[str], choices: list[list]) -> Iterator[tuple]:
    """Every combination; a model's name goes with its own app only."""
    wanted = Page if "content_type_app_name" in names else Model
    own = {
        (model._meta.app_label, model._meta.model_name)
        for model in our_models()
        if issubclass(model, wanted)
    }
    apps_at = [place for place, name in enumerate(names) if name in APP_NAMES]
    models_at = [place for place, name in enumerate(names) if name in MODEL_NAMES]
    for combination in itertools.product(*choices):
        named = [combination[place] for place in (*apps_at[:1], *models_at[:1])]
        if len(named) < 2 or tuple(named) in own:
            yield combination


APP_NAMES = {"app_label", "app_name", "content_type_app_name"}
MODEL_NAMES = {"model_name", "content_type_model_name"}


def our_models() -> list[type[Model]]:
    labels = ("brand", "leads", "roadshow", "stories", "wagtaildocs")
    return [model for label in labels for model in apps.get_app_config(label).get_models()]


def acted_on() -> list[type[Model]]:
    """The models with any bulk action registered."""
    return [
        model
        for model in apps.get_models()
        if bulk_action_registry.get_bulk_actions_for_model(
            model._meta.app_label, model._meta.model_name
        )
    ]


def values(name: str, leaf: URLPattern, nest: Nest) -> list:
    if name in WORDS:
        return WORDS[name]
    if name in APP_NAMES:
        return sorted({model._meta.app_label for model in our_models()})
    if name in MODEL_NAMES:
        return sorted({model._meta.model_name for model in our_models()})
    if name == "code":
        return [row.code for row in nest.of(TrackedLink)]
    if name in ("stop", "slug"):
        return [row.slug for row in nest.of(Page)]
    if name in ("organisation", "partner"):
        return [nest.organisation.slug, nest.organisation.pk]
    if "token" in name:
        return ["geen-bestaand-teken"]
    model = KINDS.get(re.sub(r"_(id|pk)$", "", name)) or model_of(leaf)
    if model is Organisation:
        return [nest.organisation.pk]
    if rows := nest.of(model) if model else []:
        return [row.pk for row in rows]
    if name in KEYS and model:
        return [*model._base_manager.values_list("pk", flat=True)[:AT_MOST]] or [nest.rows[0].pk]
    return [row.pk for row in nest.rows]


def model_of(leaf: URLPattern) -> type[Model] | None:
    """The model a generic view is about, if it says so."""
    view = leaf.callback
    if shown := SHOWN_BY.get(view.__module__):
        return shown
    given = getattr(view, "view_initkwargs", {}).get("model") or getattr(
        getattr(view, "view_class", None), "model", None
    )
    if isinstance(given, str):
        given = apps.get_model(given)
    return given if isinstance(given, type) and issubclass(given, Model) else None


def bulk_actions(nest: Nest) -> Iterator[str]:
    """Each bulk action on each model, for all rows and for this partner's by name."""
    for model in acted_on():
        label, name = model._meta.app_label, model._meta.model_name
        rows = "".join(f"&id={row.pk}" for row in nest.of(model))
        for action in bulk_action_registry.get_bulk_actions_for_model(label, name):
            base = f"/beheer/bulk/{label}/{name}/{action.action_type}/?next=/beheer/"
            yield f"{base}&id=all"
            if model is Page:
                parents = {page.get_parent().pk for page in nest.of(Page)}
                yield from (f"{base}&id=all&childOf={pk}" for pk in sorted(parents))
            if rows:
                yield base + rows


# What another role at the same partner may not show: words of stories, and words of the desk.
STORIES = {
    "geportretteerde", "vertrouwenspersoon", "reden", "verhaal", "inleiding", "gebruik",
    "gebruiker", "bericht", "taak", "zin", "waarom", "verteller", "vraag",
    "bron", "toelichting", "antwoord", "sleutel", "webadres", "teruggezegd",
}  # fmt: skip
DESK = {
    "werkgever", "contactpersoon", "functie", "notitie", "wensnotitie", "volgende", "overdracht",
    "plaatsing", "werkplek", "tegenspraak", "collega", "bezoeker", "bedrijf", "wachtende",
    "medebezoeker", "genodigde", "vestiging", "lijst", "vanwaar", "rij", "fout", "staat", "komt",
    "sleutel", "webadres", "teruggezegd", "aankoopplan", "omvang", "plannotitie",
    "regel", "prijsaanvraag", "prijsuitleg", "prijsreden",
    "belofte", "beloftebron", "schepen", "waaromnee", "standbron",
}  # fmt: skip


def numbers_of(nest: Nest) -> dict[str, list]:
    """This partner's numbers under every name by which a query or a form calls them."""
    named = {
        Picture: ["foto", "picture", "image", "logo", "contact_photo", "hero_picture"],
        PortrayedPerson: ["persoon", "person"],
        StoryPage: ["verhaal", "story"],
        StopPage: ["stop"],
        Venue: ["venue", "locatie"],
        Employer: ["employer"],
        Contact: ["contact"],
        Lead: ["lead"],
        User: ["owner", "to", "user"],
        Collection: ["collection", "collection_id"],
    }
    found = {
        name: [rows[0].pk]
        for model, names in named.items()
        if (rows := nest.of(model))
        for name in names
    }
    for name in ("organisation", "partner", "owner_organisation"):
        found[name] = [nest.organisation.pk]
    return found | {"id": [row.pk for row in nest.of(Page)]}


def variants(path: str, nest: Nest, is_list: bool) -> list[str]:
    """What is asked with another partner's numbers; a list is searched and exported too."""
    if "?" in path or not path.startswith("/beheer/") or re.search(r"/(\d+|api)/", path):
        return []
    queries = [urlencode(numbers_of(nest), doseq=True)]
    if is_list:
        queries += ["q=kanarie&term=kan", "export=csv"]
    return [f"{path}?{query}" for query in queries]


# Where no form is sent, and why.
NOT_SENT = {
    "/sprite": "a drawing",
    "/choose-external-link/": "fails without Wagtail's script, and knows no row",
}


def sent_to(addresses: list[Address]) -> list[str]:
    """Where a form is sent: every address, also of the site and of a bulk action."""
    paths = dict.fromkeys(address.path for address in addresses)
    return [path for path in paths if not any(name in path for name in NOT_SENT)]


def form_of(nest: Nest) -> dict:
    """Something in every field that we know, and this partner's numbers."""
    words = {
        "name": "",
        "title": "",
        "note": "x",
        "reason": "x",
        "role": "beheerder",
        "way": "link",
    }
    words |= {"email": "wandelaar2@x.example", "channels": ["website"], "password": "x"}
    return {**words, **numbers_of(nest)}


def text_of(response) -> str:
    """The readable text of a response, also inside a spreadsheet, and what the next page says."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as sheet:
            body = b"\n".join(sheet.read(name) for name in sheet.namelist())
    text = body.decode("utf-8", errors="replace") + response.get("Location", "")
    return text + " ".join(messages_waiting(response))


def messages_waiting(response) -> list[str]:
    """What was said to the one who asks, for whatever page comes next."""
    said = getattr(response.wsgi_request, "_messages", None)
    return [str(message) for message in said._queued_messages] if said else []


def words_of(nest: Nest, text: str) -> set[str]:
    """The private words of this partner that stand in a text."""
    return set(re.findall(rf"{nest.word}(?:-[\w]+)?", text, re.IGNORECASE))
