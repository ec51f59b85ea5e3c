"""Taking a portrayed person out of everything, once nothing is shown or asked any more.

What stays proves, without a name, what was allowed and that it ended: a backup that is put back
finds the same person by its key (stories/withdrawal/journal.py) and takes the stories away again.
"""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import Truncator

from brand import tokens
from brand.models import Organisation, OutgoingMail, User
from brand.privacy import erasure
from stories.models import ContributionLink, PortrayedPerson, Recall, StoryPage
from stories.withdrawal import recalls

# Columns that name a person, in any row about them.
EMPTIED = ("other_name", "person_name", "present", "old_email")
AMONG_COLLEAGUES = [
    f"stories.emails.{name}"
    for name in (
        "approved",
        "escalated",
        "handed_in",
        "named_too_fully",
        "objected",
        "refused",
        "reminder",
        "review_due",
    )
]
# To somebody's own address, which a marketer types: about that person alone, by what it is about.
TO_ONESELF = [
    f"stories.emails.{name}"
    for name in (
        "address_replaced",
        "answered",
        "asked",
        "contribution_asked",
        "ends_for_person",
        "released",
        "settled",
        "went_live",
        "withdrawn",
    )
]
MARKED = ("reason", "note", "sentence")


@transaction.atomic
def forget(person: PortrayedPerson) -> None:
    person = PortrayedPerson.objects.select_for_update().get(pk=person.pk)
    earlier = set(person.contact_changes.values_list("old_email", flat=True)) - {""}
    names = {*earlier, person.name, person.email, person.phone, person.trusted_contact} - {""}
    for rows in _rows_about(person):
        _without_words(rows)
        for row in rows:
            erasure.history(row)
    _name_in_no_task(person, names)
    person.proofs.update(content=b"")
    person.shown_words.all().delete()
    _close(person.requests.all())
    for link in ContributionLink.objects.filter(person=person):
        forget_link(link)
    erasure.mail(_mails_about(person))
    erasure.mail(_mails_naming(person))
    erasure.history_naming({name for name in names if " " in name or "@" in name})
    erasure.history(person)
    PortrayedPerson.objects.filter(pk=person.pk).update(
        name=erasure.ERASED,
        email="",
        phone="",
        trusted_person="",
        trusted_contact="",
        erased_at=timezone.now(),
    )


def _rows_about(person: PortrayedPerson) -> list[QuerySet]:
    """Every table with a key to this person, so that a new one is not forgotten."""
    return [
        relation.related_model._default_manager.filter(**{relation.field.name: person})
        for relation in PortrayedPerson._meta.related_objects
        if relation.one_to_many and relation.related_model is not ContributionLink
    ]


def _mails_about(person: PortrayedPerson) -> Q:
    """By what each is about: an address may be another's, for a marketer types it."""
    asked, taken_back = _numbers(person.requests), _numbers(person.withdrawals)
    about = _of("asked", ref__in=asked) | _of("answered", ref__in=asked)
    about |= _of("ends_for_person", ref__in=[f"{number}-0" for number in asked])
    about |= _of("ends_soon", ref__startswith=f"{person.pk}-")
    about |= _of("went_live", ref__endswith=f"-{person.pk}")
    about |= _of("withdrawn", ref__in=taken_back)
    about |= _of("released", ref__in=_numbers(person.file_releases))
    for kind in ("named_too_fully", "withheld_elsewhere", "withheld_here"):
        about |= _of(kind, ref__startswith=f"{person.pk}-")
    about |= _of("address_replaced", ref__in=_numbers(person.contact_changes))
    for number in asked:
        about |= _of("settled", ref__endswith=f"-{number}")
        about |= _of("asked_elsewhere", ref__startswith=f"{number}-")
    for number in taken_back:
        about |= _of("withdrawn_at_desk", ref__startswith=f"{number}-")
    return about


def _of(kind: str, **about) -> Q:
    return Q(kind=f"stories.emails.{kind}", **about)


def _numbers(rows) -> list[str]:
    return [str(number) for number in rows.values_list("pk", flat=True)]


def _mails_naming(person: PortrayedPerson) -> Q:
    """Among colleagues, of this partner and of the federation: who reads, what somebody refuses.

    Also those who left since: with an account that belongs nowhere, or without one, by the kind of
    mail that only colleagues get; who works at another partner now, by the story that it is about.
    """
    houses = Organisation.objects.filter(Q(pk=person.organisation_id) | Q(is_federation=True))
    here = Q(memberships__organisation__in=houses) | Q(memberships=None)
    desk = Q(to__in=User.objects.filter(here).values("email"))
    desk |= Q(kind__in=AMONG_COLLEAGUES) & ~Q(to__in=User.objects.values("email"))
    for story in StoryPage.objects.filter(portrayals__person=person).values_list("pk", flat=True):
        desk |= _of("objected", ref__startswith=f"{story}-")
        desk |= _of("review_due", ref__startswith=f"{story}-")
    name = person.name
    found = Q(subject__icontains=name) | Q(text__icontains=name) | Q(html__icontains=escape(name))
    mails = OutgoingMail.objects.filter(found & desk, kind__startswith="stories.emails.")
    mails = mails.exclude(kind__in=TO_ONESELF)
    texts = mails.values_list("pk", "subject", "text", "html")
    return Q(pk__in=[pk for pk, *said in texts if _says(" ".join(said), name)])


def _says(text: str, name: str) -> bool:
    """As a word of its own: a short name stands in many others."""
    return erasure.without(text, {name, escape(name)}) != text


def _without_words(rows: QuerySet) -> None:
    columns = {field.name for field in rows.model._meta.concrete_fields}
    for name in columns.intersection(EMPTIED):
        rows.update(**{name: ""})
    for name in columns.intersection(MARKED):
        rows.exclude(**{name: ""}).update(**{name: erasure.MARK})


def _name_in_no_task(person: PortrayedPerson, names: set[str]) -> None:
    """What people must take back stays to be done, whoever it was for."""
    names = {*names, Truncator(person.name).chars(recalls.NAME)}
    for recall in Recall.objects.filter(withdrawal__person=person):
        recall.task = erasure.without(recall.task, names)
        recall.note = erasure.without(recall.note, names)
        recall.save(update_fields=["task", "note"])


def _close(requests: QuerySet) -> None:
    """Their links open nothing any more."""
    now = timezone.now()
    for request in requests:
        request.token_nonce, request.token_hash = tokens.new_nonce(), ""
        request.closed_at = request.closed_at or now
        request.save()


def forget_link(link: ContributionLink) -> None:
    """Erase the contributor's name and address; the story itself is about the people in it."""
    number = str(link.pk)
    erasure.mail(_of("contribution_asked", ref=number) | _of("contribution_in", ref=number))
    link.name, link.email, link.question = erasure.ERASED, "", ""
    link.who = link.who_answer = ""
    link.person = None
    link.token_nonce, link.token_hash = tokens.new_nonce(), ""
    link.save()
