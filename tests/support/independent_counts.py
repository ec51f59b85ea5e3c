"""Every number that is published, once more: in SQL, written apart from the code that publishes it.

What a new figure, step or table of the evidence pack comes to is added here by hand.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

BELGIUM = ZoneInfo("Europe/Brussels")
PROVINCES = {
    "antwerpen": "Antwerpen",
    "limburg": "Limburg",
    "oost-vlaanderen": "Oost-Vlaanderen",
    "vlaams-brabant": "Vlaams-Brabant",
    "west-vlaanderen": "West-Vlaanderen",
    "brussel": "Brussel",
    None: "onbekend",
    "": "onbekend",
}
AT_STOP = """
    join roadshow_stoppage s on s.page_ptr_id = {stop}
    join wagtailcore_page p on p.id = s.page_ptr_id
    join roadshow_venue v on v.id = s.venue_id
    join brand_municipality m on m.id = v.municipality_id
    join brand_organisation o on o.id = s.organisation_id
"""
CONFIRMED = """
    from leads_placement w
    join leads_cooperationform f on f.id = w.form_id
    join leads_lead l on l.id = w.lead_id
    join leads_employer e on e.id = l.employer_id
    join brand_organisation o on o.id = w.partner_id
    left join brand_municipality m on m.id = e.municipality_id
    where w.employer_answer = 'ja' and w.partner_answer = 'ja'
