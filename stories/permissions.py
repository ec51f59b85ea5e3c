"""What each role may do with stories and the people we show, at the partner where it is held.

The rights on a partner's pages are Wagtail's own, on its section (brand/permissions.py).
"""

from brand.models import Role

WRITER = [
    *(f"stories.{action}_portrayedperson" for action in ("view", "add", "change")),
    *(f"stories.{action}_consent" for action in ("view", "add", "change")),
    "stories.view_withdrawal",
    *(f"stories.{action}_recall" for action in ("view", "change")),
    *(f"stories.{action}_use" for action in ("view", "add", "change", "delete")),
]

# What a partner reports for the impact page; the federation approves (stories/impact/reporting.py).
FIGURES = [f"stories.{action}_partnerfigure" for action in ("view", "add", "change")]
# Which indicators there are is one list for everybody.
FEDERATION_GRANTS = [
    *(f"stories.{verb}_indicator" for verb in ("view", "add", "change")),
]

# Works on the stories of a partner, and reads what its colleagues hand in.
# Answers for the words of a picture that was approved, also where somebody else wrote.
RIGHTS = {
    Role.MARKETEER: ["stories.write"],
    Role.BEHEERDER: ["stories.write", "stories.reword_picture"],
}

GRANTS = {
    Role.MARKETEER: [*WRITER, *FIGURES],
    Role.BEHEERDER: [*WRITER, *FIGURES, "stories.delete_portrayedperson"],
}
