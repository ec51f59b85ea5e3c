"""The roadshow's screens at the desk, as each role and each partner."""

import io
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from brand import permissions
from brand.forms.fields import EMAIL, PHONE
from brand.models import OutgoingMail, Role
from roadshow.models import Registration, StopPage, Venue
from roadshow.models.pages import NO_SUCH_YEAR
from roadshow.planning import plan
from roadshow.planning.forms import NO_SUCH_HOUR, TWICE
from tests.factories.brand import cast, member
from tests.factories.roadshow import RegistrationFactory, VenueFactory, tour_page, town
from tests.support.known_towns import halt, known

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")
State = Registration.State


@pytest.fixture
def people(db):
    players = cast()
    tour_page()
    permissions.establish_roles()
    for user in (players.owner, players.team_mate, players.outsider, players.federation):
        permissions.place_in_groups(user)
    return players


@pytest.fixture
def owner(client, people):
    client.force_login(people.owner)
    return client


def in_role(client, organisation, role):
    user = member(organisation, role)
    permissions.place_in_groups(user)
    client.force_login(user)
    return client


def a_wednesday() -> date:
    """A Wednesday about ten weeks from now that is no holiday."""
    day = timezone.localdate() + timedelta(weeks=10)
    while day.weekday() != 2 or (day.month, day.day) in {(12, 25), (1, 1), (7, 21), (11, 11)}:
        day += timedelta(days=1)
    return day


def asked(venue, **changes) -> dict:
    return {
        "venue": venue.pk,
        "day": a_wednesday().isoformat(),
        "begins": "12:00",
        "ends": "14:00",
        "capacity": "30",
        "contact_name": "An",
        "contact_phone": "",
        "contact_email": "",
        "understood": "",
        **changes,
    }


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]] if response.context else []


