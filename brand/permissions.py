"""Who may do what, as groups that a command can make again at any time.

Three kinds of group, all kept by this module:
- a role's group ("Rol: Coördinator") holds the model permissions that every room grants it;
- a partner's group ("Partner: De Werkschuit") holds the page and collection permissions of
  that partner's own section and pictures;
- the federation's groups: its administrators edit and publish every page and hold all permissions,
  its marketers edit and publish every page.
A role's group opens Wagtail's screens. On which rows it counts, `visible_to(user, right)` on each
model says, by the role held at the partner of that row (brand/scoping).
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from brand import rooms
from brand.models import Membership, Organisation, Role, User

FEDERATION_GROUP = "Federatie"
FEDERATION_WRITERS_GROUP = "Federatie: Marketeer"
WRITERS = (Role.MARKETEER, Role.BEHEERDER)

RUNS_CAMPAIGNS = [f"brand.{verb}_campaign" for verb in ("view", "add", "change")]
GRANTS = {
    Role.MARKETEER: ["wagtailadmin.access_admin", *RUNS_CAMPAIGNS],
    Role.COORDINATOR: ["wagtailadmin.access_admin", "brand.view_campaign"],
    Role.ONTHAAL: [],
    Role.BEHEERDER: [
        "wagtailadmin.access_admin",
        "brand.view_organisation",
        "brand.change_organisation",
        "brand.view_membership",
        "brand.add_membership",
        "brand.delete_membership",
        *RUNS_CAMPAIGNS,
        "brand.delete_campaign",
    ],
}
# Further rights, of which Wagtail needs not know.
RIGHTS = {
    Role.MARKETEER: ["brand.share", "brand.write_newsletter", "brand.use_kit"],
    Role.COORDINATOR: ["brand.use_kit"],
    Role.BEHEERDER: [
        "brand.share",
        "brand.write_newsletter",
        "brand.erase_personal_data",
        "brand.use_kit",
        "brand.accept_licence",
    ],
}
FEDERATION_GRANTS = [
    "wagtailadmin.access_admin",
    *(f"brand.{action}_organisation" for action in ("view", "add", "change", "delete")),
    *(f"brand.{action}_membership" for action in ("view", "add", "delete")),
    *(f"brand.{action}_activity" for action in ("view", "add", "change", "delete")),
    "brand.change_brandkit",
]
PAGE_RIGHTS = ("add", "change")
FEDERATION_PAGE_RIGHTS = ("add", "change", "publish", "bulk_delete", "lock", "unlock")
FEDERATION_WRITERS_PAGE_RIGHTS = ("add", "change", "publish", "lock", "unlock")
# Wagtail asks for the rights of its own image model, also where pictures are of another.
FILE_RIGHTS = ("add_image", "change_image", "choose_image")
FILE_RIGHTS += ("add_document", "change_document", "choose_document")


def permissions_named(names: Iterable[str]) -> list[Permission]:
    """The permission rows of names like `leads.view_lead`; an unknown name is an error."""
    wanted = {tuple(name.split(".", 1)) for name in names}
    found = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.select_related("content_type").filter(
            codename__in={codename for _, codename in wanted}
        )
        if (permission.content_type.app_label, permission.codename) in wanted
    }
    if missing := wanted - found.keys():
        raise LookupError(f"No such permission: {sorted('.'.join(name) for name in missing)}")
    return list(found.values())


def role_group(role: Role) -> Group:
    return Group.objects.get_or_create(name=f"Rol: {Role(role).label}")[0]


def organisation_group(organisation: Organisation) -> Group:
    return Group.objects.get_or_create(name=f"Partner: {organisation.name}"[:150])[0]


def federation_group() -> Group:
    return Group.objects.get_or_create(name=FEDERATION_GROUP)[0]


def federation_writers_group() -> Group:
    return Group.objects.get_or_create(name=FEDERATION_WRITERS_GROUP)[0]


def allow_pages(group: Group, page: Page, rights: Iterable[str]) -> None:
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore",
        codename__in=[f"{right}_page" for right in rights],
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def allow_files(group: Group, collection: Collection) -> None:
    for permission in Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=FILE_RIGHTS
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )


@transaction.atomic
def establish_roles() -> None:
    """Make every role's group hold exactly what the rooms grant it now."""
    granted: dict[Role, set[str]] = {role: set(GRANTS[role]) for role in Role}
    of_federation: set[str] = set()
    for room in rooms.modules("permissions"):
        of_federation |= set(getattr(room, "FEDERATION_GRANTS", []))
        for role, names in room.GRANTS.items():
            granted[role] |= set(names)
    for role, names in granted.items():
        role_group(role).permissions.set(permissions_named(names))
    federation = federation_group()
    everything = of_federation.union(*granted.values())
    federation.permissions.set(permissions_named(everything))
    writers = federation_writers_group()
    if root := Page.objects.filter(depth=1).first():
        allow_pages(federation, root, FEDERATION_PAGE_RIGHTS)
        allow_pages(writers, root, FEDERATION_WRITERS_PAGE_RIGHTS)
    if collection := Collection.get_first_root_node():
        allow_files(federation, collection)
        allow_files(writers, collection)
    for organisation in Organisation.objects.exclude(collection=None):
        allow_files(organisation_group(organisation), organisation.collection)
    of_the_house = Q(groups=federation) | Q(memberships__organisation__is_federation=True)
    for user in User.objects.filter(of_the_house).distinct():
        place_in_groups(user)


@transaction.atomic
def establish_organisation(organisation: Organisation) -> None:
    """A partner's own folder for pictures and documents, and the group that works in it."""
    if organisation.collection is None:
        root = Collection.get_first_root_node()
        organisation.collection = root.add_child(name=organisation.name)
        organisation.save(update_fields=["collection"])
    allow_files(organisation_group(organisation), organisation.collection)


def allow_section(organisation: Organisation, section: Page) -> None:
    """A partner's marketers write under this page; publishing is another's to do."""
    allow_pages(organisation_group(organisation), section, PAGE_RIGHTS)


@transaction.atomic
def place_in_groups(user: User) -> None:
    """Put a user in exactly the groups of their memberships; other groups stay."""
    memberships = Membership.objects.accepted().filter(user=user).select_related("organisation")
    groups = {role_group(membership.role) for membership in memberships}
    for membership in memberships:
        if membership.role not in WRITERS:
            continue
        if not membership.organisation.is_federation:
            groups.add(organisation_group(membership.organisation))
        elif membership.role == Role.BEHEERDER:
            groups.add(federation_group())
        else:
            groups.add(federation_writers_group())
    kept = user.groups.exclude(name__startswith="Rol: ").exclude(name__startswith="Partner: ")
    house = [FEDERATION_GROUP, FEDERATION_WRITERS_GROUP]
    user.groups.set({*groups, *kept.exclude(name__in=house)})
