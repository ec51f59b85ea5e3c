"""What a trial of two versions needs, what stands in its way, and its course in words."""

from brand.campaigns.results import FEWEST
from brand.dates import words
from brand.models import NewsletterIssue, NewsletterTrial, Sender
from brand.newsletter import recipients, versions

WhenFew = NewsletterTrial.WhenFew
BY_OURSELVES = (
    "Twee versies proberen kan alleen met onze eigen mailserver: Mailchimp krijgt een nieuwsbrief "
    "in één keer, met één versie."
)
NO_LEAD = "Er staat nog geen verhaal of halte in deze nieuwsbrief. Kies er eerst een."


def begin(issue: NewsletterIssue) -> None:
    """It is planned: what came of it when it was planned before is gone."""
    if (trial := versions.trial_of(issue)) is None:
        return
    trial.asked_at = trial.decided_at = trial.decided_by = None
    trial.winner, trial.ground, trial.figures = "", "", {}
    trial.save()


def alike(issue: NewsletterIssue, trial: NewsletterTrial) -> str:
    """Why version B is no other version; "" when it is one."""
    if trial.tries == NewsletterTrial.Tries.SUBJECT:
        if not trial.subject_b:
            return "Schrijf het onderwerp van versie B."
        same = trial.subject_b == issue.subject
        return "Versie B heeft hetzelfde onderwerp als versie A." if same else ""
    first = versions.lead(issue)
    if first is None:
        return NO_LEAD
    if not trial.lead_page:
        return "Kies wat vooraan staat in versie B."
    same = (first.kind, first.page) == (trial.lead_kind, trial.lead_page)
    return "Dit staat ook in versie A vooraan. Kies iets anders." if same else ""


def hindrance(issue: NewsletterIssue, trial: NewsletterTrial) -> str:
    """Why it cannot leave like this, the content apart; "" when it can."""
    if recipients.sender_of(issue) == Sender.MAILCHIMP:
        return f"{BY_OURSELVES} Neem de proef weg, of kies onze eigen mailserver."
    number = len(recipients.chosen(issue))
    if (each := versions.each(trial, number)) < FEWEST:
        return (
            f"Van {words.people(number)} zouden er {each} elke versie krijgen. "
            f"Onder {FEWEST} zegt een getal wie wat deed, en valt er niets uit te kiezen. "
            "Laat meer mensen meedoen, of neem de proef weg."
        )
    return ""


def course(issue: NewsletterIssue, trial: NewsletterTrial) -> str:
    """What will happen, in words."""
    number = len(recipients.chosen(issue))
    each = versions.each(trial, number)
    few = "versie A" if trial.when_few == WhenFew.A else "wat iemand van ons kiest"
    return (
        f"Eerst krijgen {each} mensen versie A en {each} andere versie B. "
        f"{trial.get_hours_display()} later kiezen we de versie met de meeste inschrijvingen; die "
        f"vertrekt naar de andere {number - 2 * each}. Zijn er te weinig om te kiezen, dan krijgen "
        f"zij {few}."
    )
