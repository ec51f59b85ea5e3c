"""Mails to and about portrayed people, and to contributors without an account."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from brand import mail
from brand.models import BrandKit, User
from stories.consent import requests, wording
from stories.contributions import contribution
from stories.gate import elsewhere, names, sentences
from stories.models import (
    Consent,
    ConsentRequest,
    ContactChange,
    ContributionLink,
    Counterpart,
    FileRelease,
    Objection,
    PortrayedPerson,
    StoryPage,
    Withdrawal,
)
from stories.objections import counterparts
from stories.withdrawal import outcome, recalls, releases


def _numbers(ref) -> list[int]:
    """Rows in one reference: `12-5`."""
    return [int(part) for part in str(ref).split("-")]


def _desk(name: str, *args) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _to_person(template: str, request: ConsentRequest, **context) -> mail.Message | None:
    person = request.person
    if not person.email:
        return None
    words = requests.words_for(request)
    greeting = words["greeting"].format(name=(person.name.split() or [""])[0])
    return mail.compose(
        f"stories/email/{template}",
        to=person.email,
        context={
            "words": words,
            "greeting": greeting,
            "link": requests.link(request),
            "sender": request.asked_by or person.organisation,
            **context,
        },
        is_demo=person.is_demo,
        reply_to=request.asked_by.email if request.asked_by else "",
    )


def asked(pk) -> mail.Message | None:
    """The question, with the link on which it is answered."""
    request = ConsentRequest.objects.select_related("person__organisation", "asked_by").get(pk=pk)
    if request.answered_at or request.closed_at:
        return None
    return _to_person("asked", request)


def asked_elsewhere(ref) -> mail.Message | None:
    """To the federation: a partner asked somebody about what is public elsewhere.

    Also when it was answered at once, or on paper: a no has taken it down by now.
    """
    request, user = _numbers(ref)
    row = ConsentRequest.objects.select_related("person__organisation").filter(pk=request).first()
    if row is None:
        return None
    person = row.person
    url = _desk("consent_ask", person.pk)
    partner = person.organisation
    return _to_desk("asked_elsewhere", User.objects.get(pk=user), person, partner=partner, url=url)


def answered(pk) -> mail.Message | None:
    """The person's own link, to keep."""
    request = ConsentRequest.objects.select_related("person__organisation", "asked_by").get(pk=pk)
    return _to_person("answered", request)


def went_live(ref) -> mail.Message | None:
    """The story can be read now: where, and the own page."""
    story, person = _numbers(ref)
    page = StoryPage.objects.shown().filter(pk=story, portrayals__person=person).first()
    links = ConsentRequest.objects.filter(person=person, way=Consent.Way.LINK, closed_at=None)
    asked = links.select_related("person__organisation", "asked_by").first()
    if page is None or asked is None:
        return None
    return _to_person("went_live", asked, url=page.full_url, title=page.title)


def ends_for_person(ref) -> mail.Message | None:
    """Before a consent ends: the person can extend it."""
    request = ConsentRequest.objects.select_related("person__organisation", "asked_by").get(
        pk=_numbers(ref)[0]
    )
    end = request.person.first_end
    return _to_person("ends_for_person", request, end=end) if end else None


def settled(ref) -> mail.Message | None:
    """What was refused is out, or solved in another way."""
    objection, request, *elsewhere = _numbers(ref)
    row = Objection.objects.select_related("story").get(pk=objection)
    asked_again = ConsentRequest.objects.select_related("person__organisation", "asked_by").get(
        pk=request
    )
    told, _, answer = (part.strip() for part in row.note.partition("→"))
    if elsewhere:  # in another language's version
        answer = Counterpart.objects.get(pk=elsewhere[0]).reason
    return _to_person("settled", asked_again, objection=row, told=told, answer=answer)


def _to_desk(template: str, user: User, person: PortrayedPerson, **context) -> mail.Message | None:
    if not user.is_active:
        return None
    return mail.compose(
        f"stories/email/{template}",
        to=user.email,
        context={"user": user, "person": person, **context},
        is_demo=person.is_demo,
    )


def objected(ref) -> mail.Message | None:
    """To the desk: a person objects to a sentence or a picture; the story waits."""
    story, user = _numbers(ref)
    page = StoryPage.objects.get(pk=story)
    rows = list(page.objections.unsettled().select_related("person", "picture"))
    if not rows:
        return None
    draft = page.get_latest_revision_as_object()
    for row in rows:
        row.film = sentences.films_refused(row, draft)
    return _to_desk(
        "objected",
        User.objects.get(pk=user),
        rows[0].person,
        story=page,
        rows=rows,
        elsewhere=counterparts.waiting(rows),
        site=settings.SITE_URL,
        url=_desk("wagtailadmin_pages:edit", page.pk),
    )


def named_too_fully(ref) -> mail.Message | None:
    """To the desk: somebody wants another name, and the story waits until it is written so."""
    person, story, user = _numbers(ref)
    draft = StoryPage.objects.get(pk=story).get_latest_revision_as_object()
    if draft.live:
        return None
    return _to_desk(
        "named_too_fully",
        User.objects.get(pk=user),
        PortrayedPerson.objects.get(pk=person),
        story=draft,
        rows=names.names_said_too_fully(draft, Consent.Channel.WEBSITE),
        url=_desk("wagtailadmin_pages:edit", draft.pk),
    )


