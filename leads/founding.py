"""What this room needs to begin; see brand/founding.py."""

from brand.models import HomePage
from leads.correspondence import first_templates
from leads.placements import code_list


def found(home: HomePage) -> None:
    """The forms of cooperation and the first mail templates, where there are none.

    Safe to run at every start.
    """
    code_list.lay()
    first_templates.lay()
