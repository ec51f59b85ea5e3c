"""What stories need from the first day: their page, each partner's section, who reads along."""

from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from brand import permissions
from brand.models import Organisation
from stories.models import StoryIndexPage
from stories.sections import open_section


def found(home) -> None:
    """`/verhalen/`, and the section of every partner that has none."""
    if not StoryIndexPage.objects.child_of(home).exists():
        index = StoryIndexPage(
            title="Verhalen",
            slug="verhalen",
            show_in_menus=True,
            intro="Mensen, ploegen en bedrijven over wat samenwerken hen bracht.",
        )
        home.add_child(instance=index)
        index.save_revision().publish()
        _let_the_federation_read(index)
    for organisation in Organisation.objects.filter(is_federation=False, section=None):
        welcome(organisation)


def _let_the_federation_read(index: StoryIndexPage) -> None:
    """What a partner hands in is read and published by the federation."""
    workflow = Workflow.objects.create(name="Nalezen door de federatie")
    task = GroupApprovalTask.objects.create(name="Nalezen")
    task.groups.add(permissions.federation_group())
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=index)


def welcome(organisation: Organisation) -> None:
    open_section(organisation)
