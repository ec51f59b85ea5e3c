from stories.models.people import ContactChange, PortrayedPerson  # isort: skip
from stories.models.consent import AskedFile, Consent, ConsentLanguage, ConsentProof, ConsentRequest
from stories.models.contributions import ContributionLink
from stories.models.figures import Figure, PartnerFigure
from stories.models.impact import ImpactPage
from stories.models.indicators import Indicator
from stories.models.objections import Counterpart, Objection, StoryReading
from stories.models.pages import PartnerSectionPage, StoryIndexPage
from stories.models.press import PressPage
from stories.models.receipts import ConsentReceipt, HarmlessChange, ShownWords
from stories.models.recognition import NobodyConfirmation
from stories.models.releases import FileRelease
from stories.models.review import FourEyesTask
from stories.models.sharing import ShareText, Use
from stories.models.sroi import SroiCalculation, SroiEdition, SroiFactor, SroiLine
from stories.models.stories import StoryPage, StoryPicture, StoryPortrayal
from stories.models.withdrawal import GoneAddress, Recall, Withdrawal

__all__ = [
    "AskedFile",
    "Consent",
    "ConsentLanguage",
    "ConsentProof",
    "ConsentReceipt",
    "ConsentRequest",
    "ContactChange",
    "ContributionLink",
    "Counterpart",
    "Figure",
    "FileRelease",
    "FourEyesTask",
    "GoneAddress",
    "HarmlessChange",
    "ImpactPage",
    "Indicator",
    "NobodyConfirmation",
    "Objection",
    "PartnerFigure",
    "PartnerSectionPage",
    "PortrayedPerson",
    "PressPage",
    "Recall",
    "ShareText",
    "ShownWords",
    "SroiCalculation",
    "SroiEdition",
    "SroiFactor",
    "SroiLine",
    "StoryIndexPage",
    "StoryPage",
    "StoryPicture",
    "StoryPortrayal",
    "StoryReading",
    "Use",
    "Withdrawal",
]
