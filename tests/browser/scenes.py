"""Every page there is to look at, in each of its states; `lay()` makes those the demo lacks."""

import json
from datetime import date, timedelta

from django.db.models import Model
from django.utils import timezone

from brand import audience, demo
from brand.mail import delivery
from brand.models import (
    Difference,
    NewsletterIssue,
    NewsletterTrial,
    Organisation,
    OutboxState,
    OutgoingMail,
    Reconciliation,
    TrackedLink,
    User,
)
from brand.newsletter import letters, links
from leads.connections import keys, signatures
from leads.models import (
    Establishment,
    HandOver,
    Interaction,
    Lead,
    MailTemplate,
    MeasureParameter,
    Placement,
    Pledge,
    PledgeLink,
    PriceRequest,
    ProcurementIntention,
    TrainingOffer,
    Webhook,
    WebhookDelivery,
)
from leads.placements import checks, recording
from leads.procurement import pledges
from leads.procurement import requests as procurement
from leads.transfer import rounds
from roadshow.models import Registration, StopPage
from roadshow.registration import changes, register, waiting_list
from stories.consent import requests, wording
from stories.contributions import contribution
from stories.languages import translation
from stories.models import (
    Consent,
    ConsentLanguage,
    Objection,
    PartnerFigure,
    PortrayedPerson,
    SroiLine,
    StoryPage,
    Use,
)
from stories.models.sroi import SroiRole
from stories.withdrawal import withdraw
from tests.support import lead_lists

STORIES = "/verhalen"
DESK = "/beheer/opvolging"
HALTS = "/roadshow/voorbeeld"

