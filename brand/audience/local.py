"""Our own list, when there is no newsletter service: the subscriptions themselves are it."""

from brand.audience.service import Newsletter, Person, Standing, Status


class Local:
    marker = "uit"

    def __init__(self, why: str = "Mailchimp staat uit"):
        self.name = why

    def put(self, person: Person) -> Standing:
        return Standing(Status.SUBSCRIBED, tags=person.tags)

    def stop(self, digest: str) -> None:
        pass

    archive = erase = stop

    def newsletters(self) -> list[Newsletter]:
        return []

    def content(self, newsletter: Newsletter) -> str:
        return ""

    def replace(self, newsletter: Newsletter, html: str, **words: str) -> None:
        pass
