"""Who works at the desk of a partner, and what they may do with its dossiers."""

from brand.models import Role

DESK = [
    "leads.view_lead",
    "leads.add_lead",
    "leads.change_lead",
    "leads.view_employer",
    "leads.change_employer",
]
# Partners share an employer, so no role deletes one here.
GRANTS = {
    Role.COORDINATOR: DESK,
    Role.BEHEERDER: [*DESK, "leads.delete_lead"],
}
