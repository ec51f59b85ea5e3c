import pytest

from brand import permissions
from brand.models import User
from stories.text import facts
from tests.factories.brand import Role, cast, member
from tests.factories.stories import section_of, story_index
from tests.support.phone import Phone


@pytest.fixture
def client():
    return Phone()


@pytest.fixture
def people(founded):
    """The cast, with the rights that their roles give, and a marketer for each partner."""
    story_index()
    who = cast()
    for organisation in (who.partner, who.other):
        permissions.establish_organisation(organisation)
        section_of(organisation)
    who.marketer = member(who.partner, Role.MARKETEER, first_name="Mia")
    who.other_marketer = member(who.other, Role.MARKETEER, first_name="Otto")
    permissions.establish_roles()
    for user in (who.owner, who.outsider, who.federation, who.marketer, who.other_marketer):
        permissions.place_in_groups(user)
    return who


@pytest.fixture(name="cast")
def cast_of_a_review(people):
    """Author and colleague are marketers of one partner; the boss manages it."""
    people.author = people.marketer
    people.colleague = member(people.partner, Role.MARKETEER, first_name="Cas")
    people.boss = member(people.partner, Role.BEHEERDER, first_name="Bea")
    people.superuser = User.objects.create_superuser("baas@example.org", "een lang geheim woord")
    for user in (people.colleague, people.boss):
        permissions.place_in_groups(user)
    return people


@pytest.fixture
def signed_in(client):
    """A function that signs somebody in and returns the client."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def before_facts():
    """As releases sealed an answer before what only the page says was part of it."""
    with pytest.MonkeyPatch.context() as then:
        then.setattr(facts, "lines", lambda story: [])
        yield