# Name and address; what stands in braces is filled in with what `lay()` gave.
PUBLIC = [
    ("home", "/"),
    ("stories", f"{STORIES}/"),
    ("stories, filtered", f"{STORIES}/?soort=getuigenis&provincie=limburg"),
    ("stories, nothing found", f"{STORIES}/?soort=les&zoek=zeppelin"),
    ("section", f"{STORIES}/de-werkschuit-voorbeeld/"),
    ("testimonial", f"{STORIES}/de-werkschuit-voorbeeld/voorbeeld-karim-kent-elke-doos/"),
    (
        "impact story",
        f"{STORIES}/tuinwijk-groenwerk-voorbeeld/voorbeeld-het-park-ligt-er-weer-bij/",
    ),
    ("lesson", f"{STORIES}/handgreep-noord-voorbeeld/voorbeeld-toon-het-in-vier-foto-s/"),
    ("prejudice", f"{STORIES}/atelier-zuidpunt-voorbeeld/voorbeeld-alleen-eenvoudig-werk/"),
    ("withdrawn story", f"{STORIES}/atelier-zuidpunt-voorbeeld/voorbeeld-testers-die-alles-zien/"),
    ("tour", "/roadshow/"),
    ("tour near a postcode", "/roadshow/?plaats=3500"),
    ("tour, unknown place", "/roadshow/?plaats=nergenshuizen"),
    ("stop, open", f"{HALTS}-genk/"),
    ("stop, full", f"{HALTS}-antwerpen/"),
    ("stop, cancelled", f"{HALTS}-leuven/"),
    ("stop, past", f"{HALTS}-mechelen/"),
    ("form", f"{HALTS}-genk/inschrijven/"),
    ("form with errors", f"{HALTS}-genk/inschrijven/", "Bevestig mijn plaats"),
    ("form, full stop", f"{HALTS}-antwerpen/inschrijven/"),
    ("form, cancelled stop", f"{HALTS}-leuven/inschrijven/"),
    ("call me", "/bel-mij/?partner=de-werkschuit-voorbeeld"),
    ("call me, with errors", "/bel-mij/", "Bel mij"),
    ("call me, thanks", "/bel-mij/bedankt/"),
    ("trainings", "/vormingen/"),
    ("training", "/vormingen/{training}/"),
    ("ask for a training", "/bel-mij/?vorming={training}"),
    ("ask for a training, with errors", "/bel-mij/?vorming={training}", "Vraag aan"),
    ("under the radar", "/onder-de-radar/?plaats=3600"),
    ("under the radar, unknown place", "/onder-de-radar/?plaats=nergenshuizen"),
    ("give a signal", "/onder-de-radar/signaal/?plaats=Genk"),
    ("give a signal, with errors", "/onder-de-radar/signaal/", "Geef het signaal"),
    ("give a signal, thanks", "/onder-de-radar/signaal/bedankt/"),
    ("mine", "/mijn/{own_page}/"),
    ("mine, just changed", "/mijn/{own_page}/?gedaan=gewijzigd"),
    ("mine, no messages", "/mijn/{own_page}/geen-berichten/"),
    ("mine, change", "/mijn/{own_page}/wijzig/"),
    ("mine, colleagues", "/mijn/{own_page}/meebrengen/"),
    ("mine, colleagues with errors", "/mijn/{own_page}/meebrengen/", "Voeg toe"),
    ("mine, other stop", "/mijn/{own_page}/andere-halte/"),
    ("mine, cancel", "/mijn/{own_page}/annuleer/"),
    ("mine, wishes", "/mijn/{own_page}/waarmee/"),
    ("mine, waiting", "/mijn/{waiting}/"),
    ("mine, offered", "/mijn/{offered}/"),
    ("mine, cancelled", "/mijn/{cancelled}/"),
    ("mine, what held back", "/mijn/{absent}/"),
    ("mine, registered twice", "/mijn/{repeat}/"),
    ("mine, held for a time", "/mijn/{held}/"),
    ("mine, by the link in the mail", "/mijn/{held}/wijzig/"),
    ("mine, stop is over", "/mijn/{past}/"),
    ("mine, unknown", "/mijn/onbekend/"),
    ("impact", "/impact/"),
    ("calculation in euro", "/impact/berekening/voorbeeld-een-ronde-haltes/"),
    ("support", "/wat-kost-het/"),
    ("support, answered", "/wat-kost-het/?waar=vlaanderen&wat=stage&loon=2800"),
    ("support, with errors", "/wat-kost-het/?loon=veel"),
    ("partners", "/partners/"),
    ("partner", "/partners/de-werkschuit-voorbeeld/"),
    ("content page", "/privacy/"),
    ("newsletter", "/nieuwsbrief/"),
    ("newsletter with errors", "/nieuwsbrief/", "Stuur mij de nieuwsbrief"),
    ("newsletter, asked", "/nieuwsbrief/bedankt/"),
    ("newsletter, confirm", "/nieuwsbrief/bevestig/{asked}/"),
    ("newsletter, stop", "/nieuwsbrief/stop/{subscriber}/"),
    ("newsletters of before", "/nieuwsbrief/archief/"),
    ("newsletter of before", "/nieuwsbrief/archief/{sent_issue}/"),
    ("newsletter, unknown", "/nieuwsbrief/stop/onbekend/"),
    ("search", "/zoeken/?zoek=genk"),
    ("search, a slip", "/zoeken/?zoek=karimm"),
    ("search, nothing found", "/zoeken/?zoek=zeppelinvaart"),
    ("open data", "/api/v1/"),
    ("press", "/pers/"),
    ("press kit", "/pers/{story}/"),
    ("press kit with errors", "/pers/{story}/", "Download de persmap"),
    ("consent", "/toestemming/{consent}/"),
    ("consent, first time", "/toestemming/{first_consent}/"),
    ("consent, with errors", "/toestemming/{first_consent}/", "Verstuur mijn antwoord"),
    ("consent, Arabic", "/toestemming/{first_consent}/?taal=ar"),
    ("consent, Dari, change", "/toestemming/{first_consent}/wijzig/?taal=prs"),
    ("consent, unknown", "/toestemming/onbekend/"),
    ("placement, asked", "/plaatsing/{placement_asked}/"),
    ("placement, does it run", "/plaatsing/{placement_runs}/", "Verstuur"),
    ("pledges of public buyers", "/aankopers/"),
    ("pledge, asked", "/belofte/{asked_pledge}/"),
    ("pledge, unknown", "/belofte/onbekend/"),
    ("contribution", "/bijdragen/{contribution}/"),
    ("contribution, unknown", "/bijdragen/onbekend/"),
    ("invitation, unknown", "/uitnodiging/onbekend/"),
    ("not found", "/bestaat-niet/"),
    ("login", "/beheer/login/"),
]

