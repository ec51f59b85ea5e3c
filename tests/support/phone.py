"""A browser that opened a person's own page: its form sends along what it hides."""

import re

from django.test import Client

from stories.consent import recording
from stories.models import ConsentRequest

QUESTIONS = re.compile(r"/toestemming/([\w-]{20,})/(?:wijzig/)?(?:\?.*)?")


class Phone(Client):
    """Answers what stands on the page at that moment, unless a test says what it saw."""

    def post(self, path, data=None, *args, **kwargs):
        asked = QUESTIONS.fullmatch(path)
        found = ConsentRequest.find(asked[1]) if asked else None
        if found:
            data = {"seen": recording.seen_on(found), **(data or {})}
        return super().post(path, data, *args, **kwargs)
