"""Two partners' private rows, each with a word that no other user may ever read.

What a partner shows the public (its live pages, its name) carries no such word.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.log_actions import log
from wagtail.models import Collection

from brand import audience, founding
from brand.models import (
    Campaign,
    LinkVisits,
    Municipality,
    Organisation,
    OutboxState,
    OutgoingMail,
    Picture,
    Role,
    TrackedLink,
    User,
)
from brand.people import invitation, membership
from leads.connections import keys, signatures
from leads.models import (
    Contact,
    CooperationForm,
    Employer,
    EmployerActivity,
    Establishment,
    HandOver,
    ImportRow,
    Interaction,
    Lead,
    LeadImport,
    LeadWish,
    SavedFilter,
    StandingPrice,
    TrainingOffer,
    Webhook,
    WebhookDelivery,
)
from leads.placements import code_list
from leads.placements import recording as placements
from leads.procurement import answers, buyers, intentions, pledges
from leads.procurement import requests as price_requests
from leads.stages import NextAction, Wish
from roadshow.models import Companion, Registration, Repeat, StopPage, TourPage, Venue
from stories.consent import recording, requests
from stories.consent.recording import Answer
from stories.models import (
    Consent,
    ConsentProof,
    ConsentRequest,
    ContributionLink,
    Indicator,
    Objection,
    PartnerFigure,
    PartnerSectionPage,
    PortrayedPerson,
    Recall,
    StoryPage,
    StoryPortrayal,
    Use,
    Withdrawal,
)


@dataclass
class Nest:
    """One partner: its users, and its private rows."""

    organisation: Organisation
    word: str
    people: dict[str, User] = field(default_factory=dict)
    rows: list[Model] = field(default_factory=list)
    shared: list[Model] = field(default_factory=list)  # read by others too
    open_stop: StopPage | None = None

    def add(self, *rows: Model) -> Model:
        self.rows.extend(rows)
        return rows[0]

    def says(self, what: str) -> str:
        return f"{self.word}-{what}"

    def mails(self, who: str) -> str:
        return f"{who}@{self.word}.example"

    def of(self, model) -> list[Model]:
        return [row for row in [*self.rows, *self.shared] if isinstance(row, model)]


def nest(name: str, word: str, tour: TourPage, third: Organisation) -> Nest:
    """A partner with people in every role and a row of everything."""
    organisation = Organisation.objects.create(name=name, slug=word.removeprefix("kanarie"))
    founding.welcome(organisation)
    made = Nest(organisation, word)
    _people(made)
    _files(made)
    _campaign(made)
    stop = made.open_stop = _stops(made, tour)
    lead = _dossier(made, tour, third)
    _registrations(made, stop, lead)
    _stories(made)
    _figures(made)
    return made


def _people(nest: Nest):
    for role in Role:
        user = User.objects.create_user(
            nest.mails(role), "lang-geheim-woord", first_name=nest.says("mens"), last_name=role
        )
        nest.add(user)
        nest.people[role] = user
        nest.add(membership.join(nest.organisation, email=user.email, name="", role=role, by=user))
    asked = invitation.invite(
        nest.organisation,
        email=nest.mails("genodigde"),
        name=nest.says("genodigde"),
        role=Role.MARKETEER,
        by=nest.people[Role.BEHEERDER],
    )
    nest.add(asked, asked.user, asked.invitations.get())


def _files(nest: Nest):
    folder = nest.organisation.collection
    secret = folder.add_child(instance=Collection(name=nest.says("map")))
    shown = Picture.objects.create(
        title=nest.says("beeld"),
        alt=nest.says("beschrijving"),
        file=get_test_image_file(size=(48, 27)),
        collection=folder,
    )
    shown.tags.add(nest.says("etiket"))
    nest.add(
        shown,
        get_document_model().objects.create(
            title=nest.says("document"),
            file=ContentFile(b"Voor iedereen met de link.", name="blad.txt"),
            collection=folder,
        ),
        secret,
    )


def _campaign(nest: Nest):
    campaign = Campaign.objects.create(name=nest.says("campagne"), organisation=nest.organisation)
    link = TrackedLink.objects.create(
        campaign=campaign,
        organisation=nest.organisation,
        channel="mail",
        code=nest.word[-6:],
    )
    visit = LinkVisits.objects.create(link=link, day=timezone.localdate(), count=3)
    nest.add(campaign, link, visit)


def _stops(nest: Nest, tour: TourPage) -> StopPage:
    """A public live stop, and a draft at a private venue."""
    town = Municipality.objects.order_by("nis").first()
    known = Venue.objects.create(
        name=f"Zaal van {nest.organisation}", municipality=town, organisation=nest.organisation
    )
    hidden = Venue.objects.create(
        name=nest.says("zaal"),
        street=nest.says("straat"),
        municipality=town,
        organisation=nest.organisation,
    )
    starts = timezone.now() + timedelta(days=20)
    hours = {"starts_at": starts, "ends_at": starts + timedelta(hours=3)}
    of = {"organisation": nest.organisation, **hours}
    live = tour.add_child(instance=StopPage(title=f"Halte {nest.organisation}", venue=known, **of))
    live.save_revision().publish()
    draft = tour.add_child(
        instance=StopPage(
            title=nest.says("halte"),
            slug=f"ontwerp-{nest.organisation.slug}",
            venue=hidden,
            contact_name=nest.says("contact"),
            **of,
        )
    )
    draft.unpublish()
    draft.save_revision(user=nest.people[Role.BEHEERDER], log_action=True)
    nest.add(hidden, draft)
    return live


def _dossier(nest: Nest, tour: TourPage, third: Organisation) -> Lead:
    employer = Employer.objects.create(
        name=nest.says("werkgever"), identity=nest.word, website=f"https://{nest.word}.example/"
    )
    contact = Contact.objects.create(
        employer=employer,
        name=nest.says("contactpersoon"),
        email=nest.mails("contact"),
        function=nest.says("functie"),
    )
    contact.known_to.add(nest.organisation)
    lead = _lead(nest, employer, contact, tour)
    place = Establishment.objects.create(employer=employer, name=nest.says("vestiging"))
    nest.add(
        employer,
        place,
        EmployerActivity.objects.create(employer=employer, establishment=place, code="47110"),
        contact,
        lead,
        LeadWish.objects.create(lead=lead, wish=Wish.choices[0][0]),
        Interaction.objects.create(
            lead=lead,
            kind=Interaction.Kind.CALL,
            note=nest.says("notitie"),
            by=nest.people[Role.COORDINATOR],
        ),
        HandOver.objects.create(
            lead=lead,
            from_organisation=nest.organisation,
            to_organisation=third,
            note=nest.says("overdracht"),
            answer_by=timezone.localdate() + timedelta(days=3),
        ),
    )
    _placement(nest, lead)
    _lists(nest, lead)
    _connections(nest, lead)
    _saved_filters(nest)
    _procurement(nest, lead, third)
    _offered(nest)
    log(instance=lead, action="wagtail.edit", user=nest.people[Role.COORDINATOR])
    return lead


def _placement(nest: Nest, lead: Lead) -> None:
    code_list.lay()
    placement = placements.record(
        lead,
        nest.people[Role.COORDINATOR],
        form=CooperationForm.objects.get(code="enclave"),
        people=4,
        start=timezone.localdate() - timedelta(days=40),
        intake={"Waar wordt er gewerkt?": nest.says("werkplek")},
        note=nest.says("plaatsing"),
        ask=lead.contact,
    )
    placements.answer(
        placement, "werkgever", "nee", reason=nest.says("tegenspraak"), contact=lead.contact
    )
    nest.add(
        placement,
        *placement.links.all(),
        *placement.confirmations.all(),
        *placement.checks.all(),
    )
    lead.refresh_from_db()


def _lists(nest: Nest, lead: Lead) -> None:
    """One list that was looked at, one that was taken in, each with rows of every kind."""
    of = {"organisation": nest.organisation, "by": nest.people[Role.COORDINATOR]}
    of |= {"is_read": True, "headers": ["Bedrijf"], "mapping": ["company"]}
    of |= {"obtained": "eigen", "obtained_note": nest.says("vanwaar"), "basis": "belang"}
    figures = {"nieuw": 1, "vult-aan": 1, "fout": 1}
    for state in (LeadImport.State.CHECKED, LeadImport.State.DONE):
        found = LeadImport.objects.create(
            **of, state=state, figures=figures, file_name=nest.says("lijst"), done_at=timezone.now()
        )
        rows = [
            ImportRow.objects.create(
                lead_import=found,
                number=number,
                values=[nest.says("rij")],
                outcome=outcome,
                reason=nest.says("fout") if outcome == ImportRow.Outcome.FAULTY else "",
                differences=[["Functie", nest.says("staat"), nest.says("komt")]],
                addresses=f" {nest.mails('rij')} ",
                lead=lead,
            )
            for number, outcome in enumerate(("nieuw", "vult-aan", "fout"))
        ]
        nest.add(found, *rows)


def _saved_filters(nest: Nest) -> None:
    """Shared within the partner: one that stands, and one that its owner took away."""
    for removed_at in (None, timezone.now()):
        row = SavedFilter.objects.create(
            owner=nest.people[Role.COORDINATOR],
            organisation=nest.organisation,
            name=nest.says("filter"),
            query="q=" + nest.says("gezocht"),
            removed_at=removed_at,
        )
        nest.add(row)


def _connections(nest: Nest, lead: Lead) -> None:
    """A key, and an address with a message, for who runs the partner alone."""
    said = {"may_read": True, "may_write": True, "expires_on": None}
    runner = nest.people[Role.BEHEERDER]
    key, _ = keys.make(runner, nest.organisation, name=nest.says("sleutel"), **said)
    url = f"https://{nest.says('webadres')}.example/"
    hook = Webhook(organisation=nest.organisation, url=url, events=Webhook.Event.values)
    signatures.renew(hook)
    hook.save()
    row = WebhookDelivery.objects.create(
        webhook=hook,
        lead=lead,
        event=Webhook.Event.STAGE,
        state=OutboxState.DONE,
        excerpt=nest.says("teruggezegd"),
    )
    nest.add(key, hook, row)


def _procurement(nest: Nest, lead: Lead, third: Organisation) -> None:
    """What the employer, a public buyer, means to buy."""
    by = nest.people[Role.COORDINATOR]
    buyers.mark(lead.employer, Employer.BuyerKind.MUNICIPALITY, by)
    plan = intentions.add(
        lead,
        by,
        description=nest.says("aankoopplan"),
        size=nest.says("omvang"),
        note=nest.says("plannotitie"),
        contact=lead.contact,
    )
    asked = price_requests.draft(
        lead,
        by,
        [{"description": nest.says("regel"), "quantity": 3, "unit": "uur"}],
        title=nest.says("prijsaanvraag"),
        note=nest.says("prijsuitleg"),
        closes_on=timezone.localdate() + timedelta(days=9),
        contact=lead.contact,
        shows_contact=True,
    )
    price_requests.send(asked, [third], by)
    answered = answers.decline(asked.invitations.get(), None, nest.says("prijsreden"))
    pledge = pledges.record(
        lead,
        by,
        year=2027,
        percentage=5,
        text=nest.says("belofte"),
        source=nest.says("beloftebron"),
        made_on=timezone.localdate(),
        made_by=nest.says("schepen"),
    )
    link = pledges.ask(pledge, lead.contact, by)
    pledges.answer(link, "nee", version=pledge.version, note=nest.says("waaromnee"))
    figure = {"on": timezone.localdate(), "amount": Decimal(3), "total": None}
    made = pledges.add_progress(
        pledge, by, status="achter", progress=figure | {"source": nest.says("standbron")}
    )
    nest.add(pledge, link, made, *pledge.answers.all())
    nest.add(plan, asked, *asked.lines.all(), *asked.invitations.all(), answered)


def _offered(nest: Nest) -> None:
    """What waits to be read, or went off the site; and prices that the partner keeps to itself."""
    today = timezone.localdate()
    for state in (TrainingOffer.State.WAITING, TrainingOffer.State.OFF):
        row = TrainingOffer.objects.create(
            organisation=nest.organisation,
            title=nest.says("vorming"),
            audience=nest.says("ploegbaas"),
            description=nest.says("leerstof"),
            duration=nest.says("dagdeel"),
            price=nest.says("vormingsprijs"),
            valid_until=today + timedelta(days=30),
            state=state,
            written_by=nest.people[Role.COORDINATOR],
        )
        nest.add(row)
    price = StandingPrice.objects.create(
        organisation=nest.organisation,
        work=nest.says("prijswerk"),
        unit="uur",
        price=Decimal("31.50"),
        remark=nest.says("prijsnoot"),
        valid_from=today,
    )
    nest.add(price)


def _lead(nest: Nest, employer: Employer, contact: Contact, tour: TourPage) -> Lead:
    return Lead.objects.create(
        employer=employer,
        contact=contact,
        tour=tour,
        source_organisation=nest.organisation,
        owner_organisation=nest.organisation,
        owner=nest.people[Role.COORDINATOR],
        wish_note=nest.says("wensnotitie"),
        next_action=NextAction.CALL,
        next_action_note=nest.says("volgende"),
        next_action_on=timezone.localdate(),
        first_response_due=timezone.localdate(),
    )


def share_an_employer(one: Nest, other: Nest, tour: TourPage):
    """Both met the same company, through different contacts and one they share; each sees its own
    contacts and notes only.
    """
    employer = Employer.objects.create(name="Gedeelde Werkgever", identity="gedeeld")
    known = Contact.objects.create(employer=employer, name="Gedeelde Mens", email="mens@x.example")
    for number, nest in enumerate((one, other)):
        contact = Contact.objects.create(
            employer=employer, name=nest.says("collega"), email=nest.mails("collega")
        )
        contact.known_to.add(nest.organisation)
        known.known_to.add(nest.organisation)
        nest.add(contact, _lead(nest, employer, contact, tour if number else None))
        nest.add(_lead(nest, employer, known, None))
        nest.shared += [employer, known]


def _registrations(nest: Nest, stop: StopPage, lead: Lead):
    words = {
        "name": nest.says("bezoeker"),
        "company": nest.says("bedrijf"),
        "email": nest.mails("bezoeker"),
    }
    registration = Registration.objects.create(
        stop=stop, lead=lead, state=Registration.State.CONFIRMED, seats=2, phone="0470", **words
    )
    waiting = Registration.objects.create(
        stop=stop,
        state=Registration.State.WAITING,
        waiting_since=timezone.now(),
        **{**words, "email": nest.mails("wachtende")},
    )
    nest.add(
        registration,
        waiting,
        Companion.objects.create(registration=registration, name=nest.says("medebezoeker")),
        Repeat.objects.create(registration=registration, state=registration.state, **words),
        OutgoingMail.objects.create(
            kind="roadshow.emails.confirmed",
            ref=str(registration.pk),
            dedupe_key=nest.says("mail"),
            to=words["email"],
            subject=nest.says("onderwerp"),
            text=nest.says("mailtekst"),
            html=nest.says("mailtekst"),
        ),
    )
    audience.subscribe(
        nest.mails("lezer"),
        name=nest.says("lezer"),
        company=nest.says("lezersbedrijf"),
        source="inschrijving",
        wording=audience.WORDING,
    )


def _stories(nest: Nest):
    section = PartnerSectionPage.objects.get(organisation=nest.organisation)
    person = PortrayedPerson.objects.create(
        organisation=nest.organisation,
        name=nest.says("geportretteerde"),
        email=nest.mails("geportretteerde"),
        trusted_person=nest.says("vertrouwenspersoon"),
    )
    draft = section.add_child(
        instance=StoryPage(
            title=nest.says("verhaal"), slug="ontwerp", lead=nest.says("inleiding"), live=False
        )
    )
    draft.portrayals.add(StoryPortrayal(person=person))
    draft.save_revision(user=nest.people[Role.MARKETEER], log_action=True)
    (consent,) = _allowed(nest, person, draft)
    use = Use.objects.create(
        organisation=nest.organisation,
        story=draft,
        kind=Use.Kind.PRINT,
        channel=Consent.Channel.PRESS,
        where=nest.says("gebruik"),
        who=nest.says("gebruiker"),
    )
    nest.add(person, consent, draft, draft.latest_revision, use)
    _taken_back(nest, person)
    _asked(nest, person, draft)


def _allowed(nest: Nest, person: PortrayedPerson, draft: StoryPage) -> list[Consent]:
    asked = requests.ask(person, way=Consent.Way.BEHALF, story=draft)
    letter = ConsentProof.objects.create(person=person, content=nest.says("brief").encode())
    said = Answer(taking=False, channels=(Consent.Channel.WEBSITE,), reason=nest.says("reden"))
    given = recording.answer(asked, said, by=nest.people[Role.MARKETEER], proof=letter)
    nest.add(given[0].receipt, given[0].receipt.shown, letter)
    return given


def _asked(nest: Nest, person: PortrayedPerson, draft: StoryPage):
    """Data about two people: requests, proof, refusals, links."""
    by = nest.people[Role.MARKETEER]
    nest.add(
        ConsentRequest.objects.create(person=person, story=draft, asked_by=by),
        ConsentProof.objects.create(person=person, content=nest.says("formulier").encode()),
        Objection.objects.create(
            person=person, story=draft, sentence=nest.says("zin"), note=nest.says("waarom")
        ),
        ContributionLink.objects.create(
            organisation=nest.organisation,
            name=nest.says("verteller"),
            email=nest.mails("verteller"),
            question=nest.says("vraag"),
            asked_by=by,
            until=timezone.localdate() + timedelta(days=30),
        ),
    )


def _figures(nest: Nest):
    """What this partner reported, before and after somebody of the federation looked."""
    indicator = Indicator.objects.get(code="uren-roadshow")
    for state in (PartnerFigure.State.SUBMITTED, PartnerFigure.State.RETURNED):
        row = PartnerFigure.objects.create(
            indicator=indicator,
            organisation=nest.organisation,
            year=timezone.localdate().year,
            value=12,
            source=nest.says("bron"),
            source_date=timezone.localdate(),
            document=nest.of(get_document_model())[0],
            note=nest.says("toelichting"),
            answer=nest.says("antwoord"),
            state=state,
            entered_by=nest.people[Role.MARKETEER],
        )
        nest.add(row)


def _taken_back(nest: Nest, person: PortrayedPerson):
    use = Use.objects.create(
        organisation=nest.organisation,
        kind=Use.Kind.POST,
        channel=Consent.Channel.SOCIAL,
        where=nest.says("bericht"),
    )
    use.people.add(person)
    withdrawal = Withdrawal.objects.create(
        person=person,
        organisation=nest.organisation,
        channels=[Consent.Channel.SOCIAL],
        way=Withdrawal.Way.PHONE,
        swept_at=timezone.now(),
    )
    recall = Recall.objects.create(
        withdrawal=withdrawal,
        organisation=nest.organisation,
        use=use,
        task=nest.says("taak"),
        due_on=timezone.localdate(),
    )
    nest.add(use, withdrawal, recall)
