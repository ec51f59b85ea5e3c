"""A partner's own software: what it reads and writes, and what it never sees."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from brand import places
from brand.models import Subscription
from brand.privacy import retention
from leads.connections import describing, dossiers, views
from leads.follow_up import actions
from leads.models import ApiKey, ApiWrite, Employer, Lead, RegisterEntry
from leads.stages import Source
from tests.factories.leads import LeadFactory
from tests.leads.connections.conftest import API, Software

pytestmark = pytest.mark.django_db

CANARY = "Kanarie"
NEW = {
    "company": "Bakkerij Peeters",
    "name": "Bo Peeters",
    "email": "Bo@Peeters.be",
    "obtained": "ontmoet",
    "obtained_note": "Beurs in Gent",
    "basis": "belang",
}


def names(answer) -> list[str]:
    return [row["employer"]["name"] for row in answer.json()["results"]]


# Who comes in ---------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer merkbaar_niets", "Basic x", "Bearer é"])
def test_without_a_key_nothing_opens(client, people, header):
    LeadFactory(owner_organisation=people.partner)
    for path in ("leads/", "leads/1/", "leads/1/steps/"):
        answer = client.get(API + path, headers={"Authorization": header})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
        assert answer.json() == {"error": views.NO_KEY}


def test_who_is_signed_in_has_no_key_by_that(desk):
    assert desk.get(f"{API}leads/").status_code == 401


@pytest.mark.parametrize("ended", ["revoked", "expired", "partner left"])
def test_a_key_that_ended_opens_nothing(people, key_of, ended):
    _, secret = key_of(people.partner)
    software = Software(secret)
    assert software.get().status_code == 200
    if ended == "revoked":
        ApiKey.objects.update(revoked_at=timezone.now())
    elif ended == "expired":
        ApiKey.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    else:
        people.partner.is_active = False
        people.partner.save()
    assert software.get().status_code == 401


def test_a_key_is_kept_as_a_hash_and_says_when_it_was_used(people, key_of):
    key, secret = key_of(people.partner)
    kept = str(list(ApiKey.objects.values()))
    assert secret not in kept
    assert key.start in kept
    Software(secret).get()
    key.refresh_from_db()
    assert key.last_used_at > timezone.now() - timedelta(minutes=1)


def test_a_key_does_what_it_was_made_for(people, key_of):
    lead = LeadFactory(owner_organisation=people.partner)
    reads = Software(key_of(people.partner, may_write=False)[1])
    writes = Software(key_of(people.partner, may_read=False)[1])
    assert reads.get().status_code == 200
    assert reads.post("leads/", NEW).json() == {"error": "Deze sleutel mag niet schrijven."}
    assert reads.post(f"leads/{lead.pk}/steps/", {"outcome": "bereikt"}).status_code == 403
    assert writes.get().json() == {"error": "Deze sleutel mag niet lezen."}
    assert writes.post("leads/", NEW).status_code == 201


def test_too_many_questions_wait(software, monkeypatch):
    monkeypatch.setattr(views, "PER_MINUTE", 3)
    codes = [software.get().status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert software.get()["Retry-After"] == "60"


def test_who_guesses_waits_too(client, people, monkeypatch):
    cache.clear()
    monkeypatch.setattr(views, "WRONG_PER_MINUTE", 2)
    assert [client.get(f"{API}leads/").status_code for _ in range(3)] == [401, 401, 429]


# What it reads --------------------------------------------------------------------------------


def test_nothing_of_another_partner(people, software, key_of):
    own = LeadFactory(owner_organisation=people.partner, employer__name="Eigen")
    theirs = LeadFactory(
        employer=own.employer,
        owner_organisation=people.other,
        contact__name=f"{CANARY} Mens",
        wish_note=f"{CANARY} wens",
    )
    theirs.contact.known_to.add(people.other)
    actions.log(theirs, "notitie", people.outsider, f"{CANARY} notitie")
    Lead.objects.filter(pk=own.pk).update(contact=theirs.contact)  # whom only they know
    for answer in (software.get(), software.get(f"leads/{own.pk}/")):
        assert answer.status_code == 200
        assert CANARY not in answer.content.decode()
    assert software.get().json()["results"][0]["contact"] is None
    before = list(Lead.objects.filter(pk=theirs.pk).values())
    foreign = software.get(f"leads/{theirs.pk}/")
    missing = software.get("leads/999999/")
    assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert software.post(f"leads/{theirs.pk}/steps/", {"outcome": "bereikt"}).status_code == 404
    assert software.post("leads/", NEW | {"company": "Eigen"}).status_code == 201
    assert list(Lead.objects.filter(pk=theirs.pk).values()) == before
    other = Software(key_of(people.other)[1])
    assert CANARY in other.get().content.decode()


def test_page_by_page_the_oldest_change_first(people, software):
    for number in range(5):
        LeadFactory(owner_organisation=people.partner, employer__name=f"Firma {number}")
    same = timezone.now() - timedelta(days=1)
    Lead.objects.all().update(updated_at=same)  # a change of many at once
    first = software.get(limit="2")
    second = software.get(limit="2", cursor=first.json()["next_cursor"])
    last = software.get(limit="2", cursor=second.json()["next_cursor"])
    assert [*names(first), *names(second), *names(last)] == [f"Firma {n}" for n in range(5)]
    assert last.json()["next_cursor"] is None


def test_what_changed_since(people, software):
    old = LeadFactory(owner_organisation=people.partner, employer__name="Oud")
    Lead.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=2))
    LeadFactory(owner_organisation=people.partner, employer__name="Nieuw")
    since = (timezone.now() - timedelta(days=1)).isoformat()
    answer = software.get(changed_since=since)
    assert names(answer) == ["Nieuw"]
    again = answer.json()["next_changed_since"]
    assert datetime.fromisoformat(again) < timezone.now()
    actions.move(old, "gesprek", people.owner)
    assert "Oud" in names(software.get(changed_since=again))


def test_by_stage(people, software):
    for stage in ("nieuw", "gesprek", "voorstel"):
        LeadFactory(owner_organisation=people.partner, employer__name=stage, stage=stage)
    assert names(software.get(stage="gesprek")) == ["gesprek"]
    assert sorted(names(software.get(stage=["nieuw", "voorstel"]))) == ["nieuw", "voorstel"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"stage": "weg"}, "De fase “weg” bestaat niet."),
        ({"changed_since": "gisteren"}, "“changed_since” is geen moment."),
        ({"changed_since": "2026-13-45T00:00:00Z"}, "“changed_since” is geen moment."),
        ({"changed_since": "2026-11-28T10:00:00"}, "“changed_since” is geen moment."),
        ({"cursor": "rommel"}, "“cursor” is niet wat we gaven."),
        ({"cursor": "MjAyNi0wMS0wMXwx"}, "“cursor” is niet wat we gaven."),
        ({"limit": "0"}, "“limit” is een getal"),
        ({"limit": "²"}, "“limit” is een getal"),
        ({"limit": "100000"}, "“limit” is een getal"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(software, asked, sentence):
    answer = software.get(**asked)
    assert (answer.status_code, answer.json()["error"][: len(sentence)]) == (400, sentence)


def test_answers_are_kept_nowhere_and_no_site_reads_them(people, software):
    answer = software.get()
    assert answer["Cache-Control"] == "no-store, private"
    assert "Access-Control-Allow-Origin" not in answer


# What it writes -------------------------------------------------------------------------------


def test_a_new_dossier_says_where_it_comes_from(people, software):
    answer = software.post("leads/", NEW | {"wishes": ["stage"], "municipality": ""})
    assert (answer.status_code, answer.json()["is_new"]) == (201, True)
    lead = Lead.objects.get()
    assert (lead.owner_organisation, lead.source) == (people.partner, Source.API)
    assert lead.contact.email == "bo@peeters.be"
    assert lead.interactions.last().note == (
        "Via de koppeling “Ons CRM”. Wij ontmoetten hen, op een beurs of elders: Beurs in Gent. "
        "Grondslag: gerechtvaardigd belang."
    )
    assert not Subscription.objects.exists()
    assert software.get(f"leads/{lead.pk}/").json()["wishes"] == ["stage"]


def test_what_the_register_keeps_of_a_new_employer_is_filled_in_at_once(people, key_of):
    places.load()
    RegisterEntry.objects.create(
        number="0403170701", place="3600 Genk", website="https://kbo.example", taken_on="2026-11-01"
    )
    _, secret = key_of(people.partner)
    answer = Software(secret).post("leads/", NEW | {"enterprise_number": "0403.170.701"})
    assert answer.status_code == 201
    row = Employer.objects.get()
    assert (str(row.municipality), row.located_by, row.website) == (
        *("Genk", Employer.LocatedBy.REGISTER, "https://kbo.example"),
    )


@pytest.mark.parametrize("gone", ["company", "name", "email", "obtained", "obtained_note", "basis"])
def test_what_is_missing_is_named(software, gone):
    answer = software.post("leads/", {name: said for name, said in NEW.items() if name != gone})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [gone])
    assert not Lead.objects.exists()
    assert not ApiWrite.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ("[" * 100_000, 400),
        ('"tekst"', 400),
        ({"newsletter": "ja"}, 422),
        (NEW | {"name": ["Bo"]}, 422),
        (NEW | {"wishes": "stage"}, 422),
        (NEW | {"wishes": ["zeppelin"]}, 422),
        (NEW | {"email": "geen"}, 422),
        (NEW | {"name": "x" * 5000}, 422),
        (NEW | {"company": "\x00"}, 422),
    ],
)
def test_what_cannot_be_written_is_said_in_words(software, sent, status):
    answer = software.post("leads/", sent)
    assert answer.status_code == status
    assert " " in answer.json()["error"]
    assert not Lead.objects.exists()


def test_another_kind_of_body_is_refused(software):
    answer = software.client.post(
        f"{API}leads/", NEW, headers={"Authorization": f"Bearer {software.secret}"}
    )
    assert answer.status_code == 415


@pytest.mark.database("leads.models.connections.ApiWrite")
def test_asked_again_it_is_done_once(people, software, key_of):
    first = software.post("leads/", NEW, word="opdracht 1")
    again = software.post("leads/", NEW, word="opdracht 1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json()["id"], again["Idempotent-Replayed"]) == (again.json()["id"], "true")
    assert Lead.objects.get().interactions.count() == 1
    other = software.post("leads/", NEW | {"name": "Cas Baert"}, word="opdracht 1")
    assert other.status_code == 409
    step = {"outcome": "bereikt", "note": "Belt terug"}
    path = f"leads/{first.json()['id']}/steps/"
    for _ in range(2):
        assert software.post(path, step, word="opdracht 2").status_code == 200
    assert Lead.objects.get().interactions.filter(outcome="bereikt").count() == 1
    # The words of one key say nothing to another.
    second = Software(key_of(people.other)[1])
    assert second.post("leads/", NEW, word="opdracht 1").status_code == 201


@pytest.mark.parametrize("word", ["", " ", "x" * 101])
def test_each_writing_has_a_word(software, word):
    answer = software.post("leads/", NEW, word=word)
    assert (answer.status_code, "Idempotency-Key" in answer.json()["error"]) == (400, True)
    assert not Employer.objects.exists()


def test_a_word_is_forgotten_after_two_days(software):
    software.post("leads/", NEW)
    retention.run()
    assert ApiWrite.objects.exists()
    ApiWrite.objects.update(created_at=timezone.now() - timedelta(days=2, seconds=1))
    retention.run()
    assert not ApiWrite.objects.exists()


def test_what_a_step_came_to(people, software):
    lead = LeadFactory(owner_organisation=people.partner)
    answer = software.post(
        f"leads/{lead.pk}/steps/",
        {"outcome": "bereikt", "note": "Wil een bezoek", "version": lead.version},
    )
    said = answer.json()
    assert (answer.status_code, said["stage"], said["steps"][0]["outcome"]) == (
        *(200, "gecontacteerd", "bereikt"),
    )
    assert said["steps"][0]["note"] == "Via de koppeling “Ons CRM”. Wil een bezoek"


def test_who_read_an_older_version_hears_so(people, software):
    lead = LeadFactory(owner_organisation=people.partner)
    actions.move(lead, "gesprek", people.owner)
    answer = software.post(
        f"leads/{lead.pk}/steps/", {"outcome": "bereikt", "version": lead.version}
    )
    assert (answer.status_code, "wijzigde de fase" in answer.json()["error"]) == (409, True)
    assert not ApiWrite.objects.exists()


def test_methods_and_addresses_that_are_not_there(people, software):
    lead = LeadFactory(owner_organisation=people.partner)
    assert software.ask("delete", f"leads/{lead.pk}/")["Allow"] == "GET"
    assert software.ask("put", "leads/").status_code == 405
    assert software.get(f"leads/{lead.pk}/steps/").status_code == 405
    assert software.get("niets/").json()["error"].startswith("Dit adres bestaat hier niet.")
    assert software.get(f"leads/{2**70}/").status_code == 404


# What is described ----------------------------------------------------------------------------


def fits(kind: dict, value, where: str = "") -> None:
    """The part of JSON Schema that we use."""
    if value is None:
        assert kind.get("nullable"), where
        return
    types = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
    assert isinstance(value, types[kind["type"]]), where
    if "enum" in kind:
        assert value in kind["enum"], where
    if kind.get("format") == "date-time":
        assert datetime.fromisoformat(value).tzinfo, where
    if kind["type"] == "array":
        for one in value:
            fits(kind["items"], one, where)
    if kind["type"] == "object":
        assert set(value) == set(kind["required"]), where
        for name, one in value.items():
            fits(kind["properties"][name], one, f"{where}.{name}")


def test_answers_have_the_shape_that_is_described(client, people, software):
    described = client.get(f"{API}openapi.json").json()
    assert described == describing.openapi()
    schemas = described["components"]["schemas"]
    lead = software.post("leads/", NEW).json()
    fits(schemas["written"], lead)
    LeadFactory(owner_organisation=people.partner, contact=None, owner=people.owner)
    page = software.get(limit="1").json()
    fits(schemas["leads"], page)
    fits(schemas["leads"], software.get(cursor=page["next_cursor"]).json())
    fits(schemas["lead"], software.get(f"leads/{lead['id']}/").json())
    assert set(schemas["error"]["properties"]) >= set(software.post("leads/", {}).json())
    assert set(dossiers.LEAD) == set(page["results"][0])


def test_every_address_and_method_is_described(client, people, software):
    lead = LeadFactory(owner_organisation=people.partner)
    described = client.get(f"{API}openapi.json").json()
    assert set(described["paths"]) == {"/leads/", "/leads/{id}/", "/leads/{id}/steps/"}
    for path, methods in described["paths"].items():
        answer = software.ask("put", path.replace("{id}", str(lead.pk)).lstrip("/"))
        allowed = {method.lower() for method in re.findall(r"\w+", answer["Allow"])}
        assert allowed == set(methods), path
    for name, required in (
        ("new_lead", {"company", "name", "obtained", "obtained_note", "basis"}),
        ("new_step", {"outcome"}),
    ):
        assert set(described["components"]["schemas"][name]["required"]) == required
