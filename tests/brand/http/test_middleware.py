"""What holds for every request."""

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver, resolve
from wagtail.admin.views.reports import ReportView

from brand.http.middleware import PlainInputMiddleware
from tests.factories.brand import UserFactory, cast
from tests.support import walking

pytestmark = pytest.mark.django_db


def test_a_public_page_may_load_nothing_foreign_and_run_nothing_inline(client, founded):
    policy = client.get("/")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert directives["style-src"] == "'self'"
    assert "unsafe" not in policy


def test_only_the_back_office_may_write_styles_inline(client, founded):
    policy = client.get("/beheer/login/")["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy


@pytest.mark.parametrize(
    "path", ["/?q=a%00b", "/verhalen/?q=%00", "/a%00b/", "/roadshow/?plaats=%00"]
)
def test_a_nul_byte_breaks_nothing(client, founded, path):
    assert client.get(path).status_code in {200, 404}


@pytest.mark.parametrize(
    "report", ["site-history", "aging-pages", "workflow", "locked", "page-types-usage"]
)
def test_reports_are_the_federations(client, founded, report):
    from brand.permissions import establish_roles, place_in_groups

    establish_roles()
    people = cast()
    for user, status in ((people.federation, 200), (people.owner, 404)):
        place_in_groups(user)
        client.force_login(user)
        assert client.get(f"/beheer/reports/{report}/").status_code == status


def test_the_list_of_forms_names_who_wrote_them_to_the_federation_only(client, founded):
    from brand.permissions import establish_roles, place_in_groups

    establish_roles()
    people = cast()
    for user, status in ((people.federation, 200), (people.owner, 404)):
        place_in_groups(user)
        client.force_login(user)
        for address in ("/beheer/forms/", "/beheer/forms/results/"):
            assert client.get(address).status_code == status


def test_another_partners_draft_looks_like_no_page(client, founded):
    from brand.models import ContentPage
    from brand.permissions import establish_roles, place_in_groups

    establish_roles()
    draft = founded.add_child(instance=ContentPage(title="Geheim plan", live=False))
    people = cast()
    for user, status in ((people.federation, 200), (people.owner, 404)):
        place_in_groups(user)
        client.force_login(user)
        choosing = client.get(f"/beheer/choose-page/{draft.pk}/", follow=True)
        assert choosing.status_code == status
        assert ("Geheim plan" in choosing.content.decode()) is (status == 200)


def test_a_page_everybody_may_read_can_be_chosen_from(client, founded):
    from brand.permissions import establish_roles, place_in_groups

    establish_roles()
    user = cast().owner
    place_in_groups(user)
    client.force_login(user)
    assert client.get(f"/beheer/choose-page/{founded.pk}/").status_code == 200


SIGNS = ['"', "'", "*", "(", "^", ":", "-", "NEAR(", '">', "'\"><script>", ' " " ', "%s", "a AND"]


def searches() -> list[str]:
    """Every list and chooser of the back office that can be searched."""
    found = [pattern for pattern, _ in walking.patterns(get_resolver()) if "<" not in pattern]
    lists = re.compile(r"^beheer/.*(results|search|chooser)/$")
    return [f"/{pattern}" for pattern in found if lists.match(pattern)]


def signs_for(address: str) -> list[str]:
    """One where nothing is searched, or where the rows come from an address of their own too."""
    view = getattr(resolve(address).func, "view_class", object)
    around = address.endswith(("search/", "chooser/")) and f"{address}results/" in searches()
    return SIGNS[:1] if around or issubclass(view, ReportView) else SIGNS


def test_no_sign_breaks_a_search_in_the_back_office(client, founded):
    client.force_login(UserFactory(is_superuser=True))
    client.raise_request_exception = False
    addresses = [*searches(), f"/beheer/pages/{founded.pk}/results/"]
    asked = [(address, {"q": sign}) for address in addresses for sign in signs_for(address)]
    for kind in ("pages", "images", "documents"):
        asked += [(f"/beheer/api/main/{kind}/", {"search": sign}) for sign in SIGNS]
    assert len(addresses) > 30
    assert [one for one in asked if client.get(*one).status_code >= 500] == []


def test_a_search_in_the_back_office_finds_what_stands_between_quotation_marks(client, founded):
    client.force_login(UserFactory(is_superuser=True))
    found = client.get("/beheer/pages/search/results/", {"q": f'"{founded.title}"'})
    assert founded.title in found.content.decode()


WORDS = "We begrepen niet wat er gevraagd werd."


@pytest.mark.parametrize(
    "path", ["/", "/roadshow/", "/nieuwsbrief/", "/merk.css", "/beheer/login/"]
)
def test_a_query_of_too_many_parts_is_refused_in_words(client, founded, path):
    answer = client.get(path + "?" + "&".join(["a=1"] * 1001))
    assert answer.status_code == 400
    assert WORDS in answer.content.decode()


def test_a_cookie_with_a_nul_byte_is_no_cookie():
    kept = []
    middleware = PlainInputMiddleware(lambda request: kept.append(request.COOKIES))
    middleware(RequestFactory().get("/", headers={"cookie": 'sessionid="\\000abcdefg"; taal=nl'}))
    assert kept == [{"taal": "nl"}]


@pytest.mark.parametrize("path", ["pages/{}/edit/", "haltes/{}/", "choose-page/{}/"])
def test_a_number_beyond_every_row_is_a_missing_page(client, founded, path):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get("/beheer/" + path.format(10**30)).status_code == 404


def test_a_form_that_comes_from_elsewhere_is_refused_in_dutch(founded):
    answer = Client(enforce_csrf_checks=True).post("/beheer/login/", {"username": "an@bedrijf.be"})
    assert answer.status_code == 403
    assert "Ga terug en probeer het nog eens" in answer.content.decode()


@pytest.mark.parametrize("digits", ["²", "٣٣", "9" * 20])
@pytest.mark.parametrize(
    "path",
    [
        "/beheer/images/chooser/chosen-multiple/?id=",
        "/beheer/documents/chooser/chosen-multiple/?id=",
        "/beheer/inschrijvingen/?stop=",
        "/beheer/pages/?owner=",
        "/beheer/pages/?content_type=",
        "/beheer/documents/?q=",
    ],
)
def test_digits_that_are_no_row_filter_nothing(client, founded, path, digits):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(f"{path}{digits}").status_code == 200
