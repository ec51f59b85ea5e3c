"""Choosing to whom an issue goes by role and sector, which nobody is asked for."""

import pytest
from django.urls import reverse

from brand.models import NewsletterIssue, Role, User
from brand.newsletter import recipients, segments
from leads.models import EmployerActivity
from tests.factories.brand import OrganisationFactory, member
from tests.factories.leads import ContactFactory
from tests.factories.outbox import SubscriptionFactory
from tests.support.newsletters import issue_of
from tests.support.story_editor import as_user

pytestmark = pytest.mark.django_db
PARTNER, EMPLOYER = segments.PARTNER, segments.EMPLOYER


@pytest.fixture
def readers(desk):
    """A builder, a baker of whom no sector is known, a colleague, and somebody unknown."""
    builder, baker = ContactFactory(), ContactFactory()
    EmployerActivity.objects.create(employer=builder.employer, code="41000", is_main=True)
    colleague = member(OrganisationFactory(), Role.MARKETEER)
    emails = [builder.email, baker.email, colleague.email, "onbekend@elders.be"]
    return [SubscriptionFactory(email=email) for email in emails]


def goes_to(readers, **fields) -> list[int]:
    chosen = recipients.chosen(issue_of(**fields))
    return [number for number, reader in enumerate(readers) if reader.pk in chosen]


def test_by_role(readers):
    assert goes_to(readers) == [0, 1, 2, 3]
    assert goes_to(readers, role=EMPLOYER) == [0, 1]
    assert goes_to(readers, role=PARTNER) == [2]


def test_by_sector_and_both(readers):
    assert goes_to(readers, sector="Bouw") == [0]
    assert goes_to(readers, sector="Bouw", role=EMPLOYER) == [0]
    assert goes_to(readers, sector="Bouw", role=PARTNER) == []


def test_who_works_at_a_partner_is_a_colleague_first(readers, desk):
    ContactFactory(email=readers[2].email)
    assert goes_to(readers, role=PARTNER) == [2]


def test_who_left_or_did_not_come_yet_is_no_colleague(readers):
    user = User.objects.get(email=readers[2].email)
    user.memberships.update(is_accepted=False)
    assert goes_to(readers, role=PARTNER) == []
    user.memberships.update(is_accepted=True)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert goes_to(readers, role=PARTNER) == []


def test_the_page_offers_groups_and_says_of_how_many_it_is_not_known(readers, desk):
    issue = issue_of(changed_by=desk.writer)
    client, url = as_user(desk.writer), reverse("newsletter_send", args=[issue.pk])
    page = client.get(url).text
    assert "Bouw (1)" in page
    assert "Mensen bij werkgevers die we kennen (2)" in page
    assert "Rol: van 1 van de 4 weten we het niet." in page
    assert "Sector: van 3 van de 4 weten we het niet." in page
    client.post(url, {"act": "segment", "role": EMPLOYER, "sector": "Bouw"})
    issue = NewsletterIssue.objects.get(pk=issue.pk)
    assert (issue.role, issue.sector) == (EMPLOYER, "Bouw")
    assert "Gaat naar <strong>1</strong> mens." in client.get(url).text
    assert client.post(url, {"act": "segment", "sector": "Ruimtevaart"}).status_code == 422


def test_without_anybody_known_there_is_no_choice(desk):
    SubscriptionFactory()
    issue = issue_of(changed_by=desk.writer)
    page = as_user(desk.writer).get(reverse("newsletter_send", args=[issue.pk])).text
    assert 'name="sector"' not in page
    assert "weten we het niet" not in page


def test_a_group_that_became_empty_stays_chosen_and_is_nobody(readers, desk):
    issue = issue_of(changed_by=desk.writer, sector="Bouw")
    EmployerActivity.objects.all().delete()
    page = as_user(desk.writer).get(reverse("newsletter_send", args=[issue.pk])).text
    assert "Bouw (0)" in page
    assert "Gaat naar <strong>0</strong> mensen." in page


def test_nothing_tells_who_or_which_partner_knows_them(readers, desk):
    issue = issue_of(changed_by=desk.writer)
    page = as_user(desk.writer).get(reverse("newsletter_send", args=[issue.pk])).text
    assert not any(reader.email in page for reader in readers)
