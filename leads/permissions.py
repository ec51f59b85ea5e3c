"""Who works at the desk of a partner, and what they may do with its dossiers."""

from brand.models import Role

DESK = [
    "leads.view_lead",
    "leads.add_lead",
    "leads.change_lead",
    "leads.view_employer",
    "leads.change_employer",
]
# An employer is shared by all who met them, so nobody deletes one here.
GRANTS = {
    Role.COORDINATOR: DESK,
    Role.BEHEERDER: [*DESK, "leads.delete_lead"],
}
