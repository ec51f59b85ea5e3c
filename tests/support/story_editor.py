"""The editor of stories and the steps of a review, as the back office sends them."""

from django.contrib.messages import get_messages
from django.test import Client
from wagtail.models import TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from stories.models import StoryPage


def fresh(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk)


def form_of(*people, page=None, **fields) -> dict:
    """The editor's form; of a page that stands there, with those who stand in it."""
    there = list(page.portrayals.all()) if page else []
    rows = [{"person": row.person_id, "id": row.pk, "ORDER": n} for n, row in enumerate(there, 1)]
    rows += [{"person": one.pk, "id": "", "ORDER": n} for n, one in enumerate(people, 1)]
    return nested_form_data(
        {
            "title": "Karim kent elke doos",
            "slug": "karim",
            "lead": "Wat er gebeurde.",
            "kind": "getuigenis",
            "body": streamfield([]),
            "portrayals": inline_formset(rows, initial=len(there)),
            "comments": inline_formset([]),
            **fields,
        }
    )


def as_it_is(page) -> dict:
    """The editor's form, sent without a change."""
    told = {"title": page.draft_title, "slug": page.slug, "lead": page.lead}
    return form_of(page=page, picture=page.picture_id or "", **told)


def said(response) -> list[str]:
    return [str(message).strip() for message in get_messages(response.wsgi_request)]


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hand_in(tale, user) -> TaskState:
    tale = fresh(tale)
    tale.get_workflow().start(tale, user)
    return fresh(tale).current_workflow_state.current_task_state


def act(tale, state, user, action="approve", **form):
    url = f"/beheer/pages/workflow/action/{tale.pk}/{action}/{state.pk}/"
    return as_user(user).post(url, form)


def review(tale, state, user, action="approve", **form):
    url = f"/beheer/verhalen/nalezen/{tale.pk}/"
    return as_user(user).post(url, {"state": state.pk, "action": action, **form})
