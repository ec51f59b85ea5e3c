"""Taking the demo away: what it made goes, what people made stays, and so does what carries that.

Each room says in its module `demo` which rows the demo made:

    rows() -> list[QuerySet]    what others lean on last

A row of the demo stays as long as something of people's hangs on it: a person's own line in an
example lead, a registration at an example stop, an example partner that was offered a real
lead. The accounts always go: their password is known to all.

Nothing is deleted to be counted: `plan()` only reads.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.db import models, transaction
from wagtail.documents import get_document_model
from wagtail.models import Collection, Comment, Page, ReferenceIndex

from brand import rooms
from brand.demo.home import CONTACT, HOME_TEXT
from brand.models import BrandKit, HomePage, KitVersion, Organisation, Picture, User

Rows = dict[type[models.Model], set]


@dataclass
class Plan:
    goes: Rows = field(default_factory=dict)
    # Row of the demo that stays -> what hangs on it.
    stays: dict[tuple[type[models.Model], object], set[type[models.Model]]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def counts(self) -> dict[str, int]:
        """What goes, in words, most telling first."""
        return {_words(model, len(pks)): len(pks) for model, pks in self.goes.items() if pks}

    def kept(self) -> dict[str, str]:
        """What stays, counted, and what people have there."""
        found: dict[type, tuple[int, set]] = {}
        for (model, _), reasons in self.stays.items():
            number, known = found.get(model, (0, set()))
            found[model] = (number + 1, known | reasons)
        return {
            f"{number} {_words(model, number)}": _listed(reasons)
            for model, (number, reasons) in found.items()
        }

    def kept_rows(self) -> list[tuple[models.Model, str]]:
        """Each row that stays, and what people have there, in words."""
        rows: dict[type, dict] = {}
        for model, pk in self.stays:
            rows.setdefault(model, {})[pk] = None
        for model, found in rows.items():
            found.update(model._base_manager.in_bulk(found))
        return [(rows[model][pk], _listed(reasons)) for (model, pk), reasons in self.stays.items()]


def _words(model: type[models.Model], number: int = 0) -> str:
    return str(model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural)


def _listed(reasons: set) -> str:
    return ", ".join(sorted({_words(reason) for reason in reasons}))


def plan() -> Plan:
    """What removal would do now."""
    made = Plan()
    for room in reversed(rooms.modules("demo")):
        for queryset in room.rows():
            pks = set(queryset.values_list("pk", flat=True))
            made.goes[queryset.model] = made.goes.get(queryset.model, set()) | pks
    while held := list(_held(made.goes)):
        for model, pk, reason in held:
            made.goes[model].discard(pk)
            made.stays[model, pk].add(reason)
    return made


@transaction.atomic
def remove() -> Plan:
    _empty_home()
    _empty_contact()
    made = plan()
    partners = Organisation.objects.filter(pk__in=made.goes[Organisation])
    folders = list(Collection.objects.filter(organisation__in=partners))
    groups = [f"Partner: {name}"[:150] for name in partners.values_list("name", flat=True)]
    for model, pks in made.goes.items():
        rows = model._base_manager.filter(pk__in=pks)
        if issubclass(model, Page | Picture):  # these have more to clear away than their row
            for row in rows:
                row.delete()
        else:
            rows.delete()
    for folder in folders:
        folder.delete()
    Group.objects.filter(name__in=groups).delete()
    return made


def _empty_home() -> None:
    """The home page as the demo wrote it; one that was changed since is left alone."""
    for home in _home_of_demo():
        home.hero_text, home.hero_caption, home.hero_picture, home.body = "", "", None, []
        home.save_revision().publish()


def _empty_contact() -> None:
    """What the demo said of whom to reach; what was changed since is left alone."""
    for kit in BrandKit.objects.all():
        said = [name for name, value in CONTACT.items() if getattr(kit, name) == value]
        for name in said:
            setattr(kit, name, "")
        if said and _says_nothing(kit):
            kit.delete()
            _forget_first_version()
        elif said:
            kit.save()


def _forget_first_version() -> None:
    """The number that the demo's kit got; where more were made, theirs stay in order."""
    if KitVersion.objects.count() == 1:
        KitVersion.objects.all().delete()


def _says_nothing(kit: BrandKit) -> bool:
    """All as delivered: as good as none."""
    plain = BrandKit(pk=kit.pk, site=kit.site)
    fields = BrandKit._meta.concrete_fields
    return all(getattr(kit, one.attname) == getattr(plain, one.attname) for one in fields)


def _home_of_demo() -> models.QuerySet:
    return HomePage.objects.filter(hero_text=HOME_TEXT)


# What holds a row ---------------------------------------------------------------------------


