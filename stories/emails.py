"""The mails of this room: one function and three templates of the same name each."""

from brand import mail
from stories import recalling
from stories.models import Consent, Withdrawal


def withdrawn(pk: int) -> mail.Message | None:
    """To whoever took consent back: what is gone, and honestly what cannot be."""
    withdrawal = Withdrawal.objects.select_related("person").filter(pk=pk).first()
    if withdrawal is None or not withdrawal.person.email:
        return None
    person = withdrawal.person
    return mail.compose(
        "stories/email/withdrawn",
        to=person.email,
        context={
            "person": person,
            "withdrawal": withdrawal,
            "ended": withdrawal.way == Withdrawal.Way.END,
            "everywhere": Consent.Channel.WEBSITE in withdrawal.channels,
            "swept": withdrawal.swept_at is not None,
            "places": [Consent.Channel(one).label.lower() for one in withdrawal.channels],
            "left": recalling.in_words(withdrawal),
        },
        is_demo=person.is_demo,
    )
