"""What brand tells in an evidence pack: reach, the newsletter, and what campaigns cost."""

from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils import timezone

from brand.campaigns import budget
from brand.campaigns.budget import Amounts
from brand.evidence.pack import Asked, Table, Words
from brand.models import (
    Campaign,
    LinkVisits,
    NewsletterDelivery,
    NewsletterIssue,
    Organisation,
    TrackedLink,
)
from brand.models.campaigns import VIEW, Channel
from brand.newsletter import versions

CHANNELS = {
    Channel.MAIL: Words("E-mail", "E-mail", "Email"),
    Channel.NEWSLETTER: Words("Nieuwsbrief", "Lettre d’information", "Newsletter"),
    Channel.LINKEDIN: Words("LinkedIn", "LinkedIn", "LinkedIn"),
    Channel.FACEBOOK: Words("Facebook", "Facebook", "Facebook"),
    Channel.INSTAGRAM: Words("Instagram", "Instagram", "Instagram"),
    Channel.POSTER: Words("Affiche", "Affiche", "Poster"),
    Channel.PARTNER: Words("Website van een partner", "Site d’un partenaire", "Partner’s website"),
    Channel.PRESS: Words("Pers", "Presse", "Press"),
    Channel.OTHER: Words("Andere", "Autre", "Other"),
}
REACH = Words("Bereik", "Portée", "Reach")
CHANNEL = Words("Kanaal", "Canal", "Channel")
CLICKS = Words("Kliks op links", "Clics sur les liens", "Clicks on links")
TOTAL = Words("Samen", "Total", "Total")
REACH_NOTE = Words(
    "Eigen links van campagnes, geteld per dag, zonder cookies. Zoekmachines en voorvertoningen "
    "tellen niet mee. Een klik is geen persoon: wie twee keer klikt, telt twee keer.",
    "Liens propres des campagnes, comptés par jour, sans cookies. Les moteurs de recherche et les "
    "aperçus ne comptent pas. Un clic n’est pas une personne.",
    "Own links of campaigns, counted by day, without cookies. Search engines and previews do not "
    "count. A click is not a person: who clicks twice counts twice.",
)
ISSUES = Words("Nieuwsbrieven", "Lettres d’information", "Newsletters")
SUBJECT = Words("Onderwerp", "Objet", "Subject")
LEFT_ON = Words("Verstuurd op", "Envoyée le", "Sent on")
TAKEN = Words("Aangenomen mails", "E-mails acceptés", "Mails accepted")
ISSUES_NOTE = Words(
    "Hoeveel mails een mailserver aannam. Dat is niet hoeveel mensen ze lazen; dat meten we niet.",
    "Nombre d’e-mails acceptés par un serveur. Ce n’est pas le nombre de lecteurs, que nous ne "
    "mesurons pas.",
    "How many mails a mail server accepted. Not how many people read them: we do not measure that.",
)
COSTS = Words("Kosten per partner", "Coûts par partenaire", "Costs by partner")
PARTNER = Words("Partner", "Partenaire", "Partner")
AMOUNTS = {
    "planned": Words("Gepland (€)", "Prévu (€)", "Planned (€)"),
    "committed": Words("Vastgelegd (€)", "Engagé (€)", "Committed (€)"),
    "spent": Words("Uitgegeven (€)", "Dépensé (€)", "Spent (€)"),
}
COSTS_NOTE = Words(
    "Begroting van de campagnes die in deze periode liepen, in haar geheel: ook als een campagne "
    "vroeger begon of later stopt. Wie niet alleen betaalt, betaalt volgens de verdeelsleutel.",
    "Budget des campagnes en cours pendant cette période, en entier, même si une campagne a "
    "commencé plus tôt ou se termine plus tard. Les coûts partagés suivent la clé de répartition.",
    "Budget of the campaigns that ran in this period, in full, also when one began earlier or ends "
    "later. Shared costs follow the agreed key.",
)


def tables(asked: Asked) -> list[Table]:
    return [table for table in (_reach(asked), _issues(asked), _costs(asked)) if table]


def _reach(asked: Asked) -> Table:
    links = TrackedLink.objects.visible_to(asked.user, VIEW)
    if asked.organisation:
        links = links.filter(organisation=asked.organisation)
    visits = LinkVisits.objects.filter(link__in=links, day__range=(asked.start, asked.end))
    counts = dict(visits.order_by().values_list("link__channel").annotate(Sum("count")))
    rows = [[asked.say(CHANNELS[one]), counts[one]] for one in Channel if counts.get(one)]
    return Table(
        "reach",
        asked.say(REACH),
        [asked.say(CHANNEL), asked.say(CLICKS)],
        rows,
        asked.say(REACH_NOTE),
        [asked.say(TOTAL), sum(counts.values())],
    )


def _issues(asked: Asked) -> Table | None:
    """The newsletter is everybody's: it stands in the pack of all partners together."""
    if asked.organisation or not asked.user.is_federation:
        return None
    first, after = asked.moments
    accepted = Q(deliveries__outcome=NewsletterDelivery.Outcome.SENT)
    issues = NewsletterIssue.objects.filter(began_at__gte=first, began_at__lt=after)
    issues = issues.select_related("trial")
    found = issues.annotate(accepted=Count("deliveries", filter=accepted)).order_by("began_at")
    rows = [
        [
            versions.says(one).subject,
            timezone.localdate(one.began_at, timezone.get_default_timezone()),
            one.accepted,
        ]
        for one in found
    ]
    columns = [asked.say(words) for words in (SUBJECT, LEFT_ON, TAKEN)]
    total = [asked.say(TOTAL), None, sum(one.accepted for one in found)]
    return Table("newsletters", asked.say(ISSUES), columns, rows, asked.say(ISSUES_NOTE), total)


def _costs(asked: Asked) -> Table:
    campaigns = Campaign.objects.visible_to(asked.user)
    campaigns = campaigns.filter(Q(starts_on=None) | Q(starts_on__lte=asked.end))
    campaigns = campaigns.filter(Q(ends_on=None) | Q(ends_on__gte=asked.start))
    parts: dict[Organisation, Amounts] = {}
    for campaign in campaigns.prefetch_related("budget_lines__paid_by"):
        for partner, part in budget.of(campaign).parts.items():
            if asked.organisation in (None, partner):
                parts.setdefault(partner, Amounts()).add(
                    **{name: getattr(part, name) for name in AMOUNTS}
                )
    rows = [
        [partner.name, *(getattr(part, name) for name in AMOUNTS)]
        for partner, part in sorted(parts.items(), key=lambda one: one[0].name)
    ]
    sums = [sum((getattr(part, name) for part in parts.values()), Decimal()) for name in AMOUNTS]
    columns = [asked.say(PARTNER), *(asked.say(words) for words in AMOUNTS.values())]
    total = [asked.say(TOTAL), *sums]
    return Table("costs", asked.say(COSTS), columns, rows, asked.say(COSTS_NOTE), total)