# As a partner's coordinator sees it.
COORDINATOR = [
    ("vandaag", "/beheer/"),
    ("dossiers", f"{DESK}/dossiers/"),
    ("board", f"{DESK}/bord/"),
    ("go to", f"{DESK}/vind/?q=voorbeeld"),
    ("go to, nothing found", f"{DESK}/vind/?q=zeppelinvaart"),
    ("dossier", f"{DESK}/dossiers/{{lead}}/"),
    ("new dossier", f"{DESK}/dossiers/nieuw/"),
    ("called", f"{DESK}/dossiers/{{lead}}/gebeld/"),
    ("move", f"{DESK}/dossiers/{{lead}}/verplaats/"),
    ("contact", f"{DESK}/dossiers/{{lead}}/contact/"),
    ("mail from a dossier", f"{DESK}/dossiers/{{lead}}/mail/"),
    (
        "mail from a dossier, looked at",
        f"{DESK}/dossiers/{{lead}}/mail/?sjabloon={{template}}",
        "Bekijk de mail",
    ),
    ("mail from a dossier, with errors", f"{DESK}/dossiers/{{lead}}/mail/", "Bekijk de mail"),
    ("offer", f"{DESK}/dossiers/{{lead}}/overdragen/"),
    ("support for an employer", f"{DESK}/dossiers/{{lead}}/steun/"),
    ("record a placement", f"{DESK}/dossiers/{{lead}}/plaatsing/", "Noteer de plaatsing"),
    ("placements", f"{DESK}/plaatsingen/"),
    ("placement", f"{DESK}/plaatsingen/{{placement}}/"),
    ("public buyers", f"{DESK}/aankopers/"),
    ("dossier of a public buyer", f"{DESK}/dossiers/{{buyer}}/"),
    ("plan of a public buyer", f"{DESK}/aankopers/plannen/{{plan}}/"),
    ("prices, asking", f"{DESK}/dossiers/{{buyer}}/prijsaanvraag/?plan={{plan}}"),
    (
        "prices, asking with errors",
        f"{DESK}/dossiers/{{buyer}}/prijsaanvraag/",
        "Bewaar en kies partners",
    ),
    ("prices, looked at before sending", f"{DESK}/aankopers/prijzen/{{draft_prices}}/"),
    ("prices, compared", f"{DESK}/aankopers/prijzen/{{prices}}/"),
    ("prices, asked of us", f"{DESK}/aankopers/gevraagd/{{asked_prices}}/", "Bezorg onze prijzen"),
    ("pledge of a public buyer", f"{DESK}/aankopers/beloften/{{pledge}}/"),
    (
        "pledge, how it stands with errors",
        f"{DESK}/dossiers/{{buyer}}/belofte/",
        "Bewaar",
    ),
    ("new plan, with errors", f"{DESK}/dossiers/{{buyer}}/aankoopplan/", "Bewaar"),
    ("hand-overs", f"{DESK}/overdrachten/"),
    ("hand-over, received", f"{DESK}/overdrachten/{{received}}/"),
    ("hand-over, sent", f"{DESK}/overdrachten/{{sent}}/"),
    ("what a partner can take", f"{DESK}/aanbod/{{partner}}/"),
    ("week report", f"{DESK}/weekrapport/"),
    ("figures of the follow-up", f"{DESK}/cijfers/"),
    ("unit prices", f"{DESK}/eenheidsprijzen/"),
    ("new unit price", f"{DESK}/eenheidsprijzen/new/"),
    ("trainings, desk", f"{DESK}/vormingen/"),
    ("new training", f"{DESK}/vormingen/new/"),
    ("read a training", f"{DESK}/vormingen/{{training}}/nalezen/"),
    ("signals from under the radar", f"{DESK}/signalen/"),
    ("where leads come from", f"{DESK}/herkomst/"),
    ("employers", f"{DESK}/werkgevers/"),
    ("employer", f"{DESK}/werkgevers/edit/{{employer}}/"),
    ("place of work", f"{DESK}/werkgevers/{{employer}}/vestigingen/{{place}}/"),
    ("place of work, with errors", f"{DESK}/werkgevers/{{employer}}/vestigingen/nieuw/", "Bewaar"),
    ("place of work, to remove", f"{DESK}/werkgevers/{{employer}}/vestigingen/{{place}}/weg/"),
    ("activity, with errors", f"{DESK}/werkgevers/{{employer}}/activiteiten/nieuw/", "Bewaar"),
    ("lists", f"{DESK}/inlezen/"),
    ("lists, with errors", f"{DESK}/inlezen/", "Kijk de lijst na"),
    ("list, its columns", f"{DESK}/inlezen/{{list_chosen}}/"),
    ("list, columns with errors", f"{DESK}/inlezen/{{list_odd}}/", "Kijk alle rijen na"),
    ("list, looked at", f"{DESK}/inlezen/{{list_checked}}/"),
    ("list, taken in", f"{DESK}/inlezen/{{list_done}}/"),
    ("list, undone", f"{DESK}/inlezen/{{list_undone}}/"),
    ("list, unreadable", f"{DESK}/inlezen/{{list_failed}}/"),
    ("stops", "/beheer/haltes/"),
    ("who could not come", "/beheer/haltes/bereikbaar/?maanden=36"),
    ("plan a stop", "/beheer/haltes/nieuw/"),
    ("stop", "/beheer/haltes/{stop}/"),
    ("cancel a stop", "/beheer/haltes/{stop}/annuleer/"),
    ("mail to participants", "/beheer/haltes/{past_stop}/mail/"),
    ("mail to participants, with errors", "/beheer/haltes/{past_stop}/mail/", "Bekijk en tel"),
    ("registrations", "/beheer/inschrijvingen/"),
    ("registration", "/beheer/inschrijvingen/inspect/{registration}/"),
    (
        "what held back, noted",
        "/beheer/inschrijvingen/{absent_number}/wat-hield-tegen/",
    ),
    ("door", "/onthaal/voorbeeld-genk/"),
    ("door, one registration", "/onthaal/voorbeeld-genk/{code}/"),
    ("door, at the table", "/onthaal/{past_slug}/aan-tafel/{present}/"),
    ("door, walk-in", "/onthaal/voorbeeld-genk/zonder-inschrijving/"),
]

