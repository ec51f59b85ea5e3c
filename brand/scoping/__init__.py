"""Right and row are asked together: what one may do at a partner comes from the role held there.

A right is a name: a permission of Django's (`leads.view_lead`), or one that only this module
knows (`stories.write`, `roadshow.check_in`). Each room says in its module `permissions` what a
role gives:

    GRANTS   {role: permissions}   also held by the role's group, so that Wagtail opens a screen
    RIGHTS   {role: rights}        further rights, of which no permission row exists

A role at a partner gives its rights there and nowhere else. A role at the federation gives its
rights at every partner, except at the door, where who helps the federation helps the federation.
"""

from functools import cache

from brand import rooms

DOOR = "onthaal"  # as in brand.models.Role, which cannot be imported here


@cache
def rights_of_roles() -> dict[str, frozenset[str]]:
    """What each role gives at the organisation where it is held."""
    found: dict[str, set[str]] = {}
    for room in rooms.modules("permissions"):
        for table in (room.GRANTS, getattr(room, "RIGHTS", {})):
            for role, names in table.items():
                found.setdefault(str(role), set()).update(names)
    return {role: frozenset(names) for role, names in found.items()}


def roles_with(right: str) -> set[str]:
    return {role for role, rights in rights_of_roles().items() if right in rights}


def is_everywhere(user, right: str) -> bool:
    """Whether this user has this right at every partner: by a role at the federation."""
    if user.is_federation:
        return True
    return bool((user.federation_roles - {DOOR}) & roles_with(right))


def organisation_ids(user, right: str) -> set[int]:
    """The organisations at which this user has this right by a role held there."""
    return user.organisation_ids(*(roles_with(right) or [""]))


def within(rows, user, right: str, field: str = "organisation"):
    """Those of these rows whose organisation is one at which the user has this right."""
    if is_everywhere(user, right):
        return rows
    return rows.filter(**{f"{field}__in": organisation_ids(user, right)})


def may(user, right: str, organisation_id: int | None) -> bool:
    """Whether this user has this right at that organisation."""
    if not user.is_active:
        return False
    return is_everywhere(user, right) or organisation_id in organisation_ids(user, right)


def may_somewhere(user, right: str) -> bool:
    """Whether this user has this right at any organisation."""
    if not user.is_active:
        return False
    return is_everywhere(user, right) or bool(organisation_ids(user, right))


def right_on(model, verb: str) -> str | None:
    """As `stories.change_use`, where a role gives that right; None for shared facts."""
    name = f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
    return name if roles_with(name) else None