def ends_soon(ref) -> mail.Message | None:
    """Before a consent ends: ask again, or let the story go."""
    person, user = _numbers(ref)
    shown = PortrayedPerson.objects.get(pk=person)
    if not shown.first_end:
        return None
    return _to_desk(
        "ends_soon",
        User.objects.get(pk=user),
        shown,
        end=shown.first_end,
        stories=StoryPage.objects.filter(portrayals__person=shown).distinct(),
        url=_desk("consent_ask", shown.pk),
    )


TRANSLATED = {"nl", "fr", "en"}  # what was read by who speaks it; of the rest one sentence


def withdrawn(pk: int) -> mail.Message | None:
    """To the person who withdrew: what is deleted, and what cannot be."""
    withdrawal = Withdrawal.objects.select_related("person").filter(pk=pk).first()
    if withdrawal is None or not withdrawal.person.email:
        return None
    person = withdrawal.person
    last = person.receipts.first()
    words = wording.words(last.language if last else person.language, partner=person.organisation)
    is_whole = words["code"] in TRANSLATED
    with translation.override(words["code"] if is_whole else "nl"):
        return mail.compose(
            "stories/email/withdrawn",
            to=person.email,
            context={
                "person": person,
                "words": words if is_whole else {},
                "theirs": {} if is_whole else words,
                "withdrawal": withdrawal,
                "ended": withdrawal.way == Withdrawal.Way.END,
                "some": withdrawal.is_about_some,
                "told": outcome.to_person(withdrawal),
                "left": recalls.in_words(withdrawal),
            },
            is_demo=person.is_demo,
        )


def address_replaced(pk) -> mail.Message | None:
    """To the old address, which may be another person's: it names no portrayed person."""
    change = ContactChange.objects.select_related("person__organisation").filter(pk=pk).first()
    if change is None or not change.old_email:
        return None
    partner = change.person.organisation
    return mail.compose(
        "stories/email/address_replaced",
        to=change.old_email,
        context={
            "partner": partner,
            "day": change.at,
            "phone": BrandKit.current().contact_phone or partner.phone,
        },
        is_demo=change.person.is_demo,
    )


def withdrawn_at_desk(ref) -> mail.Message | None:
    """To colleagues responsible for this person: what was deleted, and what is left to do."""
    withdrawal, user = _numbers(ref)
    row = Withdrawal.objects.select_related("person").filter(pk=withdrawal).first()
    if row is None:
        return None
    return _to_desk(
        "withdrawn_at_desk",
        User.objects.get(pk=user),
        row.person,
        withdrawal=row,
        told=outcome.to_desk(row),
        only_pictures=outcome.of(row).only_pictures,
        tasks=list(_own_tasks(row).values_list("task", flat=True)),
        url=_desk("withdrawal:inspect", row.pk),
    )


def _own_tasks(row: Withdrawal):
    """Without what another partner has to do with its own files and pages."""
    own = Q(organisation=row.organisation_id) | Q(use__isnull=False)
    return row.recalls.open().filter(own)


def withheld_elsewhere(ref) -> mail.Message | None:
    """To the federation: what stands elsewhere is withheld now, and it decides about that."""
    person, user = _held(ref)
    held = elsewhere.held_by(person)
    if not held:
        return None
    url = _desk("consent_elsewhere", person.pk)
    words = {"held": held, "partner": person.organisation, "url": url}
    return _to_desk("withheld_elsewhere", user, person, **words)


def withheld_here(ref) -> mail.Message | None:
    """To another partner, about its own: who withholds it is not named."""
    person, user = _held(ref)
    own = set(user.memberships.accepted().values_list("organisation", flat=True))
    held = [one for one in elsewhere.held_by(person) if own & releases.partners_of(one, person)]
    return _to_desk("withheld_here", user, person, held=held) if held else None


def _held(ref) -> tuple[PortrayedPerson, User]:
    person, user = _numbers(ref)
    known = PortrayedPerson.objects.select_related("organisation")
    return known.get(pk=person), User.objects.get(pk=user)


def released(pk) -> mail.Message | None:
    """To the person: the federation says that they are not in it; a new no withholds it again."""
    row = FileRelease.objects.select_related("person__organisation").get(pk=pk)
    if row.ended_at or not row.person.email:
        return None
    return _to_person("released", requests.own_link(row.person), reason=row.reason)


def contribution_asked(pk) -> mail.Message | None:
    """Will you tell us your story? No account is needed."""
    link = ContributionLink.objects.select_related("organisation", "asked_by").get(pk=pk)
    if not link.email or not contribution.may_write(link):
        return None
    return mail.compose(
        "stories/email/contribution_asked",
        to=link.email,
        context={"ask": link, "link": contribution.address(link)},
        is_demo=link.organisation.is_demo,
        reply_to=link.asked_by.email if link.asked_by else "",
    )


def contribution_in(pk) -> mail.Message | None:
    """To the desk: a contributed story is a draft now."""
    link = ContributionLink.objects.select_related("story", "asked_by", "organisation").get(pk=pk)
    if link.story is None or link.asked_by is None or not link.asked_by.is_active:
        return None
    return mail.compose(
        "stories/email/contribution_in",
        to=link.asked_by.email,
        context={
            "ask": link,
            "who": contribution.draft_values(link)["who"],
            "url": _desk("wagtailadmin_pages:edit", link.story_id),
        },
        is_demo=link.organisation.is_demo,
    )