class TestPlan:
    def test_nine_fields_are_asked_and_a_single_host_is_not(self, owner):
        form = owner.get(reverse("haltes:add")).context["form"]
        assert [field.name for field in form.visible_fields()] == [
            "venue",
            "day",
            "begins",
            "ends",
            "capacity",
            "contact_name",
            "contact_phone",
            "contact_email",
        ]

    def test_who_plans_for_more_partners_chooses_a_host(self, client, people):
        client.force_login(people.federation)
        form = client.get(reverse("haltes:add")).context["form"]
        assert len(form.visible_fields()) == 9
        assert set(form.fields["organisation"].queryset) == {
            people.partner,
            people.other,
            people.house,
        }

    def test_it_publishes_the_stop(self, owner, people):
        response = owner.post(reverse("haltes:add"), asked(VenueFactory()), follow=True)
        stop = StopPage.objects.live().get()
        assert (stop.title, stop.organisation, stop.capacity, stop.owner) == (
            "Genk",
            people.partner,
            30,
            people.owner,
        )
        assert stop.starts_at == datetime.combine(
            a_wednesday(),
            time(12),
            BRUSSELS,
        )
        assert said(response) == [f"Halte Genk staat online: {stop.when}."]

    def test_the_host_is_not_for_a_stranger_to_name(self, owner, people):
        venue = VenueFactory()
        owner.post(reverse("haltes:add"), asked(venue, organisation=people.other.pk))
        assert StopPage.objects.get().organisation == people.partner

    def test_anothers_place_is_no_choice(self, owner, people):
        venue = VenueFactory(organisation=people.other, name="Geheime zaal")
        response = owner.post(reverse("haltes:add"), asked(venue))
        assert "venue" in response.context["form"].errors
        assert "Geheime zaal" not in response.text
        assert not StopPage.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "field", "sentence"),
        [
            ({"ends": "11:00"}, "ends", "Het einde moet na het begin liggen."),
            ({"day": "2020-01-08"}, "day", "Dit moment is al voorbij."),
            ({"day": "9999-12-31"}, "day", NO_SUCH_YEAR),
            ({"begins": "00:30", "ends": "00:30"}, "ends", "Het einde moet na het begin liggen."),
            ({"begins": "05:00", "ends": "04:00"}, "ends", "Het einde moet na het begin liggen."),
            ({"contact_email": "an@☕.be"}, "contact_email", EMAIL),
            ({"contact_phone": "bel mij"}, "contact_phone", PHONE),
            ({"capacity": "0"}, "capacity", "Voorzie minstens één plaats."),
            ({"day": "2027-03-28", "begins": "02:30", "ends": "04:00"}, "begins", NO_SUCH_HOUR),
            ({"day": "2027-10-31", "begins": "02:30", "ends": "04:00"}, "which", TWICE),
            ({"contact_name": "An\nPiet"}, "contact_name", "Zet dit op één regel."),
        ],
    )
    def test_it_refuses_with_a_sentence(self, owner, changes, field, sentence):
        response = owner.post(reverse("haltes:add"), asked(VenueFactory(), **changes))
        assert response.context["form"].errors[field] == [sentence]
        assert not StopPage.objects.exists()

    def test_an_evening_ends_after_midnight(self, owner):
        owner.post(reverse("haltes:add"), asked(VenueFactory(), begins="20:00", ends="00:30"))
        stop = StopPage.objects.get()
        assert stop.ends_at - stop.starts_at == timedelta(hours=4, minutes=30)
        form = owner.get(reverse("haltes:edit", args=[stop.pk])).context["form"]
        shown = [form[name].value() for name in ("day", "begins", "ends")]
        assert shown == [a_wednesday(), time(20), time(0, 30)]

    def test_a_far_year_is_a_question(self, owner):
        year = timezone.localdate().year + 100
        values = asked(VenueFactory(), day=f"{year}-01-09")
        question = owner.post(reverse("haltes:add"), values)
        assert f"Deze halte is pas over 100 jaar. Klopt het jaar {year}?" in question.text
        assert not StopPage.objects.exists()
        understood = question.context["form"]["understood"].value()
        owner.post(reverse("haltes:add"), {**values, "understood": understood})
        assert StopPage.objects.get().starts_at.year == year

    @pytest.mark.parametrize(("which", "hour"), [("0", 0), ("1", 1)])
    def test_an_hour_that_comes_twice_is_asked(self, owner, which, hour):
        values = asked(VenueFactory(), day="2027-10-31", begins="02:30", ends="04:00", which=which)
        question = owner.post(reverse("haltes:add"), values)
        assert question.context["cautions"] == [
            "Dit is een zondag. De meeste werkgevers werken dan niet."
        ]
        understood = question.context["form"]["understood"].value()
        owner.post(reverse("haltes:add"), {**values, "understood": understood})
        assert StopPage.objects.get().starts_at.astimezone(ZoneInfo("UTC")).hour == hour

    def test_cautions_are_shown_before_anything_is_made(self, owner):
        soon = (timezone.localdate() + timedelta(days=8)).isoformat()
        values = asked(VenueFactory(), day=soon)
        question = owner.post(reverse("haltes:add"), values)
        assert "Deze halte is al over 8 dagen." in question.text
        assert not StopPage.objects.exists()
        understood = question.context["form"]["understood"].value()
        owner.post(reverse("haltes:add"), {**values, "understood": "iets anders"})
        assert not StopPage.objects.exists()
        owner.post(reverse("haltes:add"), {**values, "understood": understood})
        assert StopPage.objects.count() == 1

    def test_a_copy_asks_place_and_day_and_keeps_the_rest(self, owner, people):
        stop = halt(organisation=people.partner, capacity=17, programme="<p>Soep</p>")
        form = owner.get(reverse("haltes:copy", args=[stop.pk])).context["form"]
        assert (form["capacity"].value(), form["day"].value(), form["venue"].value()) == (
            17,
            None,
            None,
        )
        owner.post(reverse("haltes:copy", args=[stop.pk]), asked(stop.venue, capacity="17"))
        assert StopPage.objects.exclude(pk=stop.pk).get().programme == "<p>Soep</p>"


