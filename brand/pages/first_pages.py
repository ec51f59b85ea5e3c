"""The pages every site begins with: partners, privacy, accessibility.

The words are a beginning for the federation to complete; a page that exists is left alone.
"""

from brand.models import ContentPage, HomePage, PartnersPage

PRIVACY = """
<h2>Wie bent u voor ons?</h2>
<p>U schreef zich in voor een halte, vroeg de nieuwsbrief of u staat in een verhaal. We bewaren
alleen wat daarvoor nodig is.</p>
<h2>Wat bewaren we als u naar een halte komt?</h2>
<p>Uw naam, uw bedrijf, uw e-mailadres en, als u het invult, uw gsm-nummer. Daarmee regelen we uw
bezoek, en daarna belt een partner uit uw streek u één keer op. Met de link in uw bevestiging
ziet en wijzigt u alles, en leest u hoe u het laat wissen.</p>
<h2>Wie krijgt uw gegevens te zien?</h2>
<p>De partner die gastheer is van uw halte, en de federatie die de roadshow organiseert. Past
uw vraag beter bij een andere partner, dan kan die ze overnemen en ziet die uw gegevens ook.</p>
<h2>De nieuwsbrief</h2>
<p>Die krijgt u alleen als u dat zelf vroeg en bevestigde. Onder elke brief staat een link om te
stoppen.</p>
<h2>Wie staat er in een verhaal?</h2>
<p>Wie we tonen, gaf daar toestemming voor, en kan die altijd intrekken. Dan halen we foto en
verhaal weg van deze site.</p>
<h2>Geen volgers</h2>
<p>Deze site plaatst geen volgcookies en vraagt niets aan andere websites zonder dat u klikt. De
achtergrond van de kaart komt van OpenStreetMap, en pas als u daarvoor kiest.</p>
"""

ACCESSIBILITY = """
<h2>Voor iedereen</h2>
<p>We bouwen deze site volgens WCAG 2.2, niveau AA. Alles werkt met een toetsenbord, met een
schermlezer, op een kleine telefoon en zonder JavaScript. Naast de kaart staat altijd een lijst.</p>
<h2>Hoe weten we dat?</h2>
<p>Elke wijziging aan de software wordt automatisch nagekeken op de regels die een machine kan
nakijken, in lichte en donkere weergave. Een machine ziet niet alles: vertel ons wat niet lukt.</p>
<h2>Lukt iets niet?</h2>
<p>Vertel het aan de contactpersoon van uw halte, of aan een partner: op de pagina Partners vindt u
hoe u hen bereikt. We antwoorden binnen drie werkdagen.</p>
"""


def _content(home: HomePage, title: str, slug: str, text: str) -> None:
    if home.get_children().filter(slug=slug).exists():
        return
    page = ContentPage(title=title, slug=slug, body=[("text", text)], show_in_footer=True)
    home.add_child(instance=page)
    page.save_revision().publish()


def lay(home: HomePage) -> None:
    """Safe to run at every start."""
    if not PartnersPage.objects.child_of(home).exists():
        partners = PartnersPage(
            title="Partners",
            slug="partners",
            show_in_menus=True,
            intro="Wij werken onder één naam. Elke partner heeft zijn eigen vak en zijn streek.",
        )
        home.add_child(instance=partners)
        partners.save_revision().publish()
    _content(home, "Privacy", "privacy", PRIVACY)
    _content(home, "Toegankelijkheid", "toegankelijkheid", ACCESSIBILITY)
