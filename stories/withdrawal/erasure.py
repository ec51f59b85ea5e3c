"""Taking a portrayed person out of everything, once nothing is shown or asked any more.

What stays proves, without a name, what was allowed and that it ended: a backup that is put back
finds the same person by its key (stories/withdrawal/journal.py) and takes the stories away again.
"""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import escape

from brand import tokens
from brand.privacy import erasure
from stories.models import ContributionLink, PortrayedPerson

# Columns that name a person, in any row about them.
EMPTIED = ("other_name", "person_name", "present", "old_email")
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
    person.proofs.update(content=b"")
    _close(person.requests.all())
    for link in ContributionLink.objects.filter(person=person):
        forget_link(link)
    for address in {person.email, *earlier}:
        erasure.mail_to(address)
    _mails_naming(person.name)
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


def _mails_naming(name: str) -> None:
    """Among colleagues: who has to ask, whose consent ends."""
    found = Q(subject__icontains=name) | Q(text__icontains=name) | Q(html__icontains=escape(name))
    erasure.mail(Q(kind__startswith="stories.emails.") & found & ~Q(to=""))


def _without_words(rows: QuerySet) -> None:
    columns = {field.name for field in rows.model._meta.concrete_fields}
    for name in columns.intersection(EMPTIED):
        rows.update(**{name: ""})
    for name in columns.intersection(MARKED):
        rows.exclude(**{name: ""}).update(**{name: erasure.MARK})


def _close(requests: QuerySet) -> None:
    """Their links open nothing any more."""
    now = timezone.now()
    for request in requests:
        request.token_nonce, request.token_hash = tokens.new_nonce(), ""
        request.closed_at = request.closed_at or now
        request.save()


def forget_link(link: ContributionLink) -> None:
    """Erase the contributor's name and address; the story itself is about the people in it."""
    erasure.mail_to(link.email)
    link.name, link.email, link.question = erasure.ERASED, "", ""
    link.who = link.who_answer = ""
    link.person = None
    link.token_nonce, link.token_hash = tokens.new_nonce(), ""
    link.save()