# As a partner's marketer sees it.
MARKETEER = [
    ("marketer's start", "/beheer/"),
    ("a campaign that one takes part in", "/beheer/campagnes/{campaign}/"),
    ("ask for consent", "/beheer/toestemming/vragen/{person}/"),
    ("consent, asked", "/beheer/toestemming/gevraagd/{asked_consent}/"),
    ("paper form", "/beheer/toestemming/formulier/{person}/"),
    ("settle an objection", "/beheer/toestemming/bezwaar/{objection}/"),
    (
        "what became of it in another language",
        "/beheer/toestemming/bezwaar/{objection}/andere-taal/?verhaal={counterpart}",
    ),
    ("consents that ask for attention", "/beheer/toestemming/"),
    ("asked stories", "/beheer/bijdragen/"),
    ("ask for a story", "/beheer/bijdragen/nieuw/"),
    ("asked story", "/beheer/bijdragen/{asked_story}/"),
    ("sharing kit", "/beheer/delen/{story}/"),
    ("where it stands", "/beheer/use/"),
    ("languages", "/beheer/talen/"),
    ("translate", "/beheer/talen/{story}/fr/"),
    ("next newsletter", "/beheer/verhalen/nieuwsbrief/"),
    ("still holds", "/beheer/verhalen/{story}/klopt-nog/"),
    ("figures", "/beheer/impact/"),
    ("report a figure", "/beheer/impact/cijfer/nieuw/", "Geef door"),
    ("to take back", "/beheer/recall/"),
    ("task", "/beheer/recall/edit/{recall}/"),
    ("withdrawals", "/beheer/withdrawal/"),
    ("withdrawal", "/beheer/withdrawal/inspect/{withdrawal}/"),
    ("brand portal", "/beheer/merkportaal/"),
    ("brand portal, poster", "/beheer/merkportaal/affiche/", "Download de PDF"),
    ("brand portal, signature", "/beheer/merkportaal/handtekening/", "Maak de handtekening"),
]

