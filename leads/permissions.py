"""The role that works with a partner's leads, and its permissions."""

from brand.models import Role

DESK = [
    "leads.view_lead",
    "leads.add_lead",
    "leads.change_lead",
    "leads.view_employer",
    "leads.change_employer",
    "leads.view_placement",
    "leads.change_placement",
    "leads.view_trainingoffer",
    "leads.add_trainingoffer",
    "leads.change_trainingoffer",
    "leads.view_standingprice",
    "leads.add_standingprice",
    "leads.change_standingprice",
    "leads.delete_standingprice",
]
# Partners share an employer, so no role deletes one here.
GRANTS = {
    Role.COORDINATOR: DESK,
    Role.BEHEERDER: [*DESK, "leads.delete_lead", "leads.delete_trainingoffer"],
}
# Further rights, of which Wagtail needs not know.
RIGHTS = {Role.BEHEERDER: ["leads.connect"]}
# The code list of forms and the mail templates are one for everybody.
FEDERATION_GRANTS = [
    *(
        f"leads.{verb}_{what}"
        for what in ("cooperationform", "mailtemplate")
        for verb in ("view", "add", "change", "delete")
    ),
    "leads.add_registerextract",
    # A card of support ends, with its values; none is deleted.
    *(f"leads.{verb}_supportmeasure" for verb in ("view", "add", "change")),
]