def _held(goes: Rows) -> Iterator[tuple[type[models.Model], object, type[models.Model]]]:
    """Rows of the demo that must stay, each with the kind of thing that hangs on it."""
    parts = _Parts(goes)
    yield from parts.held
    for model, pks in goes.items():
        for relation in _relations(model, models.PROTECT, models.RESTRICT):
            for pk, root in _pointing(relation, pks):
                if pk not in parts.all[relation.related_model] | goes.get(
                    relation.related_model, set()
                ):
                    yield model, root, relation.related_model
        if issubclass(model, Page):
            yield from _held_by_children(goes, model)
        if model is Picture:
            yield from _held_by_users(goes, parts)
        if model is Organisation:
            yield from _held_by_folders(goes)


class _Parts:
    """What would go along by itself, and where that would take something of people's."""

    def __init__(self, goes: Rows):
        self.goes = goes
        self.all: Rows = defaultdict(set)
        self.held: list[tuple[type[models.Model], object, type[models.Model]]] = []
        for model, pks in goes.items():
            if model is not User:
                self._follow(model, {pk: (model, pk) for pk in pks})

    def _follow(self, model, roots: dict) -> None:
        for relation in _relations(model, models.CASCADE):
            related = relation.related_model
            along = {}
            for pk, parent in _pointing(relation, roots):
                if related not in self.goes:
                    along[pk] = roots[parent]
                elif pk not in self.goes[related]:
                    self.held.append((*roots[parent], related))
            for pk in _of_people(related, along):
                self.held.append((*along[pk], related))
            new = {pk: root for pk, root in along.items() if pk not in self.all[related]}
            self.all[related] |= new.keys()
            if new:
                self._follow(related, new)


def _relations(model: type[models.Model], *rules) -> Iterator:
    """What points at this model from our rooms, also by a relation without a name."""
    for relation in model._meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and not relation.concrete and relation.is_relation
        if not is_reverse or relation.many_to_many or relation.on_delete not in rules:
            continue
        if _is_ours(relation.related_model) and not relation.parent_link:
            yield relation


def _is_ours(model: type[models.Model]) -> bool:
    return model is Comment or model._meta.app_label in rooms.first_party()


def _pointing(relation, pks) -> list[tuple]:
    """Pairs: a row that points, and what it points at."""
    name = relation.field.attname
    rows = relation.related_model._base_manager.filter(**{f"{name}__in": list(pks)})
    return list(rows.values_list("pk", name))


def _of_people(model: type[models.Model], pks) -> set:
    """Those of these rows that name a person who is not of the demo."""
    if not pks:
        return set()
    named = models.Q()
    for one in model._meta.concrete_fields:
        if one.remote_field and one.related_model is User:
            named |= models.Q(**{f"{one.name}__is_demo": False})
    rows = model._base_manager.filter(named, pk__in=list(pks)) if named else model.objects.none()
    return set(rows.values_list("pk", flat=True))


def _held_by_children(goes: Rows, model: type[Page]) -> Iterator:
    for page in Page.objects.filter(pk__in=goes[model]):
        below = page.get_descendants().exclude(pk__in=_going(Page, goes)).first()
        if below:
            yield model, page.pk, below.specific_class


def _held_by_users(goes: Rows, parts: _Parts) -> Iterator:
    """Pictures that stand on something that stays as it is."""
    emptied = {str(pk) for pk in _home_of_demo().values_list("pk", flat=True)}
    for pk in goes[Picture]:
        references = ReferenceIndex.get_references_to(Picture(pk=pk))
        for reference in references.select_related("base_content_type"):
            user = reference.base_content_type.model_class()
            if user is not Page and (user is None or not _is_ours(user)):
                continue
            gone = {str(one) for one in _going(user, goes) | parts.all[user]}
            if user is Page:
                gone |= emptied
            if reference.object_id not in gone:
                yield Picture, pk, user


def _held_by_folders(goes: Rows) -> Iterator:
    """Partners whose folder holds an uploaded file or another folder."""
    for partner in Organisation.objects.filter(pk__in=goes[Organisation]).exclude(collection=None):
        folder = partner.collection
        within = {"collection__in": folder.get_descendants(inclusive=True)}
        for model in (Picture, get_document_model()):
            if model.objects.filter(**within).exclude(pk__in=_going(model, goes)).exists():
                yield Organisation, partner.pk, model
        if folder.get_children_count():
            yield Organisation, partner.pk, Collection


def _going(model: type[models.Model], goes: Rows) -> set:
    """Rows of this model that go; of pages, those of every kind."""
    return set().union(*(pks for kind, pks in goes.items() if issubclass(kind, model)))
