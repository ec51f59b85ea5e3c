"""Employers, leads and their follow-up."""

from leads.models.connections import ApiKey, ApiWrite, Webhook, WebhookDelivery
from leads.models.correspondence import LeadMail, MailTemplate
from leads.models.duplicates import EmployerMerge, LikelyDuplicate
from leads.models.employers import Contact, Employer
from leads.models.establishments import EmployerActivity, Establishment
from leads.models.hand_overs import HandOver
from leads.models.imports import ImportRow, LeadImport
from leads.models.lead import Lead, LeadWish
from leads.models.measures import (
    MeasureParameter,
    MeasureValue,
    SupportMeasure,
)
from leads.models.notifications import NotificationChoice
from leads.models.obstacles import Obstacle, ObstacleSignal
from leads.models.placements import (
    Confirmation,
    CooperationForm,
    Placement,
    PlacementCheck,
    PlacementLink,
)
from leads.models.pledges import Pledge, PledgeAnswer, PledgeLink, PledgeProgress
from leads.models.price_requests import (
    PriceAnswer,
    PriceInvitation,
    PriceOffer,
    PriceRequest,
    PriceRequestLine,
)
from leads.models.procurement import ProcurementIntention
from leads.models.register import NaceCode, RegisterEntry, RegisterExtract
from leads.models.saved_filters import SavedFilter
from leads.models.standing_prices import StandingPrice
from leads.models.support_page import SupportPage
from leads.models.timeline import Interaction
from leads.models.trainings import TrainingOffer

__all__ = [
    "ApiKey",
    "ApiWrite",
    "Confirmation",
    "Contact",
    "CooperationForm",
    "Employer",
    "EmployerActivity",
    "EmployerMerge",
    "Establishment",
    "HandOver",
    "ImportRow",
    "Interaction",
    "Lead",
    "LeadImport",
    "LeadMail",
    "LeadWish",
    "LikelyDuplicate",
    "MailTemplate",
    "MeasureParameter",
    "MeasureValue",
    "NaceCode",
    "NotificationChoice",
    "Obstacle",
    "ObstacleSignal",
    "Placement",
    "PlacementCheck",
    "PlacementLink",
    "Pledge",
    "PledgeAnswer",
    "PledgeLink",
    "PledgeProgress",
    "PriceAnswer",
    "PriceInvitation",
    "PriceOffer",
    "PriceRequest",
    "PriceRequestLine",
    "ProcurementIntention",
    "RegisterEntry",
    "RegisterExtract",
    "SavedFilter",
    "StandingPrice",
    "SupportMeasure",
    "SupportPage",
    "TrainingOffer",
    "Webhook",
    "WebhookDelivery",
]
