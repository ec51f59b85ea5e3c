"""The way of an opvolgdossier, from first meeting to cooperation.

No published source describes one sector-wide workflow; these stages are a proposal that
coordinators can recognise. Names on screen can change, values are kept in the database.
"""

from django.db import models


class Stage(models.TextChoices):
    NEW = "nieuw", "Nieuw"
    CONTACTED = "gecontacteerd", "Gecontacteerd"
    TALK = "gesprek", "Gesprek"
    PROPOSAL = "voorstel", "Voorstel"
    COOPERATION = "samenwerking", "Samenwerking"
    PARKED = "geparkeerd", "Geparkeerd"
    NO_MATCH = "geen-match", "Geen match"


BOARD = [Stage.NEW, Stage.CONTACTED, Stage.TALK, Stage.PROPOSAL, Stage.COOPERATION]
COLLAPSED = [Stage.PARKED, Stage.NO_MATCH]
# Open stages: these never stand without a next action and a date.
OPEN = [Stage.NEW, Stage.CONTACTED, Stage.TALK, Stage.PROPOSAL]


class NoMatchReason(models.TextChoices):
    """Why it ended; asked when a lead moves to "Geen match"."""

    NO_INTEREST = "geen-interesse", "Geen interesse meer"
    NO_WORK = "geen-werk", "Geen passend werk"
    NO_PARTNER = "geen-partner", "Geen partner die het kan doen"
    TIMING = "timing", "Niet het juiste moment"
    UNREACHABLE = "onbereikbaar", "Niet te bereiken"
    DUPLICATE = "dubbel", "Dubbel dossier"


class Wish(models.TextChoices):
    """What an employer wants help with, in the words of the form."""

    VACANCY = "vacature", "Een vacature invullen"
    INTERNSHIP = "stage", "Stageplaats of werkervaring aanbieden"
    OUTSOURCING = "uitbesteding", "Werk uitbesteden"
    GUIDANCE = "begeleiding", "Doelgroepmedewerkers begeleiden"
    LOOKING = "kijken", "Gewoon eens kijken"


# The wish in one word, and its sign on a card.
WISH_WORD: dict[str, str] = {
    Wish.VACANCY: "vacature",
    Wish.INTERNSHIP: "stageplaats",
    Wish.OUTSOURCING: "werk uitbesteden",
    Wish.GUIDANCE: "begeleiding",
    Wish.LOOKING: "eens kijken",
}
WISH_ICON: dict[str, str] = {
    Wish.VACANCY: "user",
    Wish.INTERNSHIP: "clipboard-list",
    Wish.OUTSOURCING: "folder-open-1",
    Wish.GUIDANCE: "group",
    Wish.LOOKING: "view",
}


class Source(models.TextChoices):
    """How a lead came to be; the first way stays."""

    STOP = "halte", "Halte van de roadshow"
    CALLBACK = "bel-mij", "Formulier “Bel mij”"
    TRAINING = "vorming", "Aanvraag van een vorming"
    BY_HAND = "zelf", "Zelf toegevoegd"
    IMPORT = "import", "Ingelezen bestand"
    API = "api", "Andere toepassing"


class NextAction(models.TextChoices):
    CALL = "bellen", "Bellen"
    MAIL = "mailen", "Mailen"
    VISIT = "plaatsbezoek", "Plaatsbezoek"
    JOB_ANALYSIS = "jobanalyse", "Jobanalyse"
    QUOTE = "offerte", "Offerte"
    AGREEMENT = "overeenkomst", "Overeenkomst"
    EVALUATION = "evaluatie", "Evaluatie"
    OTHER = "andere", "Iets anders"