class TestChange:
    def changed(self, stop, **changes) -> dict:
        start, end = timezone.localtime(stop.starts_at), timezone.localtime(stop.ends_at)
        return asked(
            stop.venue,
            title=stop.title,
            day=start.date().isoformat(),
            begins=start.strftime("%H:%M"),
            ends=end.strftime("%H:%M"),
            includes="Gratis",
            programme="null",
            who_you_meet="",
            capacity="40",
            **changes,
        )

    @pytest.fixture
    def stop(self, people):
        start = datetime.combine(a_wednesday(), datetime.min.time(), BRUSSELS).replace(hour=12)
        stop = halt(organisation=people.partner, starts_at=start)
        plan.follow_through(stop)
        return stop

    def test_other_words_are_saved_at_once(self, owner, stop):
        url = reverse("haltes:edit", args=[stop.pk])
        response = owner.post(url, self.changed(stop) | {"title": "Genk centrum"}, follow=True)
        assert said(response) == ["Halte Genk centrum is bewaard."]
        stop.refresh_from_db()
        assert (stop.title, stop.includes) == ("Genk centrum", "Gratis")

    def test_another_hour_says_how_many_mails_leave_before_they_do(self, owner, stop):
        for _ in range(3):
            RegistrationFactory(stop=stop)
        url = reverse("haltes:edit", args=[stop.pk])
        values = self.changed(stop) | {"ends": "15:00"}
        question = owner.post(url, values)
        assert question.context["cautions"] == [
            "Je wijzigt de plaats of het uur. 3 mensen krijgen nu een mail."
        ]
        assert not OutgoingMail.objects.exists()
        understood = question.context["form"]["understood"].value()
        response = owner.post(url, values | {"understood": understood}, follow=True)
        assert said(response) == ["Halte Genk is bewaard. 3 mensen krijgen een mail."]
        assert OutgoingMail.objects.filter(kind="roadshow.emails.stop_changed").count() == 3

    def test_a_line_break_in_the_title_is_refused_at_the_field(self, owner, stop):
        url = reverse("haltes:edit", args=[stop.pk])
        response = owner.post(url, self.changed(stop) | {"title": "Genk\nHasselt"})
        assert response.context["form"].errors["title"] == ["Zet de titel op één regel."]

    def test_cancelling_says_what_it_does_and_does_it_by_its_button(self, owner, stop):
        for _ in range(43):
            RegistrationFactory(stop=stop)
        url = reverse("haltes:cancel", args=[stop.pk])
        assert "43 mensen krijgen nu een mail." in owner.get(url).text
        assert not OutgoingMail.objects.exists()
        assert "reason" in owner.post(url, {"reason": " "}).context["form"].errors
        response = owner.post(url, {"reason": "Storm"}, follow=True)
        assert said(response) == ["Halte Genk is geannuleerd. 43 mensen krijgen een mail."]
        assert OutgoingMail.objects.filter(kind="roadshow.emails.stop_cancelled").count() == 43
        assert said(owner.get(url, follow=True)) == ["Halte Genk valt niet meer te annuleren."]


