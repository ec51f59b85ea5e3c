"""Our subscribers beside those of Mailchimp, each night; and the brake."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brand import audience
from brand.audience import differences, mailchimp_list, reconciliation, syncing
from brand.audience.addresses import address_hash
from brand.models import Difference, OutboxState, Reconciliation, Subscription, SyncJob
from brand.worker import jobs
from tests.factories.outbox import SubscriptionFactory
from tests.support.mailchimp_server import DROP, HALF, LIST, problem

pytestmark = pytest.mark.django_db
State, Sub = Reconciliation.State, Subscription.State
MARKER = f"echt:{LIST}"


@pytest.fixture
def server(audience_server):
    return audience_server


def subscriber(server, number, there="subscribed", **fields):
    person = SubscriptionFactory(email=f"lid{number}@bedrijf.be", told=MARKER, **fields)
    member = server.holds(person.email, there)
    first, _, last = person.name.partition(" ")
    member["merge_fields"] = {"FNAME": first, "LNAME": last, "BEDRIJF": person.company}
    return person


def many(server, count, there="subscribed"):
    return [subscriber(server, number, there) for number in range(count)]


def leave(server, person, status="unsubscribed"):
    member = server.members[address_hash(person.email)]
    member["status"] = status
    server.touch(member, timezone.now() + timedelta(seconds=5))


def stopped():
    return Subscription.objects.filter(state=Sub.STOPPED).count()


# What a run does --------------------------------------------------------------------------------


def test_who_left_there_stops_here_with_evidence(server):
    people = many(server, 12)
    leave(server, people[0])
    leave(server, people[1], "cleaned")
    leave(server, people[2], "archived")
    row = reconciliation.run()
    states = list(Subscription.objects.order_by("pk").values_list("state", flat=True)[:4])
    assert states == [Sub.STOPPED, Sub.REFUSED, Sub.STOPPED, Sub.SUBSCRIBED]
    assert (row.state, row.read, row.changed) == (State.DONE, 12, 3)
    assert (row.on_there, row.on_here) == (9, 12)
    assert people[0].consents.get().said == "dienst"
    assert not Difference.objects.exists()
    assert {path.split("?")[0] for _, path in server.calls()} >= {f"/3.0/lists/{LIST}/members"}


def test_only_what_changed_since_the_last_run_is_asked_with_an_hour_to_spare(server):
    many(server, 3)
    first = reconciliation.run()
    assert (first.is_full, first.since) == (True, None)
    server.requests.clear()
    second = reconciliation.run()
    assert second.since == first.started_at - timedelta(hours=1)
    asked = [path for _, path in server.calls() if "/members?" in path]
    assert len(asked) == 2  # everybody, and the archived
    assert all("since_last_changed=" in path for path in asked)
    assert sum("status=archived" in path for path in asked) == 1


def test_a_run_that_failed_moves_no_mark(server):
    many(server, 2)
    first = reconciliation.run()
    server.next(HALF)
    failed = reconciliation.run()
    assert (failed.state, failed.reason) == (State.FAILED, "Mailchimp is niet te bereiken.")
    assert reconciliation.run().since == first.started_at - timedelta(hours=1)


@pytest.mark.parametrize(
    "answer",
    [DROP, HALF, (403, None, ""), (200, "text/html", "<p>"), problem(500, "Fout"), (200, None, "")],
)
def test_half_an_answer_stops_nobody(server, answer):
    people = many(server, 6)
    leave(server, people[0])
    server.next(answer)
    assert reconciliation.run().state == State.FAILED
    assert stopped() == 0
    assert reconciliation.run().state == State.DONE
    assert stopped() == 1


def test_absence_is_no_opt_out(server):
    people, members = many(server, 30), dict(server.members)
    server.members.clear()
    row = reconciliation.run()
    assert (row.state, row.changed, stopped()) == (State.DONE, 0, 0)
    assert set(Difference.objects.values_list("what", flat=True)) == {"ontbreekt"}
    assert differences.open_rows().count() == len(people)
    server.members |= members
    reconciliation.run(is_full=True)
    assert not Difference.objects.exists()


def test_more_than_a_page_is_read_whole(server, monkeypatch):
    monkeypatch.setattr(mailchimp_list, "PAGE", 7)
    many(server, 20)
    assert reconciliation.run().read == 20


def test_who_is_erased_there_while_we_read_hides_nobody(server, monkeypatch):
    monkeypatch.setattr(mailchimp_list, "PAGE", 5)
    people = many(server, 15)
    for number, person in enumerate(people):
        member = server.members[address_hash(person.email)]
        server.touch(member, timezone.now() - timedelta(minutes=number))
    answer, pages = server.page_of_members, []

    def erases(asked):
        if len(pages) == 1:  # after the first page: two of those that were read
            for person in people[:2]:
                server.members.pop(address_hash(person.email), None)
        pages.append(asked)
        return answer(asked)

    monkeypatch.setattr(server, "page_of_members", erases)
    assert reconciliation.run().read == 15


def test_what_a_worker_that_died_left_is_made_good(server):
    people = many(server, 8)
    leave(server, people[0])
    Reconciliation.objects.create(marker=MARKER)
    row = reconciliation.run()
    assert (row.state, stopped()) == (State.DONE, 1)
    assert list(Reconciliation.objects.values_list("state", flat=True)) == ["klaar", "mislukt"]


def test_examples_and_others_than_the_trial_addresses_are_left_alone(server, settings):
    example = SubscriptionFactory(email="karim@bakkerij.example", is_demo=True)
    server.holds(example.email, "unsubscribed")
    person = subscriber(server, 1, "unsubscribed")
    settings.MAILCHIMP_MODE = "proef"
    reconciliation.run(is_full=True)
    assert stopped() == 0
    settings.MAILCHIMP_TRIAL_ADDRESSES = [person.email]
    reconciliation.run(is_full=True)
    assert list(Subscription.objects.filter(state=Sub.STOPPED)) == [person]


def test_one_who_confirmed_there_is_on_here_again(server):
    person = subscriber(server, 1, "pending", state=Sub.RETURNING)
    reconciliation.run()
    person.refresh_from_db()
    assert person.state == Sub.RETURNING
    server.members[address_hash(person.email)]["status"] = "subscribed"
    reconciliation.run(is_full=True)
    person.refresh_from_db()
    assert person.state == Sub.SUBSCRIBED


def test_what_somebody_does_while_it_runs_is_not_overwritten(server, monkeypatch):
    person = subscriber(server, 1)
    leave(server, person)
    judge = reconciliation.standings.judge

    def slow(one, member):
        verdict = judge(one, member)
        Subscription.objects.filter(pk=person.pk).update(confirmed_at=timezone.now())
        return verdict

    monkeypatch.setattr(reconciliation.standings, "judge", slow)
    reconciliation.run()
    person.refresh_from_db()
    assert person.state == Sub.SUBSCRIBED


def test_our_own_change_that_waits_in_the_queue_comes_first(server):
    person = subscriber(server, 1)
    leave(server, person)
    syncing.enqueue(person)
    reconciliation.run()
    assert stopped() == 0
    syncing.drain()  # reads how they stand there
    assert stopped() == 1


# The brake --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subscribers", "most"), [(0, 5), (40, 5), (300, 6), (900, 18), (1000, 20), (90_000, 20)]
)
def test_twenty_people_or_two_in_a_hundred(subscribers, most):
    assert reconciliation.most(subscribers) == most


@pytest.fixture
def twenty_one(server, monkeypatch):
    """Of a thousand; the other 979 stand only in the number, for speed."""
    monkeypatch.setattr(reconciliation, "SHARE", 1)
    people = many(server, 25)
    reconciliation.run()
    for person in people[:21]:
        leave(server, person)
    return people


def test_twenty_are_carried_out(server, twenty_one):
    leave(server, twenty_one[20], "subscribed")
    row = reconciliation.run()
    assert (row.state, row.changed, stopped()) == (State.DONE, 20, 20)


def test_the_brake_stops_a_run_that_would_touch_21(server, twenty_one):
    row = reconciliation.run()
    assert (row.state, row.changed, stopped()) == (State.HELD, 21, 0)
    assert row.reason == "Deze vergelijking zou de stand van 21 mensen veranderen."
    assert row.held.count() == 21
    assert SyncJob.objects.count() == 0
    reconciliation.keep()  # the night after: it waits
    assert (stopped(), Reconciliation.objects.count()) == (0, 2)


def test_one_who_reads_it_carries_it_out(server, keeper, twenty_one):
    row = reconciliation.run()
    page = keeper.get(reverse("audience_differences")).text
    assert "zou de stand van 21 mensen veranderen" in page
    assert "lid0@bedrijf.be" in page
    assert "21 mensen veranderen" in keeper.get("/beheer/").text
    keeper.post(reverse("audience_differences"), {"act": f"voer-{row.pk}"})
    leave(server, twenty_one[20], "subscribed")  # changed their mind before it was carried out
    reconciliation.keep()
    row.refresh_from_db()
    assert (row.state, stopped(), row.held.count()) == (State.DONE, 20, 0)
    assert row.decided_by is not None
    assert "veranderen" not in keeper.get("/beheer/").text


def test_carrying_out_goes_on_after_a_broken_line(server, twenty_one):
    row = reconciliation.run()
    reconciliation.release(row, None)
    server.next(None, None, None, None, DROP)
    reconciliation.carry_out(row)
    row.refresh_from_db()
    assert row.state == State.RELEASED
    assert 0 < stopped() < 21
    reconciliation.carry_out(row)
    row.refresh_from_db()
    assert (row.state, stopped(), row.held.count()) == (State.DONE, 21, 0)


def test_one_who_reads_it_does_nothing(server, keeper, twenty_one):
    row = reconciliation.run()
    for _ in range(2):  # pressed twice
        keeper.post(reverse("audience_differences"), {"act": f"laat-{row.pk}"})
    row.refresh_from_db()
    assert (row.state, stopped(), Difference.objects.count()) == (State.LEFT, 0, 0)
    for person in twenty_one:  # put right there
        leave(server, person, "subscribed")
    assert reconciliation.run().state == State.DONE
    assert stopped() == 0


# When ------------------------------------------------------------------------------------------


def night(hour):
    """As the clock: the next such hour here."""
    now = timezone.localtime().replace(hour=hour, minute=10)
    return now + timedelta(days=1)


def test_it_runs_once_a_night_and_everybody_once_a_week(server, monkeypatch):
    many(server, 1)
    clock = [night(2)]
    monkeypatch.setattr(timezone, "now", lambda: clock[0])
    for _ in range(3):
        reconciliation.keep()
    assert Reconciliation.objects.count() == 1
    clock[0] += timedelta(hours=10)  # the day
    reconciliation.keep()
    assert Reconciliation.objects.count() == 1
    kinds = []
    for _ in range(8):
        clock[0] = (clock[0] + timedelta(days=1)).replace(hour=2)
        reconciliation.keep()
        kinds.append(Reconciliation.objects.first().is_full)
    assert kinds == [False] * 6 + [True, False]  # on the seventh night


def test_while_mailchimp_is_off_nothing_is_compared(server, settings):
    settings.MAILCHIMP_MODE = "uit"
    reconciliation.keep()
    assert (Reconciliation.objects.count(), server.requests) == (0, [])


def test_a_failure_is_tried_again_after_an_hour(server, monkeypatch):
    many(server, 1)
    server.next(DROP)
    reconciliation.keep()
    reconciliation.keep()
    assert Reconciliation.objects.get().state == State.FAILED
    later = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr(timezone, "now", lambda: later)
    reconciliation.keep()
    assert Reconciliation.objects.first().state == State.DONE


def test_asked_by_a_person_it_reads_everybody(server, keeper):
    many(server, 2)
    reconciliation.run()
    page = keeper.post(reverse("audience_differences"), {"act": "vergelijk"}, follow=True).text
    assert "Er is een vergelijking gevraagd." in page
    assert "brand." + reconciliation.JOB in [job.name for job in jobs.known()]
    reconciliation.keep()
    row = Reconciliation.objects.first()
    assert (row.state, row.is_full) == (State.DONE, True)
    assert row.decided_by is not None
    assert "2 bij Mailchimp, 2 hier" in keeper.get(reverse("audience_differences")).text


# What differs ----------------------------------------------------------------------------------


@pytest.fixture
def named(server):
    person = subscriber(server, 1, name="An Peeters", company="Bakkerij", province="limburg")
    member = server.members[address_hash(person.email)]
    member["merge_fields"] |= {"BEDRIJF": "Bakkerij Peeters", "PROVINCIE": "Antwerpen"}
    reconciliation.run()
    return person


def press(keeper, act, what):
    row = Difference.objects.get(what=what)
    return keeper.post(
        reverse("audience_differences"), {"act": f"{act}-{row.pk}"}, follow=True
    ).text


@pytest.mark.database("brand.models.reconciliations.Difference")
def test_each_difference_is_a_row_with_both_sides(server, keeper, named):
    page = keeper.get(reverse("audience_differences")).text
    assert "Hier: Bakkerij. Bij Mailchimp: Bakkerij Peeters." in page
    assert "Hier: Limburg. Bij Mailchimp: Antwerpen." in page
    reconciliation.run(is_full=True)
    assert Difference.objects.count() == 2


def test_ours_is_told_and_theirs_is_taken(server, keeper, named):
    press(keeper, "hier", "bedrijf")
    press(keeper, "daar", "provincie")
    syncing.drain()
    named.refresh_from_db()
    assert (named.company, named.province) == ("Bakkerij", "antwerpen")
    member = server.members[address_hash(named.email)]
    assert member["merge_fields"]["BEDRIJF"] == "Bakkerij"
    assert not Difference.objects.exists()
    reconciliation.run(is_full=True)
    assert (
        "hier en bij Mailchimp staat hetzelfde" in keeper.get(reverse("audience_differences")).text
    )


def test_a_province_that_nobody_knows_is_not_taken(server, keeper, named):
    Difference.objects.filter(what="provincie").update(there="Zeeland")
    assert "“Zeeland” is geen provincie die wij kennen." in press(keeper, "daar", "provincie")
    named.refresh_from_db()
    assert named.province == "limburg"


def test_what_may_stay_stays_until_it_becomes_something_else(server, keeper, named):
    press(keeper, "zo", "bedrijf")
    reconciliation.run(is_full=True)
    assert list(differences.open_rows().values_list("what", flat=True)) == ["provincie"]
    server.members[address_hash(named.email)]["merge_fields"]["BEDRIJF"] = "Anders"
    reconciliation.run(is_full=True)
    assert differences.open_rows().count() == 2


def test_a_yes_there_is_asked_anew_and_a_no_here_is_told(server, keeper):
    for number in (1, 2):
        person = subscriber(server, number)
        audience.stop(person, way="knop")
        syncing.drain()
        leave(server, person, "subscribed")
    reconciliation.run()
    first, second = Difference.objects.order_by("pk")
    keeper.post(reverse("audience_differences"), {"act": f"daar-{first.pk}"})
    keeper.post(reverse("audience_differences"), {"act": f"hier-{second.pk}"})
    syncing.drain()
    assert stopped() == 2
    assert first.subscription.consents.last().said == "gevraagd"  # a link to confirm is mailed
    assert server.members[second.email_hash]["status"] == "unsubscribed"


def test_another_address_is_asked_to_confirm(server, keeper):
    person = subscriber(server, 1)
    new = "nieuw@bedrijf.be"
    differences.note_one(address_hash(person.email), person, "adres", person.email, new)
    press(keeper, "daar", "adres")
    assert Subscription.objects.get(email=new).state == Sub.ASKED
    assert stopped() == 1


def test_who_is_missing_is_put_back_or_stopped_by_a_person(server, keeper):
    people = [subscriber(server, 1), subscriber(server, 2)]
    server.members.clear()
    reconciliation.run()
    first, second = Difference.objects.order_by("pk")
    keeper.post(reverse("audience_differences"), {"act": f"hier-{first.pk}"})
    keeper.post(reverse("audience_differences"), {"act": f"daar-{second.pk}"})
    syncing.drain()
    assert server.members[address_hash(people[0].email)]["status"] == "subscribed"
    assert list(Subscription.objects.filter(state=Sub.STOPPED)) == [people[1]]


@pytest.mark.parametrize("act", ["hier-²", "hier-", "zo-99999999999999999999", "voer-1", "iets"])
def test_odd_presses_break_nothing(server, keeper, act):
    assert keeper.post(reverse("audience_differences"), {"act": act}).status_code == 302


def test_an_order_that_is_blocked_does_not_hide_who_left(server):
    person = subscriber(server, 1)
    leave(server, person)
    job = syncing.enqueue(person)
    SyncJob.objects.filter(pk=job.pk).update(state=OutboxState.BLOCKED)
    reconciliation.run()
    assert stopped() == 1
