"""Taking out of newsletters what may not be shown any more: the cut, and the real contract."""

import pytest

from brand import audience
from brand.audience import newsletters
from tests.support.mailchimp_server import KEY, LIST, MailchimpServer, problem

GONE = "/verhalen/proef/karim/"
BLOCK = """<table><tr><td><a href="https://site.example{gone}?via=nb">
<img src="/media/karim.jpg"></a>
<p>Karim kent elke doos</p></td></tr><tr><td>Een ander verhaal</td></tr></table>"""


def is_gone(address):
    return GONE in address


def names_it(text):
    return "Karim kent elke doos" in text


class TestTheCut:
    def test_the_piece_goes_and_its_neighbour_stays(self):
        html, taken = newsletters.without(BLOCK.format(gone=GONE), is_gone, names_it)
        assert taken == 1
        assert "Karim" not in html
        assert GONE not in html
        assert "Een ander verhaal" in html

    def test_what_is_only_named_goes_too(self):
        html, taken = newsletters.without(
            "<div><p>Karim kent elke doos</p><p>Iets anders</p></div>", is_gone, names_it
        )
        assert (html, taken) == ("<div><p>Iets anders</p></div>", 1)

    def test_a_set_of_sources_counts(self):
        html, taken = newsletters.without(
            f'<p><img srcset="/a.jpg 1x, {GONE}b.jpg 2x" src="/c.jpg"></p>', is_gone, names_it
        )
        assert (html, taken) == ("", 1)

    def test_what_shows_nothing_is_left_to_the_letter(self):
        html = "<P>Wat  hier staat</P>\r\n<br>"
        assert newsletters.without(html, is_gone, names_it) == (html, 0)


@pytest.fixture
def server(settings):
    made = MailchimpServer()
    settings.MAILCHIMP_API_KEY, settings.MAILCHIMP_AUDIENCE = KEY, LIST
    settings.MAILCHIMP_MODE, settings.MAILCHIMP_BASE_URL = "echt", made.url
    yield made
    made.close()


@pytest.mark.django_db  # ours are looked through, too
class TestAtTheService:
    def test_drafts_are_cleaned_and_what_was_sent_is_told(self, server):
        draft = server.keeps_campaign("save", "Maart", BLOCK.format(gone=GONE))
        planned = server.keeps_campaign("schedule", "April", BLOCK.format(gone=GONE))
        sent = server.keeps_campaign("sent", "Februari", BLOCK.format(gone=GONE))
        other = server.keeps_campaign("save", "Mei", "<p>Iets anders</p>")
        found = audience.clean_newsletters(is_gone, names_it)
        assert (found.changed, found.unplanned, found.sent) == (["Maart"], ["April"], ["Februari"])
        assert "Karim" not in draft["html"] + planned["html"]
        assert planned["status"] == "save"
        assert "Karim" in sent["html"]
        assert other["html"] == "<p>Iets anders</p>"
        assert audience.clean_newsletters(is_gone, names_it).changed == []

    def test_a_subject_that_names_it_becomes_a_neutral_one(self, server):
        draft = server.keeps_campaign("save", "Karim kent elke doos", "<p>Hallo</p>")
        found = audience.clean_newsletters(is_gone, names_it)
        assert found.changed == ["Nieuwsbrief"]
        assert draft["settings"]["title"] == "Nieuwsbrief"
        assert draft["settings"]["subject_line"] == "Nieuwsbrief"

    def test_more_than_one_page_of_newsletters_is_read(self, server):
        for number in range(101):
            server.keeps_campaign("save", f"Nummer {number}", "<p>Niets</p>")
        last = server.keeps_campaign("save", "Laatste", BLOCK.format(gone=GONE))
        assert audience.clean_newsletters(is_gone, names_it).changed == ["Laatste"]
        assert "Karim" not in last["html"]

    @pytest.mark.parametrize(
        "answer", [(500, None, ""), (403, None, ""), problem(401, "API Key Invalid")]
    )
    def test_a_service_that_fails_is_said(self, server, answer):
        server.next(answer)
        with pytest.raises(audience.AudienceError):
            audience.clean_newsletters(is_gone, names_it)

    def test_without_a_service_there_is_nothing_to_clean(self, server, settings):
        settings.MAILCHIMP_MODE = "uit"
        server.keeps_campaign("save", "Maart", BLOCK.format(gone=GONE))
        assert audience.clean_newsletters(is_gone, names_it).changed == []
        assert server.calls() == []
