"""The federation keeps the cards: another value, a second look, and a date that passed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from brand.models import Role
from leads.measures import recording
from leads.measures.desk_forms import BOTH, NO_VALUE
from leads.measures.recording import MeasureRefused
from leads.models import MeasureParameter, MeasureValue, SupportMeasure
from leads.models.measures import NO_SOURCE, Status

pytestmark = pytest.mark.django_db


def soon(days=30):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def keeper(client, people):
    client.force_login(people.federation)
    return client


@pytest.fixture
def colleague(people, as_role):
    return as_role(people.house, Role.BEHEERDER)


def url(name, *numbers):
    return reverse(f"support_measure:{name}", args=numbers)


def typed(**more):
    return {
        "low": "1.250,50",
        "high": "",
        "words": "",
        "region": "vlaanderen",
        "source": "VOORBEELD-krant",
        "read_on": "2026-11-28",
        "status": "niet-nagekeken",
        "check_by": soon().isoformat(),
        **more,
    }


def test_the_cards_are_the_federations(client, people, as_role, written):
    value = written.value(written.parameter("Bedrag"), 100)
    addresses = [
        url("index"),
        url("add"),
        url("edit", written.measure.pk),
        url("values", written.measure.pk),
        url("look", written.measure.pk),
        url("parameter_add", written.measure.pk),
        url("parameter", written.measure.pk, value.parameter_id),
        url("value", written.measure.pk, value.parameter_id),
        url("look_value", written.measure.pk, value.pk),
    ]
    for role in (Role.COORDINATOR, Role.BEHEERDER, Role.MARKETEER):
        client.force_login(as_role(people.partner, role))
        for address in addresses:
            assert client.get(address).status_code in (302, 403), address
            assert client.post(address, typed()).status_code in (302, 403), address
    assert MeasureValue.objects.get().low == 100
    assert not SupportMeasure.objects.get().is_verified
    client.force_login(people.federation)
    for address in addresses:
        assert client.get(address).status_code == (302 if "nagekeken" in address else 200), address


def test_another_value_stands_beside_the_first(keeper, people, written):
    parameter = written.parameter("Bedrag")
    written.value(parameter, 100)
    answer = keeper.post(url("value", written.measure.pk, parameter.pk), typed(region="belgie"))
    assert answer.status_code == 302
    fresh = MeasureValue.objects.order_by("-pk")[0]
    assert (fresh.low, fresh.high, fresh.entered_by) == (
        Decimal("1250.50"),
        Decimal("1250.50"),
        people.federation,
    )
    page = keeper.get(url("values", written.measure.pk)).content.decode()
    assert "Bronnen spreken elkaar tegen" in page


@pytest.mark.database("leads.measures.recording.write_value")
def test_a_value_that_is_replaced_stays_as_it_was(keeper, written):
    parameter = written.parameter("Bedrag")
    first = written.value(parameter, 100)
    before = MeasureValue.objects.filter(pk=first.pk).values().get()
    address = f"{url('value', written.measure.pk, parameter.pk)}?vervangt={first.pk}"
    assert "Die blijft bewaard" in keeper.get(address).content.decode()
    keeper.post(address, typed(valid_from=soon().isoformat()))
    assert MeasureValue.objects.filter(pk=first.pk).values().get() == before
    assert MeasureValue.objects.get(replaces=first).low == Decimal("1250.50")
    again = keeper.post(address, typed(low="7"))
    assert again.status_code == 422
    assert "Iemand verving deze waarde intussen" in again.content.decode()
    assert 'value="7"' in again.content.decode()


def test_a_value_of_something_else_is_not_replaced(keeper, written):
    other = written.value(written.parameter("Iets anders"), 1)
    parameter = written.parameter("Bedrag")
    address = f"{url('value', written.measure.pk, parameter.pk)}?vervangt="
    assert keeper.get(address + str(other.pk)).status_code == 404
    assert keeper.get(address + "onzin").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"source": ""}, NO_SOURCE),
        ({"read_on": ""}, "Vul in wanneer je de bron las."),
        ({"low": "veel"}, "Vul een bedrag in"),
        ({"low": "10", "high": "5"}, "Het hoogste getal is kleiner"),
        ({"low": "", "high": "5"}, "Vul beide in."),
        ({"valid_from": "2026-12-31", "valid_to": "2026-01-01"}, "De laatste dag ligt voor"),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_loses_nothing(keeper, written, wrong, sentence):
    parameter = written.parameter("Bedrag")
    answer = keeper.post(
        url("value", written.measure.pk, parameter.pk), typed(remark="Blijft staan", **wrong)
    )
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "Blijft staan" in page) == (422, True, True)
    assert not MeasureValue.objects.exists()


def test_not_known_is_a_value_too(keeper, written):
    parameter = written.parameter("Bedrag")
    address = url("value", written.measure.pk, parameter.pk)
    empty = typed(low="", source="", read_on="")
    for wrong, sentence in ((empty, NO_VALUE), (typed(unknown="on"), BOTH)):
        answer = keeper.post(address, wrong)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not MeasureValue.objects.exists()
    assert keeper.post(address, empty | {"unknown": "on"}).status_code == 302
    assert not MeasureValue.objects.get().is_known


@pytest.mark.database("leads.measures.recording.look_over")
def test_somebody_else_looks_a_value_over(client, people, colleague, written):
    parameter = written.parameter("Bedrag")
    client.force_login(people.federation)
    client.post(url("value", written.measure.pk, parameter.pk), typed())
    value = MeasureValue.objects.get()
    address, told = url("look_value", written.measure.pk, value.pk), {"check_by": soon(90)}
    refused = client.post(address, told)
    assert (refused.status_code, recording.OWN in refused.content.decode()) == (422, True)
    client.force_login(colleague)
    assert client.post(address, {"check_by": ""}).status_code == 422
    assert client.post(address, {"check_by": timezone.localdate()}).status_code == 422
    assert client.post(address, told).status_code == 302
    value.refresh_from_db()
    assert (value.status, value.checked_by, value.checked_on, value.check_by) == (
        Status.VERIFIED,
        colleague,
        timezone.localdate(),
        soon(90),
    )


def test_what_is_not_known_cannot_be_looked_over(people, written):
    parameter = written.parameter("Bedrag")
    unknown = written.value(parameter, source="", read_on=None)
    with pytest.raises(MeasureRefused, match="nog niets"):
        recording.look_over(unknown, people.federation, soon())
    SupportMeasure.objects.update(source="")
    with pytest.raises(MeasureRefused, match="geen bron"):
        recording.look_over(written.measure, people.federation, soon())


def test_a_value_of_before_stays_of_before(people, written):
    value = written.value(written.parameter("Bedrag"), 1, status=Status.HISTORIC)
    recording.look_over(value, people.federation, soon())
    value.refresh_from_db()
    assert (value.status, value.checked_by) == (Status.HISTORIC, people.federation)


def card_form(page):
    form = page.context["form"]
    found = {name: form[name].value() for name in form.fields}
    return {name: "" if said is None else said for name, said in found.items()}


@pytest.mark.database("leads.measures.recording._writer")
def test_a_card_that_says_something_else_is_to_be_looked_over(client, people, colleague, written):
    address = url("edit", written.measure.pk)
    client.force_login(people.federation)
    data = card_form(client.get(address)) | {"explanation": "Een andere premie."}
    assert client.post(address, data).status_code == 302
    assert client.post(url("look", written.measure.pk), {"check_by": soon()}).status_code == 422
    client.force_login(colleague)
    assert client.post(url("look", written.measure.pk), {"check_by": soon()}).status_code == 302
    written.measure.refresh_from_db()
    assert (written.measure.is_verified, written.measure.checked_by) == (True, colleague)
    data = card_form(client.get(address)) | {"position": 7}
    client.post(address, data)
    written.measure.refresh_from_db()
    assert (written.measure.is_verified, written.measure.position) == (True, 7)
    data = card_form(client.get(address)) | {"conditions": "Nog een"}
    client.post(address, data)
    written.measure.refresh_from_db()
    assert (written.measure.status, written.measure.checked_on) == (Status.UNVERIFIED, None)


def test_nobody_calls_a_card_looked_over_in_its_form(keeper, written):
    address = url("edit", written.measure.pk)
    data = card_form(keeper.get(address)) | {"status": "nagekeken"}
    assert keeper.post(address, data).status_code == 200
    written.measure.refresh_from_db()
    assert not written.measure.is_verified


def test_two_people_at_one_card(keeper, written):
    address = url("edit", written.measure.pk)
    data = card_form(keeper.get(address)) | {"explanation": "Van de tweede."}
    SupportMeasure.objects.update(explanation="Van de eerste.")
    answer = keeper.post(address, data)
    assert answer.status_code == 200
    assert "intussen" in answer.content.decode()
    assert SupportMeasure.objects.get().explanation == "Van de eerste."


def test_a_parameter_is_added_and_named_once(keeper, written):
    address = url("parameter_add", written.measure.pk)
    data = {"name": "Bedrag", "unit": "euro", "role": "bedrag", "position": 10}
    assert keeper.post(address, data).status_code == 302
    again = keeper.post(address, data)
    assert again.status_code == 422
    assert "Deze maatregel heeft al een parameter met die naam." in again.content.decode()
    assert MeasureParameter.objects.get().measure == written.measure


def test_a_date_that_passed_warns_the_keeper_alone(client, people, as_role, written):
    parameter = written.parameter("Bedrag")
    written.value(parameter, 100, check_by=soon(-1))
    written.value(parameter, 90, check_by=soon(-1), status=Status.HISTORIC)
    written.value(parameter, 80, check_by=soon(-1), valid_to=soon(-10))
    old = written.value(parameter, 70, check_by=soon(-1))
    written.value(parameter, 60, check_by=soon(), replaces=old)
    home = reverse("wagtailadmin_home")
    client.force_login(people.federation)
    page = client.get(home).content.decode()
    assert "1 kaart of waarde is opnieuw na te kijken." in page
    assert "3 kaarten en waarden werden nog door niemand nagekeken." in page
    assert url("values", written.measure.pk) in page
    client.force_login(as_role(people.partner, Role.BEHEERDER))
    assert "opnieuw na te kijken" not in client.get(home).content.decode()


def test_nothing_to_look_over_says_nothing(keeper, written):
    SupportMeasure.objects.update(checked_on=timezone.localdate(), check_by=soon())
    assert "Steun na te kijken" not in keeper.get(reverse("wagtailadmin_home")).content.decode()
