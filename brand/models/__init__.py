from brand.models.address_changes import AddressChange
from brand.models.audience import Subscription, SubscriptionRecord
from brand.models.batches import ServiceConnection, SyncBatch
from brand.models.campaigns import (
    BudgetLine,
    Campaign,
    CampaignPage,
    LinkVisits,
    Participation,
    TrackedLink,
)
from brand.models.changes import ChangeCount
from brand.models.erasures import Erasure, GoneRow
from brand.models.images import Picture, Rendition
from brand.models.invitations import Invitation
from brand.models.kit import BrandKit
from brand.models.kit_versions import KitDownload, KitReplacement, KitVersion
from brand.models.licences import LicenceAcceptance, LicenceEnding, LicenceText
from brand.models.newsletter_trials import NewsletterTrial
from brand.models.newsletters import (
    NewsletterDelivery,
    NewsletterHandOver,
    NewsletterIssue,
    NewsletterSettings,
    Sender,
    Variant,
)
from brand.models.notices import ServiceNotice
from brand.models.organisations import Activity, Membership, Organisation, Province, Role
from brand.models.outbox import JobRun, OutboxState, OutgoingMail, Stoppage, SyncJob
from brand.models.pages import BrandPage, ContentPage, HomePage, PartnersPage
from brand.models.places import Locality, Municipality, Station
from brand.models.received import ReceivedMail
from brand.models.reconciliations import Difference, Reconciliation
from brand.models.tallies import Tally
from brand.models.tokens import TokenLink
from brand.models.tone import ToneRule
from brand.models.users import User

__all__ = [
    "Activity",
    "AddressChange",
    "BrandKit",
    "BrandPage",
    "BudgetLine",
    "Campaign",
    "CampaignPage",
    "ChangeCount",
    "ContentPage",
    "Difference",
    "Erasure",
    "GoneRow",
    "HomePage",
    "Invitation",
    "JobRun",
    "KitDownload",
    "KitReplacement",
    "KitVersion",
    "LicenceAcceptance",
    "LicenceEnding",
    "LicenceText",
    "LinkVisits",
    "Locality",
    "Membership",
    "Municipality",
    "NewsletterDelivery",
    "NewsletterHandOver",
    "NewsletterIssue",
    "NewsletterSettings",
    "NewsletterTrial",
    "Organisation",
    "OutboxState",
    "OutgoingMail",
    "Participation",
    "PartnersPage",
    "Picture",
    "Province",
    "ReceivedMail",
    "Reconciliation",
    "Rendition",
    "Role",
    "Sender",
    "ServiceConnection",
    "ServiceNotice",
    "Station",
    "Stoppage",
    "Subscription",
    "SubscriptionRecord",
    "SyncBatch",
    "SyncJob",
    "Tally",
    "TokenLink",
    "ToneRule",
    "TrackedLink",
    "User",
    "Variant",
]