class TestScope:
    @pytest.mark.parametrize("name", ["edit", "copy", "cancel"])
    def test_anothers_stop_looks_like_none(self, owner, people, name):
        stop = halt(organisation=people.other)
        url = reverse(f"haltes:{name}", args=[stop.pk])
        assert owner.get(url).status_code == 404
        assert owner.post(url, {"reason": "x"}).status_code == 404
        stop.refresh_from_db()
        assert not stop.is_cancelled

    def test_the_list_shows_ones_own(self, owner, people):
        ours = halt(organisation=people.partner)
        halt(organisation=people.other, title="Elders")
        assert list(owner.get(reverse("haltes:index")).context["object_list"]) == [ours]

    @pytest.mark.parametrize("role", [Role.MARKETEER, Role.ONTHAAL])
    def test_who_does_not_plan_makes_and_changes_nothing(self, client, people, role):
        stop = halt(organisation=people.partner)
        in_role(client, people.partner, role)
        for name, args in (("add", []), ("edit", [stop.pk]), ("cancel", [stop.pk])):
            response = client.post(reverse(f"haltes:{name}", args=args), {"reason": "x"})
            assert response.status_code in (302, 404)
        stop.refresh_from_db()
        assert (stop.is_cancelled, StopPage.objects.count()) == (False, 1)

    def test_a_marketeer_sees_the_stops_and_not_who_comes(self, client, people):
        stop = halt(organisation=people.partner)
        in_role(client, people.partner, Role.MARKETEER)
        response = client.get(reverse("haltes:index"))
        assert list(response.context["object_list"]) == [stop]
        assert reverse("haltes:edit", args=[stop.pk]) not in response.text
        assert reverse("inschrijvingen:index") not in response.text
        assert client.get(reverse("inschrijvingen:index")).status_code == 302

    def test_registrations_of_another_look_like_none(self, owner, people):
        ours = RegistrationFactory(stop=halt(organisation=people.partner))
        theirs = RegistrationFactory(stop=halt(organisation=people.other), name="Kanarie")
        assert list(owner.get(reverse("inschrijvingen:index")).context["object_list"]) == [ours]
        for name in ("inspect", "cancel", "resend"):
            url = reverse(f"inschrijvingen:{name}", args=[theirs.pk])
            assert owner.get(url).status_code == 404
            assert owner.post(url).status_code in (404, 405)
        for kind in ("csv", "xlsx"):
            export = owner.get(reverse("inschrijvingen:index"), {"export": kind})
            assert b"Kanarie" not in b"".join(export.streaming_content)
        theirs.refresh_from_db()
        assert theirs.is_confirmed

    def test_the_filter_offers_no_stop_of_another(self, owner, people):
        halt(organisation=people.other, title="Elders")
        assert "Elders" not in owner.get(reverse("inschrijvingen:index")).text

    def test_a_shared_place_is_seen_and_kept_by_the_federation(self, owner, people):
        shared = VenueFactory(name="Ieders zaal")
        assert "Ieders zaal" in owner.get(reverse("locaties:index")).text
        assert owner.get(reverse("locaties:edit", args=[shared.pk])).status_code == 404
        theirs = VenueFactory(organisation=people.other)
        assert owner.get(reverse("locaties:edit", args=[theirs.pk])).status_code == 404


class TestLists:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_stops(self, owner, people, rows, django_assert_num_queries):
        for _ in range(rows):
            stop = halt(organisation=people.partner, taken=3)
            RegistrationFactory(stop=stop, state=State.WAITING)
        owner.get(reverse("haltes:index"))
        with django_assert_num_queries(17):
            assert len(owner.get(reverse("haltes:index")).context["object_list"]) == rows

    @pytest.mark.parametrize("rows", [1, 3])
    def test_registrations(self, owner, people, rows, django_assert_num_queries):
        for _ in range(rows):
            RegistrationFactory(stop=halt(organisation=people.partner))
        owner.get(reverse("inschrijvingen:index"))
        with django_assert_num_queries(18):
            response = owner.get(reverse("inschrijvingen:index"))
            assert len(response.context["object_list"]) == rows

    @pytest.mark.parametrize("rows", [1, 3])
    def test_places(self, owner, people, rows, django_assert_num_queries):
        for _ in range(rows):
            VenueFactory(organisation=people.partner)
        owner.get(reverse("locaties:index"))
        with django_assert_num_queries(15):
            assert len(owner.get(reverse("locaties:index")).context["object_list"]) == rows

    def test_stops_by_when_and_word(self, owner, people):
        now = timezone.now()
        past = halt(organisation=people.partner, starts_at=now - timedelta(days=9), title="Oud")
        off = halt(organisation=people.partner, cancelled_at=now, title="Weg")
        soon = halt(organisation=people.partner, title="Straks")

        def listed(**query):
            return list(owner.get(reverse("haltes:index"), query).context["object_list"])

        assert listed() == [off, soon, past]
        assert listed(when="komt") == [soon]
        assert listed(when="voorbij") == [past]
        assert listed(when="geannuleerd") == [off]
        assert listed(q="stra") == [soon]

    def test_a_spreadsheet_computes_nothing(self, owner, people):
        stop = halt(organisation=people.partner)
        RegistrationFactory(stop=stop, company="=1+1", phone="+32 470 12 34 56")
        export = owner.get(reverse("inschrijvingen:index"), {"export": "xlsx"})
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(export.streaming_content))).active
        head, row = ([cell.value for cell in line] for line in sheet.iter_rows())
        assert head == [
            "Halte",
            "Begint",
            "Naam",
            "Bedrijf",
            "E-mailadres",
            "Gsm-nummer",
            "Plaatsen",
            "Staat",
            "Ingeschreven op",
        ]
        assert (row[0], row[3], row[5], row[7]) == (
            "Genk",
            "=1+1",
            "+32 470 12 34 56",
            "Bevestigd",
        )


