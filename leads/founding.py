"""What this room needs to begin; see brand/founding.py."""

from brand.models import HomePage
from leads.placements import code_list


def found(home: HomePage) -> None:
    """The code list of forms of cooperation, where there is none. Safe to run at every start."""
    code_list.lay()