# As the federation's administrator sees it.
FEDERATION = [
    ("federation's start", "/beheer/"),
    ("people we show", "/beheer/portrayedperson/"),
    ("person we show", "/beheer/portrayedperson/edit/{person}/"),
    ("new person we show", "/beheer/portrayedperson/new/"),
    ("withdraw", "/beheer/portrayedperson/withdraw/{person}/"),
    ("story editor", "/beheer/pages/{story}/edit/"),
    ("review", "/beheer/verhalen/nalezen/{waits}/"),
    ("connections", f"{DESK}/koppelingen/"),
    ("an address to tell, with errors", f"{DESK}/koppelingen/adressen/nieuw/", "Bewaar"),
    ("an address that is told", f"{DESK}/koppelingen/adressen/{{hook}}/"),
    ("connections, a key with errors", f"{DESK}/koppelingen/", "Maak de sleutel"),
    ("partners", "/beheer/partners/"),
    ("a partner leaves", "/beheer/partners/vertrekt/{partner}/"),
    ("colleague", "/beheer/mensen/inspect/{colleague}/"),
    ("a colleague leaves", "/beheer/mensen/vertrekt/{colleague}/"),
    ("partner", "/beheer/partners/edit/{partner}/"),
    ("people", "/beheer/mensen/"),
    ("new colleague", "/beheer/mensen/new/"),
    ("outgoing mail", "/beheer/uitgaande-post/"),
    ("one mail", "/beheer/uitgaande-post/{mail}/"),
    ("newsletter queue", "/beheer/nieuwsbrief-wachtrij/"),
    ("newsletter job", "/beheer/nieuwsbrief-wachtrij/{job}/"),
    ("newsletter, somebody wants to stop", "/beheer/nieuwsbrief-wachtrij/{job}/stoppen/"),
    ("mailchimp", "/beheer/mailchimp/"),
    ("mailchimp, looked at", "/beheer/mailchimp/", "Kijk het na"),
    ("mailchimp, what differs", "/beheer/mailchimp/verschillen/"),
    ("languages of consent", "/beheer/toestemming/talen/"),
    ("a language of consent", "/beheer/toestemming/talen/?lees=prs"),
    ("impact figures", "/beheer/impact/"),
    ("stands of a figure", "/beheer/impact/indicator/{indicator}/"),
    ("figure of a partner", "/beheer/impact/cijfer/{figure}/"),
    ("calculations in euro", "/beheer/impact/berekening/"),
    ("saved filters", "/beheer/opvolging/filters/"),
    ("keep a filter", "/beheer/opvolging/filters/nieuw/?filter=stage%3Dnieuw", "Bewaar"),
    ("media library", "/beheer/beeldbank/"),
    ("evidence pack", "/beheer/bewijsmap/?van=2026-01-01&tot=2027-12-31"),
    ("calculation in euro, desk", "/beheer/impact/berekening/{calculation}/"),
    ("line of a calculation", "/beheer/impact/berekening/{calculation}/regel/{line}/"),
    ("indicators", "/beheer/indicatoren/"),
    ("support measures", "/beheer/steunmaatregelen/"),
    ("values of a measure", "/beheer/steunmaatregelen/{measure}/"),
    ("card of a measure", "/beheer/steunmaatregelen/edit/{measure}/"),
    ("another value", "/beheer/steunmaatregelen/{measure}/parameter/{parameter}/waarde/", "Bewaar"),
    ("register of enterprises", "/beheer/kbo/"),
    ("campaigns", "/beheer/campagnes/"),
    ("new campaign", "/beheer/campagnes/new/"),
    ("campaign", "/beheer/campagnes/{campaign}/"),
    ("a link of a campaign", "/beheer/campagnes/{campaign}/links/vb-li/"),
    ("a poster with errors", "/beheer/campagnes/{campaign}/links/vb-li/affiche.pdf?title="),
    ("newsletters", "/beheer/nieuwsbrieven/"),
    ("newsletter, writing", "/beheer/nieuwsbrieven/{issue}/"),
    ("newsletter, choosing", "/beheer/nieuwsbrieven/{issue}/kies/"),
    ("newsletter, as it leaves", "/beheer/nieuwsbrieven/{issue}/voorbeeld/"),
    ("newsletter, as text", "/beheer/nieuwsbrieven/{issue}/voorbeeld/?zo=tekst"),
    ("newsletter, sending", "/beheer/nieuwsbrieven/{issue}/verstuur/"),
    ("newsletter, two versions", "/beheer/nieuwsbrieven/{trial_issue}/verstuur/"),
    ("newsletter, version B", "/beheer/nieuwsbrieven/{trial_issue}/voorbeeld/?versie=b"),
    ("newsletter, which version", "/beheer/nieuwsbrieven/{asked_issue}/verstuur/"),
    ("newsletter, throwing away", "/beheer/nieuwsbrieven/{issue}/weg/"),
    ("newsletter, report", "/beheer/nieuwsbrieven/{sent_issue}/verstuur/"),
    ("newsletter, who got it", "/beheer/nieuwsbrieven/{sent_issue}/wie/verstuurd/"),
    ("brand kit", "/beheer/settings/brand/brandkit/"),
    ("brand portal of the federation", "/beheer/merkportaal/"),
    ("tone of the brand", "/beheer/merkportaal/toon/"),
    ("who has an older version of the kit", "/beheer/merkportaal/gebruik/"),
    ("version of the kit", "/beheer/merkportaal/versies/1/"),
    ("licences", "/beheer/merkportaal/licenties/"),
    ("text of the licence", "/beheer/merkportaal/licenties/tekst/"),
    (
        "ending a licence",
        "/beheer/merkportaal/licenties/{partner}/beeindig/",
        "Beëindig de licentie",
    ),
    ("demo", "/beheer/voorbeelden/"),
]


