"""What the desk tells in an evidence pack: what became of employers, and confirmed placements."""

from django.db.models import Count, Q, QuerySet, Sum

from brand import scoping
from brand.evidence.pack import Asked, Cell, Table, Words, added, together
from brand.models import Province
from leads.models import Lead, Placement
from leads.models.placements import Answer
from leads.stages import BOARD, COLLAPSED, Stage

RIGHT = "leads.view_lead"
STAGES = {
    Stage.NEW: Words("Nieuw", "Nouveau", "New"),
    Stage.CONTACTED: Words("Gecontacteerd", "Contacté", "Contacted"),
    Stage.TALK: Words("In gesprek", "En discussion", "In talks"),
    Stage.PROPOSAL: Words("Voorstel", "Proposition", "Proposal"),
    Stage.COOPERATION: Words("Samenwerking", "Collaboration", "Cooperation"),
    Stage.PARKED: Words("Geparkeerd", "En attente", "Parked"),
    Stage.NO_MATCH: Words("Geen match", "Pas de correspondance", "No match"),
}
TOTAL = Words("Samen", "Total", "Total")
LEADS = Words("Opvolging van werkgevers", "Suivi des employeurs", "Follow-up of employers")
LEAD_COLUMNS = [Words("Hoe het staat", "État", "State"), Words("Dossiers", "Dossiers", "Leads")]
LEADS_NOTE = Words(
    "Dossiers die in deze periode begonnen, met hoe ze er nu voor staan. Een dossier is van één "
    "werkgever bij één partner.",
    "Dossiers commencés pendant cette période, avec leur état actuel. Un dossier concerne un "
    "employeur chez un partenaire.",
    "Leads that began in this period, with their state as it is now. A lead is of one employer at "
    "one partner.",
)
PLACEMENTS = Words("Bevestigde plaatsingen", "Placements confirmés", "Confirmed placements")
FORM = Words("Vorm", "Forme", "Form")
PROVINCE = Words("Provincie", "Province", "Province")
COUNT = Words("Plaatsingen", "Placements", "Placements")
PEOPLE = Words("Mensen", "Personnes", "People")
BY_PROVINCE = Words(
    "Bevestigde plaatsingen per provincie",
    "Placements confirmés par province",
    "Confirmed placements by province",
)
UNKNOWN = Words("Onbekend", "Inconnue", "Unknown")
PLACEMENTS_NOTE = Words(
    "Gestart in deze periode en bevestigd door de werkgever én de partner. Nog niet bevestigd, en "
    "dus niet meegeteld: {waiting}. Namen van vormen staan er zoals in de Vlaamse regels.",
    "Commencés pendant cette période et confirmés par l’employeur et par le partenaire. Pas encore "
    "confirmés, donc pas comptés : {waiting}. Les noms des formes sont ceux des règles flamandes.",
    "Begun in this period and confirmed by both employer and partner. Not confirmed yet, so not "
    "counted: {waiting}. Names of forms are those of the Flemish rules.",
)


def tables(asked: Asked) -> list[Table]:
    if not scoping.may_somewhere(asked.user, RIGHT):
        return []
    return [_leads(asked), *_placements(asked)]


def _leads(asked: Asked) -> Table:
    first, after = asked.moments
    leads = Lead.objects.visible_to(asked.user).filter(created_at__gte=first, created_at__lt=after)
    if asked.organisation:
        leads = leads.filter(owner_organisation=asked.organisation)
    counts = dict(leads.order_by().values_list("stage").annotate(Count("pk")))
    rows: list[list[Cell]] = [
        [asked.say(STAGES[stage]), counts[stage]]
        for stage in [*BOARD, *COLLAPSED]
        if counts.get(stage)
    ]
    columns = [asked.say(words) for words in LEAD_COLUMNS]
    total: list[Cell] = [asked.say(TOTAL), sum(counts.values())]
    return Table("leads", asked.say(LEADS), columns, rows, asked.say(LEADS_NOTE), total)


def _placements(asked: Asked) -> list[Table]:
    rows = Placement.objects.visible_to(asked.user)
    rows = rows.filter(start__range=(asked.start, asked.end))
    if asked.organisation:
        rows = rows.filter(partner=asked.organisation)
    refused = Q(employer_answer=Answer.NO) | Q(partner_answer=Answer.NO)
    confirmed = rows.confirmed()
    waiting = rows.exclude(refused).count() - confirmed.count()
    note = asked.say(PLACEMENTS_NOTE).format(waiting=waiting)
    return [
        _grouped(asked, "placements", PLACEMENTS, FORM, confirmed, "form__name", note),
        _grouped(
            asked,
            "placements-by-province",
            BY_PROVINCE,
            PROVINCE,
            confirmed,
            "lead__employer__municipality__province",
            note,
        ),
    ]


def _grouped(
    asked: Asked,
    key: str,
    title: Words,
    column: Words,
    confirmed: QuerySet[Placement],
    by: str,
    note: str,
) -> Table:
    found = confirmed.order_by().values_list(by).annotate(Count("pk"), Sum("people"))
    provinces = dict(Province.choices)
    unknown = asked.say(UNKNOWN)
    groups = [(provinces.get(name, name) or unknown, *numbers) for name, *numbers in found]
    rows = together(groups)
    return Table(
        key,
        asked.say(title),
        [asked.say(words) for words in (column, COUNT, PEOPLE)],
        rows,
        note,
        [asked.say(TOTAL), added([row[1] for row in rows]), added([row[2] for row in rows])],
    )
