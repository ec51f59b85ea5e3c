"""A list is looked at, taken in once, and taken back without losing what others did since."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from brand import places
from brand.models import JobRun, Subscription
from brand.privacy import retention
from leads import capture
from leads.capture import in_bulk
from leads.follow_up import actions
from leads.models import Contact, Employer, Interaction, Lead, LeadImport, RegisterEntry
from leads.stages import Source
from leads.transfer import batches, intake, rounds
from tests.support import lead_lists
from tests.support.lead_lists import csv, row_of

pytestmark = pytest.mark.django_db

State = LeadImport.State


def met(people, partner, company="Firma 1 NV", email="an@firma1.be", **fields):
    return capture.capture(
        name=fields.pop("name", "An Peeters1"),
        company=company,
        email=email,
        tour=None,
        host=partner,
        happened="Ontmoet",
        **fields,
    )


def test_each_row_becomes_a_lead_that_says_where_it_comes_from(people):
    batch = lead_lists.taken_in(people.owner, people.partner, csv(row_of(1), row_of(2)))
    assert (batch.state, batch.figures["nieuw"]) == (State.DONE, 2)
    lead = Lead.objects.get(employer__name="Firma 1 NV")
    assert (lead.source, lead.owner, lead.owner_organisation) == (
        *(Source.IMPORT, people.owner, people.partner),
    )
    assert lead.first_response_due is None
    assert lead.next_action_on == timezone.localdate() + lead_lists.FIRST_STEP
    assert (lead.contact.email, lead.contact.phone) == ("an@firma1.be", "+3289300001")
    assert lead.interactions.get().note == (
        "Ingelezen uit “klanten.csv”, rij 2. Onze eigen klanten of relaties: onze klantenlijst. "
        "Grondslag: gerechtvaardigd belang."
    )
    assert not Subscription.objects.exists()


def test_faulty_rows_are_named_and_the_others_go_in(people):
    rows = [row_of(1), row_of(2, email="geen"), row_of(3, company="")]
    batch = lead_lists.taken_in(people.owner, people.partner, csv(*rows))
    assert {row.number: row.reason for row in batch.rows.exclude(reason="")} == {
        3: "“geen” is geen volledig e-mailadres.",
        4: "De naam van het bedrijf of de organisatie ontbreekt.",
    }
    assert Lead.objects.count() == 1


def test_the_dry_run_counts_what_taking_in_does(people):
    lead = met(people, people.partner)
    met(people, people.partner, "Firma 3 NV", "an@firma3.be", phone="+3289300003")
    rows = [row_of(1), row_of(2), row_of(2, name="Bo Cools", email="bo@firma2.be"), row_of(3)]
    rows[3][1] = "An Peeters1"
    batch = lead_lists.checked(people.owner, people.partner, csv(*rows))
    assert batch.figures == {"nieuw": 1, "vult-aan": 2, "bestaat": 1, "fout": 0}
    assert [row.differences for row in batch.rows.all()] == [
        [["Telefoon", "", "+3289300001"]],
        *([], [], []),
    ]
    assert batch.rows.get(number=4).reason == intake.SAME_ROW
    assert Lead.objects.count() == 2
    batches.take_in(batch, people.owner, takes=True, first_step_on=timezone.localdate())
    rounds.work()
    after = LeadImport.objects.get().figures
    assert after == batch.figures
    assert Lead.objects.count() == 3
    lead.contact.refresh_from_db()
    assert lead.contact.phone == "+3289300001"
    assert "Aangevuld uit “klanten.csv”, rij 2: telefoon." in lead.interactions.first().note


def test_what_stands_there_stays(people):
    lead = met(people, people.partner, phone="+32470123456")
    batch = lead_lists.taken_in(people.owner, people.partner, csv(row_of(1)))
    assert batch.rows.get().differences == [["Telefoon", "+32470123456", "+3289300001"]]
    assert batch.figures["bestaat"] == 1
    lead.contact.refresh_from_db()
    assert lead.contact.phone == "+32470123456"


def test_another_partner_is_in_nothing_of_it(people):
    theirs = met(people, people.other, name="Kanarie Mens", phone="+32470123456")
    batch = lead_lists.checked(people.owner, people.partner, csv(row_of(1)))
    row = batch.rows.get()
    assert (row.outcome, row.differences, row.reason) == ("nieuw", [], "")
    before = lead_lists.everything()
    batch = lead_lists.taken_in(people.owner, people.partner, csv(row_of(1)))
    ours = Lead.objects.get(owner_organisation=people.partner)
    assert ours.contact != theirs.contact
    assert "Kanarie" not in str(list(batch.rows.values()))
    lead_lists.undone(batch, people.owner)
    assert lead_lists.everything() == before


@pytest.mark.database("leads.transfer.reversal.take_back", "leads.transfer.reversal._revert")
def test_undoing_leaves_nothing(people):
    met(people, people.partner)
    met(people, people.other, "Firma 2 NV", "an@firma2.be")
    before = lead_lists.everything()
    rows = [row_of(1), row_of(2), row_of(2, email="bo@firma2.be", name="Bo Cools"), row_of(3)]
    batch = lead_lists.taken_in(people.owner, people.partner, csv(*rows))
    assert lead_lists.everything() != before
    batch = lead_lists.undone(batch, people.owner)
    assert (batch.state, batch.figures["kept"], batch.rows.count()) == (State.UNDONE, 0, 0)
    assert lead_lists.everything() == before


FIRM_HEADERS = [*lead_lists.HEADERS, "Ondernemingsnummer", "Personeel", "PC", "NACE-code"]


def firm(number: int, enterprise_number="", size="12", committee="200", code="47.110"):
    return [*row_of(number), enterprise_number, size, committee, code]


def told_of(name: str):
    row = Employer.objects.get(name=name)
    codes = row.activities.values_list("version", "code", "origin", "is_main")
    return row.size, row.joint_committee, list(codes)


def test_what_a_firm_is_goes_to_the_employer(people):
    rows = csv(firm(1), firm(2, size="20 tot 200"), headers=FIRM_HEADERS)
    batch = lead_lists.taken_in(people.owner, people.partner, rows)
    assert batch.figures["nieuw"] == 2
    code = [("2025", "47110", "ingevuld", False)]
    assert told_of("Firma 1 NV") == ("10-49", "200", code)
    assert told_of("Firma 2 NV") == ("", "200", code)
    line = Interaction.objects.get(lead__employer__name="Firma 2 NV")
    assert line.note.endswith("Grootte: 20 tot 200.")


def test_blanks_of_a_known_firm_are_filled_and_what_stands_there_stays(people):
    lead = met(people, people.partner)
    Employer.objects.filter(pk=lead.employer_id).update(size="50-249")
    lead.employer.activities.create(code="10711", is_main=True)
    met(people, people.other, "Firma 2 NV", "an@firma2.be")
    before = lead_lists.everything()
    rows = csv(firm(1, code="10.711 / 47.110"), firm(2), headers=FIRM_HEADERS)
    batch = lead_lists.taken_in(people.owner, people.partner, rows)
    assert batch.rows.get(number=2).differences == [
        ["Telefoon", "", "+3289300001"],
        ["Paritair comité", "", "200"],
        ["NACE-BEL", "", "47.110 (NACE-BEL 2025)"],
        ["Grootte", "50 tot 249 mensen", "10 tot 49 mensen"],
    ]
    new = ("2025", "47110", "ingevuld", False)
    assert told_of("Firma 1 NV") == ("50-249", "200", [("2025", "10711", "ingevuld", True), new])
    assert told_of("Firma 2 NV") == ("10-49", "200", [new])
    lead_lists.undone(batch, people.owner)
    assert lead_lists.everything() == before


def test_what_the_register_keeps_is_filled_in_at_once(people):
    places.load()
    for number in ("0403170701", "0202239951"):
        RegisterEntry.objects.create(
            number=number, place="3600 Genk", website="https://kbo.example", taken_on="2026-11-01"
        )
    met(people, people.partner, "Firma 2 NV", "an@firma2.be")
    before = lead_lists.everything()
    rows = csv(firm(1, "0403.170.701"), firm(2, "BE 0202.239.951"), firm(3), headers=FIRM_HEADERS)
    batch = lead_lists.taken_in(people.owner, people.partner, rows)
    found = Employer.objects.order_by("name").values_list(
        "municipality__name", "located_by", "website"
    )
    genk = ("Genk", Employer.LocatedBy.REGISTER, "https://kbo.example")
    assert list(found) == [genk, genk, (None, "", "")]
    batch = lead_lists.undone(batch, people.owner)
    assert batch.figures["kept"] == 0
    assert lead_lists.everything() == before


def test_what_others_changed_since_is_kept_and_named(people):
    batch = lead_lists.taken_in(people.owner, people.partner, csv(*map(row_of, range(1, 5))))
    called, noted, renamed = (Lead.objects.get(employer__name=f"Firma {n} NV") for n in (1, 2, 3))
    actions.assign(called, people.owner, None)
    noted.add_to_timeline(Interaction.Kind.NOTE, "Belt terug", by=people.owner)
    Contact.objects.filter(pk=renamed.contact_id).update(name="An Janssens")
    batch = lead_lists.undone(batch, people.owner)
    assert batch.figures["kept"] == 3
    assert {row.number: row.kept for row in batch.rows.all()} == {
        2: f"{people.owner.first_name or people.owner} wijzigde de opvolger zonet.",
        3: "Er kwam intussen iets bij op dit dossier.",
        4: "An Janssens werd intussen gewijzigd.",
    }
    assert set(Lead.objects.values_list("pk", flat=True)) == {called.pk, noted.pk, renamed.pk}
    assert not Employer.objects.filter(name="Firma 4 NV").exists()


def test_who_met_the_employer_since_keeps_it_and_is_not_named(people):
    batch = lead_lists.taken_in(people.owner, people.partner, csv(row_of(1)))
    theirs = met(people, people.other, name="Kanarie Mens")
    batch = lead_lists.undone(batch, people.owner)
    assert (batch.figures["kept"], batch.rows.count()) == (0, 0)
    assert [lead.pk for lead in Lead.objects.all()] == [theirs.pk]
    assert Contact.objects.get() == theirs.contact


@pytest.mark.database(
    "leads.models.imports.LeadImport",
    "leads.models.imports.ImportRow",
    "leads.transfer.rounds._read",
    "leads.transfer.rounds._some_rows",
    "leads.transfer.batches.undo",
    "leads.transfer.batches.remove",
    "leads.transfer.reversal.take_back_together",
)
def test_a_worker_that_stops_half_way_goes_on_where_it_was(people, monkeypatch):
    gone = lead_lists.checked(people.owner, people.partner, csv(row_of(1)))
    batches.remove(gone)
    before = lead_lists.everything()
    batch = lead_lists.checked(people.owner, people.partner, csv(*map(row_of, range(30))))
    batches.take_in(batch, people.owner, takes=True, first_step_on=timezone.localdate())
    monkeypatch.setattr(rounds, "ROUND_SECONDS", 0)
    monkeypatch.setattr(rounds, "WRITE_AT_ONCE", 20)
    JobRun.objects.create(name=rounds.JOB, started_at=timezone.now())
    rounds.work()
    assert Lead.objects.count() == rounds.WRITE_AT_ONCE
    assert JobRun.objects.get().started_at is None  # asked again at once
    batch.refresh_from_db()
    assert rounds.progress(batch) == (20, 30)
    for _ in range(3):
        rounds.work()
    assert Lead.objects.count() == 30
    batch.refresh_from_db()
    batches.undo(batch, people.owner)
    for _ in range(3):
        rounds.work()
    assert lead_lists.everything() == before


def test_a_row_that_fails_does_not_hold_up_the_others(people, monkeypatch):
    real = intake.take_in

    def fails(batch, number, said):
        if number == 3:
            Employer.objects.create(name="Half", identity="half")
            raise ValueError
        return real(batch, number, said)

    def all_fail(*args, **kwargs):
        Employer.objects.create(name="Half", identity="half")
        raise IntegrityError

    monkeypatch.setattr(intake, "take_in", fails)
    monkeypatch.setattr(in_bulk, "capture_new", all_fail)
    batch = lead_lists.taken_in(people.owner, people.partner, csv(*map(row_of, range(1, 4))))
    assert batch.rows.get(outcome="fout").reason == rounds.FAILED
    assert Lead.objects.count() == 2
    assert not Employer.objects.filter(name="Half").exists()


def test_undoing_stops_what_is_under_way(people, monkeypatch):
    before = lead_lists.everything()
    batch = lead_lists.checked(people.owner, people.partner, csv(*map(row_of, range(30))))
    batches.take_in(batch, people.owner, takes=True, first_step_on=timezone.localdate())
    monkeypatch.setattr(rounds, "ROUND_SECONDS", 0)
    monkeypatch.setattr(rounds, "WRITE_AT_ONCE", 20)
    rounds.work()
    assert Lead.objects.count() == 20
    monkeypatch.undo()
    lead_lists.undone(batch, people.owner)
    assert lead_lists.everything() == before


def test_after_seven_days_it_stays(people):
    batch = lead_lists.taken_in(people.owner, people.partner, csv(row_of(1)))
    LeadImport.objects.update(done_at=timezone.now() - timedelta(days=7, seconds=1))
    batch.refresh_from_db()
    with pytest.raises(batches.Refused):
        batches.undo(batch, people.owner)
    retention.run()
    assert (batch.rows.count(), Lead.objects.count()) == (0, 1)
    assert LeadImport.objects.get().figures["nieuw"] == 1


def test_a_file_that_turns_out_unreadable_says_so(people, monkeypatch):
    batch = lead_lists.chosen(people.owner, people.partner, csv(row_of(1), row_of(2)))
    monkeypatch.setattr("leads.transfer.reading.MOST_ROWS", 1)
    rounds.work()
    batch.refresh_from_db()
    assert (batch.state, batch.content) == (State.FAILED, None)
    assert batch.trouble.startswith("In dit bestand staan meer dan")


def test_rows_together_come_to_what_they_come_to_one_by_one(people, monkeypatch):
    """Also where rows are about one another, and where somebody knows the employer."""
    met(people, people.partner, "Firma 3 NV", "", phone="+3289300003", name="An Peeters3")
    met(people, people.other, "Firma 4 NV", "an@firma4.be")
    rows = [
        *map(row_of, range(1, 7)),
        row_of(2, name="Bo Cools", email="bo@firma2.be"),  # an earlier row's employer
        row_of(5, company="Firma 5", email=""),  # by number and name
        row_of(6, company="Heel Anders", name="Cas Baert", email="cas@anders.be"),
    ]
    headers = [*lead_lists.HEADERS, "Functie", "Gemeente", "Website", "KBO"]
    more = ["Zaakvoerder", "Genk", "firma.example", ""]
    content = csv(*[[*row, *more] for row in rows], headers=headers)
    before = lead_lists.everything()
    written, figures = [], []
    for together in (True, False):
        if not together:
            monkeypatch.setattr(rounds, "_together", lambda batch, rows: {})
            monkeypatch.setattr(rounds, "_back_together", lambda batch, rows: set())
        batch = lead_lists.taken_in(people.owner, people.partner, content)
        written.append([_plain(table) for table in lead_lists.everything()])
        figures.append([batch.figures, *batch.rows.values_list("number", "outcome", "differences")])
        lead_lists.undone(batch, people.owner)
        assert lead_lists.everything() == before
    assert written[0] == written[1]
    assert figures[0] == figures[1]


NUMBERS = ("id", "contact_id", "employer_id", "lead_id", "created_at", "stage_since", "at")


def _plain(table: list[dict]) -> list[str]:
    """Without the numbers and hours that differ each time."""
    for row in table:
        for name in NUMBERS:
            row.pop(name, None)
    return sorted(map(str, table))


def test_who_was_known_by_telephone_alone_is_so_again(people):
    lead = met(people, people.partner, email="", phone="+3289300001")
    before = lead_lists.everything()
    batch = lead_lists.taken_in(people.owner, people.partner, csv(row_of(1)))
    lead.contact.refresh_from_db()
    assert lead.contact.email == "an@firma1.be"
    lead_lists.undone(batch, people.owner)
    assert lead_lists.everything() == before


def test_a_row_costs_few_queries(people, django_assert_max_num_queries):
    """Of each table a statement for fifty rows; and back."""
    content = csv(*map(row_of, range(50)))
    batch = lead_lists.checked(people.owner, people.partner, content)
    batches.take_in(batch, people.owner, takes=True, first_step_on=timezone.localdate())
    with django_assert_max_num_queries(60):
        rounds.work()
    assert Lead.objects.count() == 50
    batches.undo(batch, people.owner)
    with django_assert_max_num_queries(150):
        rounds.work()
    assert not Lead.objects.exists()


def test_columns_are_remembered_of_this_partner_alone(people):
    content = csv(row_of(1), headers=["Wie", "Mens", "Post", "Bel"])
    batch = lead_lists.chosen(people.owner, people.partner, content)
    assert batch.mapping == ["", "", "email", "phone"]
    with pytest.raises(ValidationError):
        batches.choose(batch, batch.mapping)
    batches.choose(batch, ["company", "name", "email", "phone"])
    again = lead_lists.chosen(people.owner, people.partner, content)
    assert again.mapping == ["company", "name", "email", "phone"]
    assert lead_lists.chosen(people.outsider, people.other, content).mapping[0] == ""


def test_days_of_several_kinds_and_unknown_places_are_counted(people):
    headers = [*lead_lists.HEADERS, "Datum", "Gemeente"]
    days = ["4/3/2025", "2025-03-04", "45720"]
    rows = [[*row_of(n), text, "Luik"] for n, text in enumerate(days)]
    batch = lead_lists.checked(people.owner, people.partner, csv(*rows, headers=headers))
    assert len(batch.figures["days"]) == 3
    assert batch.figures["places"] == 3


def test_a_row_on_which_looking_fails_comes_back_and_the_others_go_on(people, monkeypatch):
    look = intake.look

    def fails_once(partner, said, known=None):
        if said.company == "Firma 1 NV":
            raise ArithmeticError
        return look(partner, said, known)

    monkeypatch.setattr(intake, "look", fails_once)
    batch = lead_lists.checked(people.owner, people.partner, csv(row_of(1), row_of(2)))
    assert (batch.state, batch.figures["nieuw"], batch.figures["fout"]) == (State.CHECKED, 1, 1)
    assert batch.rows.get(outcome="fout").reason == rounds.FAILED


def test_a_long_list_keeps_no_other_waiting(people, monkeypatch):
    monkeypatch.setattr(rounds, "LOOK_AT_ONCE", 1)
    long = lead_lists.chosen(people.owner, people.partner, csv(*map(row_of, range(1, 9))))
    short = lead_lists.chosen(people.outsider, people.other, csv(row_of(9)))
    for batch in (long, short):
        batches.choose(batch, batch.mapping)
    places, last = {}, 0
    for _ in range(6):  # two reads, a row of each, and the end of the short one
        last = rounds._step(places, last)
    assert [row.state for row in LeadImport.objects.order_by("pk")] == ["nakijken", "nagekeken"]


def test_the_list_of_a_partner_that_left_rests(people):
    batch = lead_lists.checked(people.owner, people.partner, csv(row_of(1)))
    batches.take_in(batch, people.owner, takes=True, first_step_on=timezone.localdate())
    people.partner.is_active = False
    people.partner.save()
    rounds.work()
    assert not Lead.objects.exists()
    people.partner.is_active = True
    people.partner.save()
    rounds.work()
    assert Lead.objects.count() == 1


def test_whose_row_it_is_stands_there_before_the_columns_are_chosen(people):
    batch = lead_lists.chosen(people.owner, people.partner, csv(row_of(1, email="An@Firma1.BE")))
    rounds.work()
    assert batch.rows.get().addresses == " an@firma1.be "