class TestOnBehalf:
    def test_a_registration_is_cancelled_by_its_button_alone(self, owner, people):
        registration = RegistrationFactory(stop=halt(organisation=people.partner), name="Bo")
        url = reverse("inschrijvingen:cancel", args=[registration.pk])
        assert "Bo krijgt een mail. Er komt vrij: 1 plaats in Genk." in owner.get(url).text
        registration.refresh_from_db()
        assert registration.is_confirmed
        owner.post(url)
        registration.refresh_from_db()
        assert registration.is_cancelled
        assert OutgoingMail.objects.get().kind == "roadshow.emails.cancelled"

    @pytest.mark.parametrize(
        ("state", "kind"),
        [(State.CONFIRMED, "confirmed"), (State.WAITING, "waiting"), (State.OFFERED, "offered")],
    )
    def test_the_mail_goes_again(self, owner, people, state, kind):
        registration = RegistrationFactory(stop=halt(organisation=people.partner), state=state)
        owner.post(reverse("inschrijvingen:resend", args=[registration.pk]))
        mail = OutgoingMail.objects.get()
        assert (mail.kind, mail.ref) == (f"roadshow.emails.{kind}", str(registration.pk))

    def test_what_is_over_has_no_mail(self, owner, people):
        registration = RegistrationFactory(
            stop=halt(organisation=people.partner), state=State.CANCELLED
        )
        response = owner.post(reverse("inschrijvingen:resend", args=[registration.pk]), follow=True)
        assert said(response) == [
            "Deze inschrijving loopt niet meer: er is geen mail om te sturen."
        ]
        assert not OutgoingMail.objects.exists()

    def test_nobody_makes_or_rewrites_a_registration_here(self, owner):
        names = {"add", "edit", "delete", "copy", "history", "usage"}
        for name in names:
            with pytest.raises(NoReverseMatch):
                reverse(f"inschrijvingen:{name}", args=[1])