def lay() -> None:
    """Runs in the site itself; prints what the addresses are filled in with, as JSON."""
    made = _registrations() | _newsletter() | _rows() | _told() | _placements() | _lists()
    print(json.dumps(made | _procurement()))


def _registrations() -> dict[str, str]:
    stops = {stop.title: stop for stop in StopPage.objects.all()}

    def comes(town: str, name: str):
        email = f"{name.split()[0].lower()}@bakkerij-scene.example"
        return register.register(
            stops[town],
            name=name,
            company="Bakkerij Scène",
            email=email,
            phone="0470 12 34 56",
            companions=["Bart Peeters"],
            waiting_ok=True,
        )

    full = stops["Antwerpen"]
    full.capacity += 2
    full.save()
    waiting_list.offer_seats_of(full)
    registration, gone = comes("Genk", "Ria Peeters"), comes("Kortrijk", "Lut Peeters")
    changes.cancel(gone)
    known = Registration.objects.filter(stop=stops["Mechelen"])
    held = comes("Genk", "Mia Peeters")
    Registration.objects.filter(pk=held.pk).update(held_until=held.stop.starts_at)
    own = Registration.objects.filter(stop__organisation__slug="de-werkschuit-voorbeeld")
    present = own.filter(state=Registration.State.PRESENT).first()
    absent = own.filter(state=Registration.State.PRESENT).exclude(pk=present.pk).first()
    Registration.objects.filter(pk=absent.pk).update(state=Registration.State.ABSENT)
    training = TrainingOffer.objects.filter(organisation__slug="de-werkschuit-voorbeeld")
    return {
        "training": str(training.get(state=TrainingOffer.State.ONLINE).pk),
        "past_stop": str(present.stop_id),
        "past_slug": present.stop.slug,
        "present": str(present.pk),
        "absent": absent.token,
        "absent_number": str(absent.pk),
        "own_page": registration.token,
        "registration": str(registration.pk),
        "code": registration.door_code,
        "stop": str(stops["Genk"].pk),
        "held": held.screen_token,
        "repeat": comes("Genk", "Ria Peeters").screen_token,
        "cancelled": gone.token,
        "waiting": comes("Antwerpen", "Jos Peeters").token,
        "offered": full.registrations.get(state=Registration.State.OFFERED).token,
        "past": known.first().token,
    }


def _newsletter() -> dict[str, str]:
    person = audience.subscribe("nieuws@bakkerij-scene.example", source="inschrijving")
    on = audience.subscribe("op.de.lijst@bakkerij-scene.example", source="inschrijving")
    audience.confirm(on.consents.get(), way="knop op de bevestigingspagina")
    held = Reconciliation.objects.create(
        state="rem", marker="echt:scene", changed=1, reason="Een", remedy="Kijk na."
    )
    there = "een.adres.dat.langer.is.dan.een.regel@een-vereniging-met-een-lange-naam.example"
    for what, by in [("naam", None), ("adres", None), ("stand", held)]:
        Difference.objects.create(
            what=what, email_hash=what, subscription=on, here="Hier", there=there, held_by=by
        )
    return {
        "asked": person.consents.get().token,
        "subscriber": on.token,
        "job": str(on.sync_jobs.get().pk),
    }


def _rows() -> dict[str, str]:
    withdraw.withdraw(PortrayedPerson.objects.get(name__startswith="Wim"))
    delivery.drain()
    mails = OutgoingMail.objects.order_by("created_at")
    confirmed = mails.filter(kind="roadshow.emails.confirmed").first()
    mails.filter(pk=mails.last().pk).update(
        state=OutboxState.BLOCKED,
        reason="Onzeker of deze mail vertrok.",
        remedy="Vraag het de ontvanger.",
    )
    partner = Organisation.objects.get(slug="de-werkschuit-voorbeeld")
    own = Lead.objects.filter(owner_organisation=partner, owner__isnull=False, hand_overs=None)
    offers = HandOver.objects.all()
    hours = PartnerFigure.objects.filter(organisation=partner).first()
    line = SroiLine.objects.filter(role=SroiRole.OUTCOME).first()
    limit = MeasureParameter.objects.get(measure__code="imw", role="grens")
    place = Establishment.objects.filter(employer__leads__owner_organisation=partner).first()
    place.employer.activities.create(establishment=place, code="52100", is_main=True)
    return {
        "employer": str(place.employer_id),
        "place": str(place.pk),
        "measure": str(limit.measure_id),
        "parameter": str(limit.pk),
        "figure": str(hours.pk),
        "calculation": str(line.calculation_id),
        "line": str(line.pk),
        "indicator": str(hours.indicator_id),
        "mail": str(confirmed.pk),
        "issue": str(NewsletterIssue.objects.get(is_demo=True).pk),
        "sent_issue": str(_sent_issue().pk),
        "trial_issue": str(_tried_issue().pk),
        "asked_issue": str(_asked_issue().pk),
        "campaign": str(TrackedLink.objects.get(code="vb-li").campaign_id),
        "partner": str(partner.pk),
        "lead": str(own.exclude(first_responded_at=None).first().pk),
        "template": str(MailTemplate.objects.get(name="Niet bereikt").pk),
        "received": str(offers.get(to_organisation=partner).pk),
        "sent": str(offers.filter(from_organisation=partner).first().pk),
        "person": str(PortrayedPerson.objects.get(name__startswith="Karim").pk),
        "story": str(StoryPage.objects.get(slug="voorbeeld-karim-kent-elke-doos").pk),
    }


