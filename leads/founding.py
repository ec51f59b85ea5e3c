"""What this room needs to begin; see brand/founding.py."""

from brand.models import HomePage
from leads.correspondence import first_templates
from leads.measures import first_cards
from leads.placements import code_list


def found(home: HomePage) -> None:
    """The code lists and the first mail templates, where there are none, and the page of support.

    Safe to run at every start.
    """
    code_list.lay()
    first_templates.lay()
    first_cards.lay()
    first_cards.create_page(home)
