"""Whatever somebody sends to a public address, the site answers and does not break."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brand.forms import stamp
from brand.models import Organisation, Subscription
from leads.models import Lead
from roadshow.models import Registration
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import RegistrationFactory, StopFactory

pytestmark = pytest.mark.django_db
# Derandomised: the same questions each time, so that a red run can be looked at.
few = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

NASTY = [
    "\x00", "a\r\nBcc: x@y.be", "\u202eom", "\U0001f600" * 50, "é" * 10_000, "=1+1", "²", "٣",
    "9" * 30, "-1", "1e400", "nan", "<script>alert(1)</script>", "{{ 7*7 }}", "%", "' OR 1=1--",
    "50.9,5.5", "../../etc/passwd", "a@b.be", "a@" + "é" * 90 + ".be", "2026-13",
]  # fmt: skip
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))
PUBLIC = [
    "/", "/verhalen/", "/roadshow/", "/partners/", "/nieuwsbrief/", "/roadshow/haltes.geojson",
    "/roadshow/kaart.json", "/wat-kost-het/",
    "/roadshow/agenda.ics", "/verhalen/feed.atom", "/merk.css", "/sitemap.xml", "/beheer/login/",
]  # fmt: skip
ASKED = [
    "plaats", "provincie", "maand", "vrij", "bij", "pagina", "page", "via", "soort", "partner",
    "sector", "zoek", "v", "q", "next", "gedaan", "waar", "wat", "wie", "loon",
]  # fmt: skip
PLACES = ["/{}/", "/verhalen/{}/", "/roadshow/{}/", "/roadshow/{}/inschrijven/", "/partners/{}/",
          "/mijn/{}/", "/mijn/{}/annuleer/", "/nieuwsbrief/stop/{}/", "/nieuwsbrief/bevestig/{}/",
          "/g/{}", "/onthaal/{}/", "/media/{}", "/documenten/1/{}", "/toestemming/{}/"]  # fmt: skip
METHODS = ["get", "head", "options", "put", "post", "delete", "patch"]
FIELDS = ["name", "company", "email", "phone", "newsletter", "via", "bijnaam", "gezien",
          "suggestion", "waiting", "note", "wishes", "stop", "remove"]  # fmt: skip
forms = st.dictionaries(st.sampled_from(FIELDS), st.lists(texts, min_size=1, max_size=2))


@pytest.fixture
def stop(founded):
    return StopFactory(slug="genk", capacity=500)


@settings(few, max_examples=20)  # whole pages take longest
@given(
    path=st.sampled_from(PUBLIC),
    query=st.dictionaries(st.sampled_from(ASKED), st.lists(texts, min_size=1, max_size=2)),
)
def test_no_question_breaks_a_page(client, stop, path, query):
    assert client.get(path, query).status_code < 500


@few
@given(place=st.sampled_from(PLACES), word=texts, method=st.sampled_from(METHODS))
def test_no_address_breaks_the_site(client, stop, place, word, method):
    assert getattr(client, method)(place.format(word)).status_code < 500


@few
@given(data=forms)
def test_registering_keeps_what_was_typed_or_has_it_on_disk(client, stop, data):
    cache.clear()
    before = Registration.objects.count()
    sent = {"gezien": stamp(10, "registration"), **data}
    answer = client.post(reverse("register", args=["genk"]), sent)
    assert answer.status_code < 500
    if answer.status_code == 302:
        assert Registration.objects.count() == before + 1
    elif "suggestion" not in data:
        for name in ("name", "company", "email", "phone"):
            shown = answer.context["form"][name].value() or ""
            typed = data.get(name, [""])[-1]
            assert "".join(filter(str.isalnum, shown)) == "".join(filter(str.isalnum, typed))


@few
@given(
    page=st.sampled_from(["change", "companions", "move", "again", "offer", "wishes"]), data=forms
)
def test_ones_own_page_takes_anything(client, stop, page, data):
    registration = Registration.objects.first() or RegistrationFactory(stop=stop)
    answer = client.post(reverse(f"mine_{page}", args=[registration.token]), data)
    assert answer.status_code < 500


@few
@given(data=forms)
def test_asking_for_the_newsletter_takes_anything(client, stop, data):
    cache.clear()
    answer = client.post(reverse("newsletter"), {"gezien": stamp(10, "newsletter"), **data})
    assert answer.status_code < 500
    assert answer.status_code != 302 or Subscription.objects.exists()


@few
@given(data=forms, query=st.dictionaries(st.sampled_from(ASKED), texts))
def test_asking_for_a_call_keeps_what_was_typed_or_has_it_on_disk(client, stop, data, query):
    cache.clear()
    if Organisation.objects.federation() is None:
        OrganisationFactory(is_federation=True)
    address = reverse("call_me", query=query)
    answer = client.post(address, {"gezien": stamp(10, "callback"), **data})
    assert answer.status_code in {302, 422}
    assert answer.status_code != 302 or Lead.objects.exists()