class TestPlaces:
    def venue(self, **changes) -> dict:
        return {
            "name": "Zaal",
            "street": "Kerkstraat 1",
            "postal_code": "3600",
            "municipality": "",
            "has_ramp": "unknown",
            "has_induction_loop": "unknown",
            "has_accessible_toilet": "true",
            **changes,
        }

    def test_the_postal_code_gives_the_municipality(self, owner, people):
        known()
        data = self.venue(organisation=people.partner.pk)
        assert owner.post(reverse("locaties:add"), data).status_code == 302
        made = Venue.objects.get()
        assert (
            made.municipality,
            made.organisation,
            made.has_ramp,
            made.has_accessible_toilet,
        ) == (
            town("Genk"),
            people.partner,
            None,
            True,
        )

    def test_a_partner_makes_no_place_for_another_nor_for_all(self, owner, people):
        known()
        for organisation in (people.other.pk, ""):
            data = self.venue(organisation=organisation)
            response = owner.post(reverse("locaties:add"), data)
            assert "organisation" in response.context["form"].errors

    def test_another_address_is_told_to_who_comes(self, owner, people):
        known()
        stop = halt(organisation=people.partner, venue=VenueFactory(organisation=people.partner))
        plan.follow_through(stop)
        RegistrationFactory(stop=stop)
        url = reverse("locaties:edit", args=[stop.venue.pk])
        response = owner.post(url, self.venue(organisation=people.partner.pk), follow=True)
        assert "Het adres wijzigde. 1 mens krijgt een mail." in said(response)

    def test_a_place_with_stops_stays(self, owner, people):
        stop = halt(organisation=people.partner, venue=VenueFactory(organisation=people.partner))
        response = owner.post(reverse("locaties:delete", args=[stop.venue.pk]), follow=True)
        assert said(response) == ["Op deze locatie staan haltes. Kies daar eerst een andere."]
        assert Venue.objects.filter(pk=stop.venue.pk).exists()


class TestPageEditor:
    """Wagtail's own page screens come to the same as planning."""

    @pytest.fixture
    def federation(self, client, people):
        permissions.establish_roles()
        permissions.place_in_groups(people.federation)
        client.force_login(people.federation)
        return client

    def test_a_stop_with_people_is_not_deleted(self, federation):
        stop = halt()
        RegistrationFactory(stop=stop)
        for page in (stop, stop.get_parent()):
            url = reverse("wagtailadmin_pages:delete", args=[page.pk])
            response = federation.post(url, follow=True)
            assert "Annuleer de halte, dan krijgt iedereen bericht." in said(response)[0]
        bulk = (
            f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={stop.pk}"
        )
        federation.post(bulk)
        assert StopPage.objects.filter(pk=stop.pk).exists()

    def test_a_stop_without_people_is_deleted(self, federation):
        stop = halt()
        federation.post(reverse("wagtailadmin_pages:delete", args=[stop.pk]))
        assert not StopPage.objects.filter(pk=stop.pk).exists()

    def test_a_stop_people_come_to_is_not_taken_offline(self, federation):
        stop = halt()
        RegistrationFactory(stop=stop)
        url = reverse("wagtailadmin_pages:unpublish", args=[stop.pk])
        assert "in plaats van ze offline te halen" in said(federation.post(url, follow=True))[0]
        stop.refresh_from_db()
        assert stop.live

    def test_publishing_other_hours_tells_people(self, federation):
        stop = halt()
        plan.follow_through(stop)
        registration = RegistrationFactory(stop=stop)
        stop.ends_at += timedelta(hours=1)
        stop.save_revision(log_action=False)
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        federation.post(f"{bulk}?id={stop.pk}")
        assert [(mail.kind, mail.ref) for mail in OutgoingMail.objects.all()] == [
            ("roadshow.emails.stop_changed", str(registration.pk))
        ]

    def test_publishing_other_hours_in_the_editor_tells_people_too(self, federation):
        stop = halt(programme="<p>Soep</p>")
        plan.follow_through(stop)
        RegistrationFactory(stop=stop)
        later = timezone.localtime(stop.ends_at + timedelta(hours=1))
        values = {
            "title": stop.title,
            "slug": stop.slug,
            "organisation": stop.organisation_id,
            "venue": stop.venue_id,
            "starts_at": timezone.localtime(stop.starts_at).strftime("%Y-%m-%d %H:%M"),
            "ends_at": later.strftime("%Y-%m-%d %H:%M"),
            "capacity": stop.capacity,
            "includes": stop.includes,
            "timetable": streamfield([]),
            "programme": rich_text("<p>Soep</p>"),
            "questions": streamfield([]),
            "look_back": streamfield([]),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
        url = reverse("wagtailadmin_pages:edit", args=[stop.pk])
        response = federation.post(url, nested_form_data(values), follow=True)
        assert "De plaats of het uur wijzigde. 1 mens krijgt een mail." in said(response)