"""
MOMENTS = {
    "4-weken": "Na 4 weken",
    "3-maanden": "Na 3 maanden",
    "6-maanden": "Na 6 maanden",
    "12-maanden": "Na 12 maanden",
}


def ask(sql: str, *given: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_given(one) for one in given])
        return cursor.fetchall()


def _given(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


class Place(NamedTuple):
    partner: str
    province: str
    municipality: str
    stop: str


class Year(NamedTuple):
    """A year in Belgium, of examples or of what is real."""

    year: int
    example: bool

    @property
    def moments(self) -> tuple[datetime, datetime]:
        first, last = (datetime(one, 1, 1, tzinfo=BELGIUM) for one in (self.year, self.year + 1))
        return first, last

    @property
    def days(self) -> tuple[date, date]:
        """Up to today."""
        today = datetime.now(BELGIUM).date()
        return date(self.year, 1, 1), min(date(self.year, 12, 31), today)


Rows = list[tuple[Place, int]]


def _placed(found: Iterable[tuple]) -> Rows:
    return [
        (Place(partner or "onbekend", PROVINCES[province], town or "onbekend", stop or ""), value)
        for partner, province, town, stop, value in found
        if value
    ]


# Figures of /impact/ ------------------------------------------------------------------------------


def stops(of: Year) -> Rows:
    sql = f"""select o.name, m.province, m.name, p.title, 1
        from wagtailcore_page q {AT_STOP.format(stop="q.id")}
        where p.live and s.cancelled_at is null and s.starts_at >= %s and s.starts_at < %s
        and s.ends_at <= %s and (o.is_demo or v.is_demo) = %s"""
    return _placed(ask(sql, *of.moments, timezone.now(), of.example))


def visitors(of: Year) -> Rows:
    sql = f"""select o.name, m.province, m.name, p.title, r.arrived_seats
        from roadshow_registration r {AT_STOP.format(stop="r.stop_id")}
        where r.state = 'aanwezig' and s.starts_at >= %s and s.starts_at < %s
        and s.starts_at <= %s and r.is_demo = %s"""
    return _placed(ask(sql, *of.moments, timezone.now(), of.example))


def leads(of: Year) -> Rows:
    sql = """select o.name, m.province, m.name, '', 1 from leads_lead l
        join leads_employer e on e.id = l.employer_id
        left join brand_organisation o on o.id = l.source_organisation_id
        left join brand_municipality m on m.id = e.municipality_id
        where l.created_at >= %s and l.created_at < %s and l.created_at <= %s
        and l.no_match_reason <> 'dubbel' and l.is_demo = %s"""
    return _placed(ask(sql, *of.moments, timezone.now(), of.example))


def _confirmed(of: Year, value: str) -> Rows:
    sql = f"""select o.name, m.province, m.name, '', {value} {CONFIRMED}
        and f."group" <> 'kennismaking' and w.start >= %s and w.start <= %s and l.is_demo = %s"""
    return _placed(ask(sql, *of.days, of.example))


def cooperations(of: Year) -> Rows:
    return _confirmed(of, "1")


def people_placed(of: Year) -> Rows:
    return _confirmed(of, "w.people")


def _checks(of: Year) -> list[tuple]:
    """Partner, province, municipality, moment, people placed, answer, people still there."""
    sql = f"""select o.name, m.province, m.name, c.moment, w.people, c.answer, c.people
        {CONFIRMED.replace("where", "join leads_placementcheck c on c.placement_id = w.id where")}
        and f."group" <> 'kennismaking' and w.start >= %s and w.start <= %s and l.is_demo = %s
        and c.due_on <= %s"""
    return ask(sql, *of.days, of.example, of.days[1])


def still_there(of: Year) -> Rows:
    return _placed(
        (*where, "", still)
        for *where, moment, _, answer, still in _checks(of)
        if moment == "3-maanden" and answer
    )


def moments(of: Year) -> dict[str, list[int]]:
    """At each moment that has come: people, still there, stopped, unknown."""
    found: dict[str, list[int]] = {}
    for *_, moment, people, answer, still in _checks(of):
        row = found.setdefault(MOMENTS[moment], [0, 0, 0, 0])
        row[0] += people
        if answer:
            row[1] += still or 0
            row[2] += people - (still or 0)
        else:
            row[3] += people
    return found


def reported(code: str) -> Callable[[Year], Rows]:
    def rows(of: Year) -> Rows:
        sql = """select o.name, '', '', '', r.value from stories_partnerfigure r
            join stories_indicator i on i.id = r.indicator_id
            join brand_organisation o on o.id = r.organisation_id
            where i.code = %s and r.year = %s and r.state = 'goedgekeurd' and r.is_demo = %s
            and r.value is not null"""
        return [(Place(name, "", "", ""), value) for name, *_, value in ask(sql, code, *of)]

    return rows


def unknown(code: str, of: Year) -> int:
    sql = """select count(*) from stories_partnerfigure r
        join stories_indicator i on i.id = r.indicator_id
        where i.code = %s and r.year = %s and r.state = 'goedgekeurd' and r.is_demo = %s
        and r.value is null"""
    return ask(sql, code, *of)[0][0]


def partners(of: Year) -> int:
    sql = """select count(*) from brand_organisation where is_active and not is_federation
        and is_demo = %s and (licence_until is null or licence_until >= %s)"""
    return ask(sql, of.example, datetime.now(BELGIUM).date())[0][0]


FIGURES: dict[str, Callable[[Year], Rows]] = {
    "haltes": stops,
    "bezoekers": visitors,
    "opvolgdossiers": leads,
    "samenwerkingen": cooperations,
    "mensen-aan-de-slag": people_placed,
    "nog-aan-de-slag": still_there,
    "uren-roadshow": reported("uren-roadshow"),
    "doorstroom": reported("doorstroom"),
}
OF_PARTNERS = {"uren-roadshow", "doorstroom"}
OF_NOBODY = {"haltes", "uren-roadshow"}  # no people and no companies: any number may be told


def at_the_door(stop: int) -> list[int]:
    """People and companies that came in at one stop, and how many wanted more than to look."""
    rows = ask(
        "select arrived_seats from roadshow_registration where stop_id = %s and state = 'aanwezig'",
        stop,
    )
    return [sum(seats for (seats,) in rows), len(rows)]


# Signals ------------------------------------------------------------------------------------------


def signals(first: date, last: date) -> Rows:
    """Obstacle in the place of the partner."""
    sql = """select g.obstacle, m.province, m.name, '', 1 from leads_obstaclesignal g
        join brand_municipality m on m.id = g.municipality_id where g.month between %s and %s"""
    return _placed(ask(sql, first, last))


# What a campaign brought --------------------------------------------------------------------------

# A row for each link: campaign, partner, channel, number.
OF_LINK = "select k.campaign_id, k.organisation_id, k.channel, {} from brand_trackedlink k "
BY_LINK = " group by k.id, k.campaign_id, k.organisation_id, k.channel"
CAME = "join roadshow_registration r on r.touch_id = k.id where r.state "
MET = "join leads_lead l on l.first_touch_id = k.id "
STEPS = {
    "kliks": OF_LINK.format("sum(c.count)") + "join brand_linkvisits c on c.link_id = k.id",
    "inschrijvingen": OF_LINK.format("count(*)") + CAME + "<> 'geannuleerd'",
    "aanwezigen": OF_LINK.format("count(*)") + CAME + "= 'aanwezig'",
    "dossiers": OF_LINK.format("count(*)") + MET,
    "gesprekken": OF_LINK.format("count(*)")
    + MET
    + "where l.stage in ('gesprek', 'voorstel', 'samenwerking')",
    "plaatsingen": OF_LINK.format("count(*)")
    + MET
    + "join leads_placement w on w.lead_id = l.id "
    + "where w.employer_answer = 'ja' and w.partner_answer = 'ja'",
}


def step(key: str, campaign: int, **narrowed: object) -> int:
    """Of one campaign, over one channel or of one partner."""
    found = ask(STEPS[key] + BY_LINK)
    asked = narrowed.get("channel"), narrowed.get("partner")
    return sum(
        number
        for its, partner, channel, number in found
        if its == campaign and asked[0] in (None, channel) and asked[1] in (None, partner)
    )


# The same by place: province, stop, number.
IN_STOP = """ join roadshow_stoppage s on s.page_ptr_id = r.stop_id
    join roadshow_venue v on v.id = s.venue_id
    join brand_municipality m on m.id = v.municipality_id """
OF_EMPLOYER = """ join leads_employer e on e.id = l.employer_id
    left join brand_municipality m on m.id = e.municipality_id """
AT = {
    "inschrijvingen": CAME.replace("where", IN_STOP + "where") + "<> 'geannuleerd'",
    "aanwezigen": CAME.replace("where", IN_STOP + "where") + "= 'aanwezig'",
    "dossiers": MET + OF_EMPLOYER,
    "gesprekken": MET + OF_EMPLOYER + "where l.stage in ('gesprek', 'voorstel', 'samenwerking')",
    "plaatsingen": MET
    + OF_EMPLOYER
    + "join leads_placement w on w.lead_id = l.id "
    + "where w.employer_answer = 'ja' and w.partner_answer = 'ja'",
}


def step_at(key: str, campaign: int, by: str) -> Counter:
    """Of one campaign, by the name of a province or the number of a stop."""
    stop = "r.stop_id" if key in ("inschrijvingen", "aanwezigen") else "l.stop_id"
    column = {"province": "m.province", "stop": stop}[by]
    sql = f"select k.campaign_id, {column} from brand_trackedlink k {AT[key]}"
    found = (place for its, place in ask(sql) if its == campaign)
    return Counter(PROVINCES[place] if by == "province" else place for place in found)


# The evidence pack --------------------------------------------------------------------------------


class Pack(NamedTuple):
    """Days that are asked for, both included, and of which partner: None is all of them."""

    start: date
    end: date
    partner: int | None = None

    @property
    def moments(self) -> tuple[datetime, datetime]:
        first = datetime.combine(self.start, datetime.min.time(), BELGIUM)
        return first, datetime.combine(self.end, datetime.max.time(), BELGIUM)

    def of(self, column: str) -> str:
        return f" and {column} = {self.partner}" if self.partner else ""


Table = dict[str, list[Any]]  # by the first cell of a row, the numbers behind it


def _summed(found: Iterable[tuple]) -> Table:
    table: dict[str, list[Any]] = {}
    for label, *numbers in found:
        row = table.setdefault(label, [0] * len(numbers))
        table[label] = [one + other for one, other in zip(row, numbers, strict=True)]
    return table


def pack_reach(asked: Pack) -> Table:
    sql = f"""select k.channel, c.count from brand_linkvisits c
        join brand_trackedlink k on k.id = c.link_id
        where c.day between %s and %s {asked.of("k.organisation_id")}"""
    return _summed(ask(sql, asked.start, asked.end))


def pack_newsletters(asked: Pack) -> Table:
    sql = """select n.subject, d.id from brand_newsletterissue n
        left join brand_newsletterdelivery d on d.issue_id = n.id and d.outcome = 'verstuurd'
        where n.began_at >= %s and n.began_at <= %s"""
    return _summed((subject, int(pk is not None)) for subject, pk in ask(sql, *asked.moments))


def pack_costs(asked: Pack) -> Table:
    """Cents over each partner: who pays, or those of the key, or who runs the campaign."""
    sql = """select b.campaign_id, c.organisation_id, b.paid_by_id, b.planned, b.committed, b.spent
        from brand_budgetline b join brand_campaign c on c.id = b.campaign_id
        where (c.starts_on is null or c.starts_on <= %s) and (c.ends_on is null or c.ends_on >= %s)
        """
    names = dict(ask("select id, name from brand_organisation"))
    table: dict[str, list[float]] = {}
    for campaign, runs, pays, *amounts in ask(sql, asked.end, asked.start):
        key = ask(
            "select organisation_id, cost_share from brand_participation"
            " where campaign_id = %s and cost_share > 0",
            campaign,
        )
        if sum(share for _, share in key) != 100:
            key = [(runs, 100)]
        for partner, share in [(pays, 100)] if pays else key:
            if asked.partner in (None, partner):
                row = table.setdefault(names[partner], [0.0] * 3)
                for at, amount in enumerate(amounts):
                    row[at] += float(amount) * float(share) / 100
    return {name: row for name, row in table.items() if name}


def pack_leads(asked: Pack) -> Table:
    sql = f"""select l.stage, 1 from leads_lead l
        where l.created_at >= %s and l.created_at <= %s {asked.of("l.owner_organisation_id")}"""
    return _summed(ask(sql, *asked.moments))


def _pack_placements(asked: Pack, by: str) -> Table:
    sql = f"""select {by}, 1, w.people {CONFIRMED}
        and w.start between %s and %s {asked.of("w.partner_id")}"""
    return _summed(ask(sql, asked.start, asked.end))


def pack_placements(asked: Pack) -> Table:
    return _pack_placements(asked, "f.name")


def pack_by_province(asked: Pack) -> Table:
    found = _pack_placements(asked, "m.province")
    names = {**PROVINCES, None: "Onbekend", "": "Onbekend"}
    return {names[name]: row for name, row in found.items()}


def pack_stops(asked: Pack) -> Table:
    """Seats, registrations, employers present and people, by place: no two stops in one town."""
    sql = f"""select m.name, s.capacity, s.page_ptr_id
        from wagtailcore_page q {AT_STOP.format(stop="q.id")}
        where p.live and s.starts_at >= %s and s.starts_at <= %s {asked.of("s.organisation_id")}"""
    table = {}
    for town, capacity, pk in ask(sql, *asked.moments):
        registered = ask(
            "select count(*) from roadshow_registration"
            " where stop_id = %s and state <> 'geannuleerd'",
            pk,
        )
        people, companies = at_the_door(pk)
        assert town not in table
        table[town] = [capacity, registered[0][0], companies, people]
    return table


def pack_stories(asked: Pack) -> Table:
    sql = f"""select o.name, 1 from stories_storypage t
        join wagtailcore_page p on p.id = t.page_ptr_id
        join brand_organisation o on o.id = t.section_organisation_id
        where p.live and p.first_published_at >= %s and p.first_published_at <= %s
        {asked.of("o.id")}"""
    return _summed(ask(sql, *asked.moments))


PACK: dict[str, Callable[[Pack], Table]] = {
    "reach": pack_reach,
    "newsletters": pack_newsletters,
    "costs": pack_costs,
    "leads": pack_leads,
    "placements": pack_placements,
    "placements-by-province": pack_by_province,
    "stops": pack_stops,
    "stories": pack_stories,
}


# A calculation in euro ----------------------------------------------------------------------------


def in_euro(sheet: dict, case: str) -> tuple[float, float]:
    """What is put in, and what that is worth: by powers, where the site goes year by year."""

    def value(factors: Iterable[dict], kind: str) -> float:
        return next(float(one[case]) for one in factors if one["kind"] == kind)

    put_in = gained = 0.0
    for line in sheet["lines"]:
        of = line["factors"]
        if line["role"] in ("inzet", "kost"):
            put_in += value(of, "bedrag")
        elif line["role"] == "opbrengst":
            gained += value(of, "bedrag") * float(sheet["overall"][case]) / 100
        else:
            left = [1 - value(of, kind) / 100 for kind in ("zonder-ons", "verdringing", "anderen")]
            first = value(of, "aantal") * value(of, "waarde") * left[0] * left[1] * left[2]
            stays = 1 - value(of, "afname") / 100
            rate = 1 + float(sheet["overall"][case]) / 100
            gained += sum(first * stays ** (at - 1) / rate**at for at in _years(line))
    return put_in, gained


def _years(line: dict) -> Iterator[int]:
    return iter(range(1, line["years"] + 1))


def tables_of(rows: Rows) -> dict[str, Counter]:
    """The same rows added up by partner, province, municipality and stop."""
    found: dict[str, Counter] = {}
    for place, value in rows:
        for table, label in zip(Place._fields, place, strict=True):
            if label:
                found.setdefault(table, Counter())[label] += value
    return found