def _sent_issue() -> NewsletterIssue:
    """The demo's own, once more, as if it left yesterday."""
    there = NewsletterIssue.objects.get(is_demo=True)
    yesterday = timezone.now() - timedelta(days=1)
    sent = NewsletterIssue.objects.create(
        subject=there.subject, blocks=there.blocks, state="verstuurd", done_at=yesterday
    )
    links.make(sent, letters.pages(sent))
    return sent


def _tried_issue(**fields) -> NewsletterIssue:
    """The demo's own, once more, in two versions."""
    there = NewsletterIssue.objects.get(is_demo=True)
    issue = NewsletterIssue.objects.create(subject=there.subject, blocks=there.blocks, **fields)
    NewsletterTrial.objects.create(issue=issue, subject_b="Een broodje in uw buurt (VOORBEELD)")
    return issue


def _asked_issue() -> NewsletterIssue:
    """Two versions that left yesterday; the numbers chose none."""
    yesterday = timezone.now() - timedelta(days=1)
    issue = _tried_issue(state="gepland", planned_for=yesterday, began_at=yesterday)
    told = {"got": 40, "registrations": 2, "clicks": 9}
    fields = {"asked_at": timezone.now(), "ground": "weinig", "when_few": "mens"}
    NewsletterTrial.objects.filter(issue=issue).update(figures={"a": told, "b": told}, **fields)
    return issue


def _placements() -> dict[str, str]:
    """One that the employer was asked about, and one of which it is time to ask on."""
    partner = Organisation.objects.get(slug="de-werkschuit-voorbeeld")
    asked = Placement.objects.filter(partner=partner, employer_answer="").first()
    runs = next(row for row in Placement.objects.confirmed() if checks.due(row))
    links = {
        name: recording.ask_contact(row, row.lead.contact, None).token
        for name, row in (("placement_asked", asked), ("placement_runs", runs))
    }
    return links | {"placement": str(asked.pk)}


def _procurement() -> dict[str, str]:
    """A public buyer of the demo, and what it means to buy."""
    plan = ProcurementIntention.objects.order_by("pk").first()
    compared = PriceRequest.objects.get()
    day = compared.closes_on
    line = {"description": "Pakketten vullen", "quantity": 320, "unit": "stuk"}
    about = {"title": "Nieuwjaarspakketten", "closes_on": day}
    by = User.objects.get(email=f"coordinator@{demo.MAIL_DOMAIN}")
    draft = procurement.draft(plan.lead, by, [line], **about)
    other = Lead.objects.exclude(owner_organisation=compared.organisation).first()
    theirs = procurement.draft(other, None, [line], **about)
    procurement.send(theirs, [compared.organisation], by)
    return {
        "buyer": str(plan.lead_id),
        "plan": str(plan.pk),
        "prices": str(compared.pk),
        "draft_prices": str(draft.pk),
        "asked_prices": str(theirs.invitations.get().pk),
        "pledge": str(Pledge.objects.order_by("pk").first().pk),
        "asked_pledge": _pledge(plan.lead, by).token,
    }


def _pledge(lead: Lead, by: User) -> PledgeLink:
    """One that the buyer was asked about."""
    made = pledges.record(
        lead,
        by,
        year=2027,
        percentage=6,
        text="Wij kopen meer bij maatwerkbedrijven.",
        source="Meerjarenplan (VOORBEELD)",
        made_on=date(2026, 10, 1),
        made_by="schepen van economie",
    )
    return pledges.ask(made, lead.contact, by)


