"""What kept people from coming: asked in one tap, and shown to who plans the next stop."""

from roadshow.models import Registration
from roadshow.models.registrations import HeldBack

NOT_ASKED = "Dat vragen we alleen aan wie annuleerde of niet kwam."


def answer(registration: Registration, said: str) -> bool:
    """Keep the answer, another one, or none at all; false where nothing was asked."""
    if not registration.did_not_come or said not in {"", *HeldBack.values}:
        return False
    rows = Registration.objects.filter(pk=registration.pk, state=registration.state)
    return bool(rows.update(held_back=said))
