"""Versions of the kit: kept, looked at, put back; and who has an older one."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from brand import emails, permissions, retention
from brand.models import (
    BrandKit,
    KitDownload,
    KitReplacement,
    KitVersion,
    OutgoingMail,
    Role,
)
from brand.portal import versions
from tests.factories.brand import member

pytestmark = pytest.mark.django_db
AT = "/beheer/merkportaal/"
USAGE, REPLACED = f"{AT}gebruik/", f"{AT}vervangen/"


@pytest.fixture
def kit(people):
    made = BrandKit.current()
    made.save()
    return made


def turn(kit, **changed) -> KitVersion:
    for name, value in changed.items():
        setattr(kit, name, value)
    kit.save()
    return versions.current()


def takes(client, name: str = "logo.svg", **more):
    return client.post(f"{AT}bestand/", {"bestand": name, **more})


@pytest.mark.database("brand.models.kit_versions.KitVersion")
def test_a_number_for_each_change_by_which_one_knows_the_brand(kit):
    assert (versions.current().number, versions.current().changed) == (1, [])
    assert turn(kit, contact_phone="0400 00 00 00").number == 1
    made = turn(kit, seed_brand="#123456", name="Anders")
    assert (made.number, made.changed) == (2, ["naam", "kleuren"])
    assert made.changed_words == "naam of slagzin, kleuren"
    kit.logo.save("nieuw.svg", ContentFile(b'<svg viewBox="0 0 2 1"/>'), save=False)
    assert turn(kit).changed == ["logo"]


def test_the_back_office_knows_who_changed_it(kit, people, signed_in):
    client = signed_in(people.federation)
    way = f"/beheer/settings/brand/brandkit/{kit.site_id}/"
    sent = {name: getattr(kit, name) or "" for name in (
        "name", "pay_off", "seed_brand", "seed_accent", "seed_sun", "display_face", "text_face",
        "corners", "address", "call_label",
    )}  # fmt: skip
    sent |= {"seed_brand": "#123456", "footer_text": "null", "call_page": "", "social_image": ""}
    answer = client.post(way, sent, follow=True)
    made = versions.current()
    assert (made.number, made.by) == (2, people.federation)
    assert f"{AT}versies/2/" in answer.text


def test_what_goes_along_is_noted(kit, people, signed_in):
    turn(kit, seed_brand="#123456")
    client = signed_in(people.marketer)
    takes(client)
    client.post(f"{AT}affiche/", {"sheet": "A4", "title": "Kom"})
    client.post(f"{AT}handtekening/", {"name": "Mia"})
    rows = KitDownload.objects.order_by("pk")
    assert [(row.what, row.file, row.version) for row in rows] == [
        ("logo", "logo.svg", 2),
        ("affiche", "affiche-a4.pdf", 2),
        ("handtekening", "handtekening", 2),
    ]
    assert {(row.organisation, row.by) for row in rows} == {(people.partner, people.marketer)}
    assert "logo.svg, versie 2" in client.get(AT).text


def test_what_is_refused_is_not_noted(kit, people, signed_in):
    people.partner.licence_until = timezone.localdate() - timedelta(days=1)
    people.partner.save()
    takes(signed_in(people.marketer))
    assert not KitDownload.objects.exists()


def test_who_took_an_older_one_is_known_until_something_newer_goes_along(kit, people, signed_in):
    client = signed_in(people.marketer)
    for name in ("logo.svg", "kleuren.css", "letters.zip"):
        takes(client, name)
    assert versions.old_uses([people.partner, people.other], kit) == {}
    turn(kit, seed_brand="#123456")
    old = versions.old_uses([people.partner, people.other], kit)
    assert [(use.what, use.taken, use.since) for use in old[people.partner.pk]] == [
        ("kleuren", 1, 2), ("logo", 1, 2),
    ]  # fmt: skip
    assert "gebruikt misschien nog een oude versie" in client.get(AT).text
    takes(client)
    takes(client, "kleuren.css")
    assert versions.old_uses([people.partner], kit) == {}


def test_a_logo_that_was_uploaded_keeps_its_own_colours(kit, people):
    KitDownload.objects.create(organisation=people.partner, what="logo", file="x", version=1)
    kit.logo.save("nieuw.svg", ContentFile(b'<svg viewBox="0 0 2 1"/>'), save=False)
    turn(kit)
    assert len(versions.old_uses([people.partner], kit)) == 1
    KitDownload.objects.create(organisation=people.partner, what="logo", file="x", version=2)
    turn(kit, seed_brand="#123456")
    assert versions.old_uses([people.partner], kit) == {}


def test_a_partner_says_when_it_was_replaced(kit, people, signed_in):
    client = signed_in(people.marketer)
    takes(client)
    turn(kit, seed_brand="#123456")
    today = timezone.localdate().isoformat()
    answer = client.post(REPLACED, {"wat": "logo", "op": today}, follow=True)
    assert "Genoteerd: Logo is vervangen." in answer.text
    made = KitReplacement.objects.get()
    assert (made.organisation, made.version, made.by) == (people.partner, 2, people.marketer)
    assert versions.old_uses([people.partner], kit) == {}
    turn(kit, seed_brand="#654321")
    assert people.partner.pk in versions.old_uses([people.partner], kit)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"wat": "logo", "op": ""}, "Vul in wanneer jullie het vervingen."),
        ({"wat": "logo", "op": "gisteren"}, "Vul een datum in"),
        ({"wat": "logo", "op": "2999-01-01"}, "Die dag moet nog komen."),
        ({"wat": "logo", "op": "0001-01-01"}, "Dat is te lang geleden."),
        ({"wat": "alles", "op": "2026-01-01"}, "Dit staat niet in het portaal."),
        ({"op": "2026-01-01"}, "Kies wat."),
    ],
)
def test_a_wrong_answer_gets_a_sentence(kit, people, signed_in, sent, sentence):
    assert sentence in signed_in(people.marketer).post(REPLACED, sent, follow=True).text
    assert not KitReplacement.objects.exists()


def test_the_federation_looks_at_the_mail_and_tells_them_once(kit, people, signed_in):
    boss = member(people.partner, Role.BEHEERDER, email="bea@hal.be")
    permissions.place_in_groups(boss)
    takes(signed_in(people.marketer))
    turn(kit, seed_brand="#123456")
    client = signed_in(people.federation)
    page = client.get(USAGE).text
    assert "Deze mail gaat naar 2 mensen" in page
    assert "nam dit mee toen het er nog anders uitzag" in page
    wrong = client.post(USAGE, {"aantal": "1"}, follow=True)
    assert "De lijst veranderde intussen." in wrong.text
    assert not OutgoingMail.objects.exists()
    assert "aan 2 mensen" in client.post(USAGE, {"aantal": "2"}, follow=True).text
    refs = sorted(OutgoingMail.objects.values_list("ref", flat=True))
    assert refs == sorted(f"2-{people.partner.pk}-{one.pk}" for one in (boss, people.marketer))
    assert "kreeg al een mail over versie 2" in client.get(USAGE).text
    client.post(USAGE, {"aantal": "0"})
    assert OutgoingMail.objects.count() == 2
    letter = emails.kit_changed(f"2-{people.partner.pk}-{boss.pk}")
    assert letter.to == "bea@hal.be"
    assert "Logo, meegenomen op" in letter.text
    takes(signed_in(people.marketer))
    assert emails.kit_changed(f"2-{people.partner.pk}-{boss.pk}") is None


def test_nobody_has_an_old_one(kit, people, signed_in):
    assert "Niemand, voor zover we weten." in signed_in(people.federation).get(USAGE).text


def test_a_version_is_looked_at_explained_and_put_back(kit, people, signed_in):
    turn(kit, seed_brand="#123456", pay_off="Anders")
    client = signed_in(people.federation)
    way = f"{AT}versies/1/"
    assert "#0A5C52" in client.get(way).text
    assert client.post(way, {"note": ""}).status_code == 422
    client.post(way, {"note": "Zo begonnen we."})
    assert "Zo begonnen we." in client.get(AT).text
    answer = client.post(way, {"wat": "terug"}, follow=True)
    assert "Dat is nu versie 3" in answer.text
    made = versions.current()
    assert (made.number, made.by, made.note) == (3, people.federation, "Teruggezet naar versie 1")
    now = BrandKit.objects.get()
    assert (now.seed_brand, now.pay_off) == ("#0A5C52", "Wie anders kijkt, vindt mensen.")
    again = client.post(way, {"wat": "terug"}, follow=True)
    assert "Dit is al de huisstijl van nu." in again.text
    assert KitVersion.objects.count() == 3


@pytest.mark.database("brand.portal.versions.go_back")
def test_a_logo_that_is_gone_is_not_put_back(kit, people):
    kit.logo.save("oud.svg", ContentFile(b'<svg viewBox="0 0 2 1"/>'), save=False)
    old = turn(kit)
    name = kit.logo.name
    kit.logo.save("nieuw.svg", ContentFile(b'<svg viewBox="0 0 3 1"/>'), save=False)
    turn(kit)
    kit.logo.storage.delete(name)
    with pytest.raises(versions.VersionRefused, match="staat niet meer op de site"):
        versions.go_back(old, people.federation)
    assert BrandKit.objects.get().logo.name != name


def test_an_old_version_is_drawn_as_it_was(kit, people, signed_in):
    turn(kit, name="Anders")
    client = signed_in(people.marketer)
    assert "Meewerkers" in client.get(f"{AT}beeld/logo.svg?versie=1").content.decode()
    assert "Anders" in client.get(f"{AT}beeld/logo.svg?versie=99").content.decode()
    assert "Wat moet een partner doen" not in client.get(f"{AT}versies/1/").text
    assert client.post(f"{AT}versies/1/", {"note": "x"}).status_code == 404
    assert client.get(f"{AT}versies/99/").status_code == 404


def test_a_partner_never_reads_what_another_took(kit, people, signed_in):
    KitDownload.objects.create(
        organisation=people.other, by=people.outsider, what="logo", file="kanarie.svg"
    )
    client = signed_in(people.marketer)
    assert "kanarie" not in client.get(AT).text
    assert client.get(USAGE).status_code == 404
    assert client.post(USAGE, {"aantal": "1"}).status_code == 404
    assert KitDownload.objects.visible_to(people.marketer).count() == 0
    assert "kanarie" in signed_in(people.federation).get(USAGE).text
    sent = {"wat": "logo", "op": "2026-01-01", "partner": people.other.pk}
    assert signed_in(people.marketer).post(REPLACED, sent).status_code == 404


def test_who_took_it_is_forgotten_after_its_term_and_that_it_was_taken_is_not(people):
    long_ago = timezone.now() - timedelta(days=500)
    KitDownload.objects.create(
        organisation=people.partner, by=people.marketer, what="logo", file="logo.svg", at=long_ago
    )
    rows = retention._taken_of_the_brand(timezone.now() - timedelta(days=400))
    assert retention._by_nobody(rows) == 1
    assert KitDownload.objects.get().by is None


def test_all_partners_are_asked_in_as_many_questions(kit, people, django_assert_num_queries):
    for partner in (people.partner, people.other):
        KitDownload.objects.create(organisation=partner, what="logo", file="x", version=1)
    turn(kit, seed_brand="#123456")
    with django_assert_num_queries(3):
        versions.old_uses([people.partner], kit)
    with django_assert_num_queries(3):
        versions.old_uses([people.partner, people.other], kit)
