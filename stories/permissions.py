"""What each role may do with the people we show. Stories follow page permissions."""

from brand.models import Role

WRITER = [
    *(f"stories.{action}_portrayedperson" for action in ("view", "add", "change")),
    *(f"stories.{action}_consent" for action in ("view", "add", "change")),
    "stories.view_withdrawal",
    *(f"stories.{action}_recall" for action in ("view", "change")),
    *(f"stories.{action}_use" for action in ("view", "add", "change", "delete")),
]

GRANTS = {Role.MARKETEER: WRITER, Role.BEHEERDER: [*WRITER, "stories.delete_portrayedperson"]}
