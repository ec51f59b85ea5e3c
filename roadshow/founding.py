"""The roadshow's first page, and the road back to it."""

from brand.models import HomePage
from roadshow.models import TourPage

INTRO = (
    "We komen naar u toe. Proef hoe samenwerken met de sociale economie in uw bedrijf kan werken."
)


TAKE_HOME = """Een beeld van hoe het er in het echt aan toegaat
Antwoord op uw vragen, van wie het al doet
Een contactpersoon uit uw streek
Geen verplichting: u beslist thuis"""
# Only what the site itself makes true.
QUESTIONS = {
    "Moet ik vooraf inschrijven?": "Ja, zo weten we op hoeveel mensen we rekenen. Het duurt minder "
    "dan een minuut.",
    "Mag ik iemand meebrengen?": "Ja, tot vier collega’s. Zet hun naam erbij als u inschrijft, of "
    "later via de link in uw mail.",
    "En als ik toch niet kan komen?": "Met de link in uw bevestiging kiest u een andere halte of "
    "geeft u uw plaats door.",
    "Zit ik daarna ergens aan vast?": "Nee. Daarna belt een partner uit uw streek u één keer op, "
    "en u zegt of het verder gaat.",
}


def found(home: HomePage) -> None:
    """The tour at `/roadshow/`, when there is none. Safe to run at every start."""
    if TourPage.objects.child_of(home).exists():
        return
    tour = TourPage(title="Roadshow", slug="roadshow", intro=INTRO, show_in_menus=True)
    tour.take_home = TAKE_HOME
    tour.questions = [
        ("question", {"question": question, "answer": f"<p>{answer}</p>"})
        for question, answer in QUESTIONS.items()
    ]
    home.add_child(instance=tour)
    tour.save_revision().publish()
