"""The overview of the day at 7.30, and first answers that are late."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from brand import mail, scoping
from brand.dates.working_days import is_working_day, working_days_after
from brand.models import Membership, Organisation, OutgoingMail, User
from leads.desk import today
from leads.models import HandOver, Lead, NotificationChoice, PriceInvitation, TrainingOffer
from leads.notifications import choices
from leads.notifications.choices import Kind, When

MORNING = time(7, 30)
DIGEST, LATE = "leads.emails.digest", "leads.emails.late_answers"
TO_THE_FEDERATION_AFTER = 3  # working days


def is_morning() -> bool:
    now = timezone.localtime()
    return now.time() >= MORNING and is_working_day(now.date())


def send_digests() -> int:
    """Ask for today's overview for everybody at a desk; once a day each."""
    if not is_morning():
        return 0
    day = timezone.localdate().isoformat()
    return post_missing(DIGEST, [(str(user.pk), day) for user in readers(Kind.DIGEST)])


def readers(kind: str) -> QuerySet[User]:
    """Everybody at a desk who did not switch this mail off."""
    held = Membership.objects.filter(role__in=scoping.roles_with(choices.RIGHT))
    never = NotificationChoice.objects.filter(kind=kind, when=When.NEVER).values("user")
    people = User.objects.filter(pk__in=held.people(), is_active=True, is_demo=False)
    return people.exclude(pk__in=never)


def warn_of_late_answers() -> int:
    """Tell a partner's administrators on the first working day, and later the federation."""
    if not is_morning():
        return 0
    now = timezone.localdate()
    late = Lead.objects.filter(Lead.first_answer_late(now), is_demo=False)
    by_partner: dict[int, list[date]] = {}
    rows = late.values_list("owner_organisation", "first_response_due").distinct()
    for number, due in rows:
        if due is not None:
            by_partner.setdefault(number, []).append(due)
    asked: list[tuple[str, str]] = []
    for partner in Organisation.objects.filter(pk__in=by_partner):
        days = by_partner[partner.pk]
        people: list[User] = []
        if any(working_days_after(due, 1) == now for due in days):
            people += choices.administrators(partner)
        if any(working_days_after(due, TO_THE_FEDERATION_AFTER) == now for due in days):
            people += choices.federation()
        told = choices.at_once(dict.fromkeys(people), Kind.LATE)
        asked += [(f"{partner.pk}-{user.pk}", now.isoformat()) for user in told]
    return post_missing(LATE, asked)


def late_at(partner: Organisation) -> QuerySet[Lead]:
    """The leads of this partner whose first answer is late, the latest first."""
    rows = Lead.objects.filter(Lead.first_answer_late(timezone.localdate()))
    rows = rows.filter(owner_organisation=partner).select_related("employer", "owner")
    return rows.order_by("first_response_due", "pk")


@dataclass
class Overview:
    """What waits for one person today, and what happened since the last overview."""

    lists: list[today.TodayList]
    answers: list[HandOver]
    late: list[Lead]
    prices: list[PriceInvitation]  # that other partners wait for
    trainings: list[TrainingOffer]  # to read before they are online

    @property
    def is_empty(self) -> bool:
        told = self.answers or self.late or self.prices or self.trainings
        return not (any(one.count for one in self.lists) or told)


def overview(user: User) -> Overview:
    """Own rows and those of nobody; notices that this person wants once a day."""
    said = choices.choices_of(user)
    answers, late = HandOver.objects.none(), Lead.objects.none()
    mine = scoping.organisation_ids(user, choices.RIGHT)
    if said[Kind.ANSWER] == When.DAILY:
        answers = HandOver.objects.filter(
            from_organisation__in=mine, answered_at__gte=_last_morning()
        ).exclude(state=HandOver.State.WITHDRAWN)
    if said[Kind.LATE] == When.DAILY:
        late = Lead.objects.filter(
            Lead.first_answer_late(timezone.localdate()), owner_organisation__in=mine
        )
    prices = PriceInvitation.objects.none()
    if said[Kind.PRICES] == When.DAILY:
        prices = PriceInvitation.objects.waiting().filter(partner__in=mine)
        prices = prices.select_related("request__organisation").order_by("request__closes_on")
    trainings = TrainingOffer.objects.none()
    if said[Kind.TRAINING] == When.DAILY:
        trainings = TrainingOffer.objects.to_read_by(user).select_related("written_by")
    return Overview(
        today.lists_for(user),
        list(answers.select_related("lead__employer", "to_organisation").order_by("answered_at")),
        list(late.select_related("employer", "owner").order_by("first_response_due", "pk")[:20]),
        list(prices[:20]),
        list(trainings[:20]),
    )


def _last_morning() -> datetime:
    """When the overview before this one was sent."""
    day = timezone.localdate() - timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, MORNING))


def post_missing(kind: str, asked: list[tuple[str, str]]) -> int:
    """Post those mails, (ref, once), that were not asked for before."""
    names = {f"{kind}:{ref}:{once}": (ref, once) for ref, once in asked}
    known = set(OutgoingMail.objects.filter(once__in=names).values_list("once", flat=True))
    for name, (ref, once) in names.items():
        if name not in known:
            mail.post(kind, ref, once=once)
    return len(names) - len(known)
