"""What stories need from the first day: their page, each partner's section, who reads along."""

from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from brand import permissions
from brand.models import Organisation
from stories.impact import indicators
from stories.models import (
    FourEyesTask,
    ImpactPage,
    PartnerSectionPage,
    PressPage,
    StoryIndexPage,
)

WORKFLOW = "Nalezen door iemand anders"
ABOUT = (
    "<p>Wij zijn een samenwerking van bedrijven en organisaties uit de sociale economie in "
    "Vlaanderen en Brussel. Onder één merk vertellen we wat mensen kunnen, en brengen we "
    "werkgevers en mensen die werk zoeken bij elkaar.</p>"
)
ALLOWED = (
    "<ul><li>U mag tekst en foto's gebruiken in berichten over dit verhaal, met de naam van de "
    "fotograaf.</li><li>Niet voor reclame, en niet om een ander verhaal te tonen.</li><li>Trekt "
    "iemand de toestemming in, dan vragen we u de foto weg te halen.</li></ul>"
)


def found(home) -> None:
    """`/verhalen/`, and the section of every partner that has none."""
    if not StoryIndexPage.objects.child_of(home).exists():
        index = StoryIndexPage(
            title=StoryIndexPage.TITLE,
            slug="verhalen",
            show_in_menus=True,
            intro="Mensen, ploegen en bedrijven over wat samenwerken hen bracht.",
        )
        home.add_child(instance=index)
        index.save_revision().publish()
    _create_review_workflow(StoryIndexPage.objects.child_of(home).first())
    _create_press_page(home)
    indicators.lay()
    _create_impact_page(home)
    for organisation in Organisation.objects.filter(is_federation=False, section=None):
        welcome(organisation)


def _create_press_page(home) -> None:
    if PressPage.objects.child_of(home).exists():
        return
    press = PressPage(
        title="Pers",
        slug="pers",
        show_in_menus=True,
        intro="Teksten, foto’s en ons merk, klaar om over te nemen.",
        boilerplate=ABOUT,
        allowed=ALLOWED,
    )
    home.add_child(instance=press)
    press.save_revision().publish()


def _create_impact_page(home) -> None:
    if ImpactPage.objects.child_of(home).exists() or home.get_children().filter(slug="impact"):
        return
    page = ImpactPage(
        title="Impact",
        slug="impact",
        show_in_menus=True,
        intro="Wat deden we, wie kwam, en wat kwam ervan? Elk cijfer zegt waar het vandaan komt.",
    )
    home.add_child(instance=page)
    page.save_revision().publish()


def _create_review_workflow(index: StoryIndexPage) -> None:
    """Every story is reviewed by another user: a colleague, else the federation.

    An installation from before that has a step at which the federation's group approves, its own
    people's stories too: that step makes place, and what waits at it goes on waiting, at the new.
    """
    attached = WorkflowPage.objects.filter(page=index).select_related("workflow").first()
    if attached is None:
        workflow = Workflow.objects.create(name=WORKFLOW)
        WorkflowPage.objects.create(workflow=workflow, page=index)
    else:
        workflow = attached.workflow
    task = FourEyesTask.objects.first() or FourEyesTask.objects.create(name="Nalezen")
    old = GroupApprovalTask.objects.filter(name="Nalezen", workflow_tasks__workflow=workflow)
    for group_task in list(old):
        group_task.task_states.update(task=task)
        WorkflowTask.objects.filter(workflow=workflow, task=group_task).delete()
        group_task.delete()
        Workflow.objects.filter(pk=workflow.pk).update(name=WORKFLOW)
    if not workflow.workflow_tasks.exists():
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)


def welcome(organisation: Organisation) -> None:
    open_section(organisation)


def open_section(organisation: Organisation) -> PartnerSectionPage | None:
    """The section in which this partner's marketers write; made where missing.

    The federation has none: it edits everywhere. None too while there is no index page.
    """
    if organisation.is_federation:
        return None
    section = PartnerSectionPage.objects.filter(organisation=organisation).first()
    if section is None:
        index = StoryIndexPage.objects.first()
        if index is None:
            return None
        section = PartnerSectionPage(
            title=organisation.name, slug=organisation.slug, organisation=organisation
        )
        index.add_child(instance=section)
        section.save_revision().publish()
    elif section.title != organisation.name:
        section.organisation = organisation
        section.save_revision().publish()
    permissions.allow_section(organisation, section)
    return section
