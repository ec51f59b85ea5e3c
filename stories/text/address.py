"""The address of a story: made from its title when it is first handed in, and kept afterwards.

Until then a draft has a provisional one. An address made while typing would hold half a title,
or a name that the person does not allow.
"""

import re
import secrets
from itertools import count

from django.utils.text import slugify

WITHOUT_TITLE = "Verhaal zonder titel"
PROVISIONAL = re.compile(rf"verhaal-[0-9a-f]{{10}}|{slugify(WITHOUT_TITLE)}(-\d+)?")
LONGEST = 200  # characters, a number behind it not counted


def provisional() -> str:
    return f"verhaal-{secrets.token_hex(5)}"


def is_provisional(slug: str) -> bool:
    return bool(PROVISIONAL.fullmatch(slug))


def from_title(title: str, siblings) -> str:
    """A slug that none of these pages has; `siblings` leaves out the page itself."""
    base = slugify(title)[:LONGEST] or "verhaal"
    taken = set(siblings.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in count(2))
    return base if base not in taken else next(one for one in numbered if one not in taken)