def _lists() -> dict[str, str]:
    """Lists of employers, each as far as one can be."""
    by = User.objects.get(email=f"coordinator@{demo.MAIL_DOMAIN}")
    partner = Organisation.objects.get(slug="de-werkschuit-voorbeeld")
    row, faulty = lead_lists.row_of, lead_lists.row_of(9, email="geen adres")

    def taken_in(*rows):
        return lead_lists.taken_in(by, partner, lead_lists.csv(*rows))

    undone = taken_in(row(1), row(2))
    undone.rows.get(number=2).lead.add_to_timeline(Interaction.Kind.NOTE, "Sprak An.", by=by)
    made = {"list_undone": lead_lists.undone(undone, by), "list_done": taken_in(row(3), faulty)}
    checked = [row(3, function="Zaakvoerder"), row(4), row(5), faulty]
    headers = [*lead_lists.HEADERS, "Functie"]
    made |= {
        "list_checked": lead_lists.checked(by, partner, lead_lists.csv(*checked, headers=headers)),
        "list_odd": lead_lists.chosen(by, partner, b"Kleur;Smaak\nrood;zoet\n"),
        "list_failed": lead_lists.chosen(by, partner, lead_lists.spoilt_further_on()),
        "list_chosen": lead_lists.chosen(by, partner, lead_lists.csv(row(6), row(7))),
    }
    rounds.work()
    return {name: str(row.pk) for name, row in (made | _connections(by, partner)).items()}


def _connections(by: User, partner: Organisation) -> dict[str, Model]:
    """A key, and an address that answered once and then no more."""
    said = {"may_read": True, "may_write": False, "expires_on": None}
    keys.make(by, partner, name="Ons CRM", **said)
    url = "https://crm.voorbeeld.example/merkbaar/berichten/zonder-einde-in-de-naam"
    hook = Webhook(organisation=partner, url=url, events=Webhook.Event.values)
    signatures.renew(hook)
    hook.failing_since = timezone.now()
    hook.save()
    well = {"state": OutboxState.DONE, "status_code": 200, "took": 84, "excerpt": "ok"}
    failed = {"state": OutboxState.GIVEN_UP, "status_code": 500, "took": 5012}
    failed["reason"] = "Het adres antwoordde 500. 8 keer geprobeerd."
    for state in (well, failed):
        WebhookDelivery.objects.create(webhook=hook, event=Webhook.Event.STAGE, **state)
    return {"hook": hook}


def _told() -> dict[str, str]:
    """What is asked, handed in, shared and taken back at the partner of the demo's marketer."""
    by = User.objects.get(email=f"marketeer@{demo.MAIL_DOMAIN}")
    partner = Organisation.objects.get(slug="de-werkschuit-voorbeeld")
    karim = PortrayedPerson.objects.get(name__startswith="Karim")
    asked = requests.ask(karim, story=StoryPage.objects.filter(portrayals__person=karim).first())
    for code in ("ar", "prs"):
        ConsentLanguage.objects.get_or_create(code=code, defaults={"wording": wording.version()})
    amina = PortrayedPerson.objects.create(organisation=partner, name="Amina Peeters (VOORBEELD)")
    first = requests.ask(amina, by=by)
    link = contribution.ask(partner, name="Bo Peeters", by=by, question="Hoe was je eerste dag?")
    draft = StoryPage.objects.get(slug="voorbeeld-milan-leert-lassen")
    draft.save_revision(user=by)
    draft.get_workflow().start(draft, by)
    refused = Objection.objects.unsettled().first()
    french = translation.translate(refused.story, "fr", by)
    return {
        "consent": asked.token,
        "first_consent": first.token,
        "asked_consent": str(asked.pk),
        "contribution": link.token,
        "asked_story": str(link.pk),
        "objection": str(refused.pk),
        "counterpart": str(french.pk),
        "waits": str(draft.pk),
        "colleague": str(partner.memberships.get(user=by).pk),
        **_taken_back(partner),
    }


def _taken_back(partner) -> dict[str, str]:
    person = PortrayedPerson.objects.create(organisation=partner, name="Els Peeters (VOORBEELD)")
    use = Use.objects.create(
        organisation=partner,
        kind=Use.Kind.POST,
        channel=Consent.Channel.SOCIAL,
        where="LinkedIn, 3 maart",
        url="https://social.example/bericht",
    )
    use.people.add(person)
    row = withdraw.withdraw(person)
    return {"withdrawal": str(row.pk), "recall": str(row.recalls.get().pk)}
