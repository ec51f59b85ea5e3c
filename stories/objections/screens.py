"""What became of a refusal in another language: to say, and to agree to."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from wagtail.admin import messages

from brand.text import one_line, row_number
from stories.consent.screens import Screen
from stories.gate import consent, sentences
from stories.models import Objection, StoryPage
from stories.objections import counterparts
from stories.text import languages


class CounterpartScreen(Screen):
    """What became of it in another language's version: one says so, a second one agrees."""

    model = Objection
    page_title = "Bezwaar in een andere taal"
    template_name = "stories/objections/counterpart.html"

    def dispatch(self, request, *args, **kwargs):
        self.typed = one_line(request.POST.get("reason", ""))[: counterparts.REASON]
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return str(self.object.person)

    def story(self) -> StoryPage:
        found = counterparts.versions(self.object) & StoryPage.objects.visible_to(self.request.user)
        return get_object_or_404(found, pk=row_number(self.request.GET.get("verhaal", "")))

    def get_context_data(self, **kwargs):
        story, read = self.story(), self.object.story
        draft, said = counterparts.draft_of(story), counterparts.said_of(self.object, story)
        return super().get_context_data(
            objection=self.object,
            read=read,
            read_in=languages.VERSION[read.language] if read else "",
            story=story,
            language=languages.VERSION[story.language],
            ask_url=consent.ask_url(self.object.person, story),
            paragraphs=sentences.paragraphs(draft),
            text_hash=sentences.text_hash(draft),
            is_clear=sentences.is_established(self.object, draft),
            said=said,
            not_you=counterparts.why_not(said, story, self.request.user),
            **{"typed": self.typed, **kwargs},
        )

    def post(self, request, *args, **kwargs):
        story = self.story()
        if request.POST.get("akkoord") == "ja":
            return self._agree(story, request.POST.get("text_hash", ""))
        if not self.typed:
            context = self.get_context_data(error="Zeg of het er stond, en wat ermee gebeurde.")
            return self.render_to_response(context, status=422)
        counterparts.say(self.object, story, self.typed, request.user)
        messages.success(request, "Bewaard. Laat nu een collega de tekst nalezen en akkoord gaan.")
        return redirect(counterparts.address(self.object, story))

    def _agree(self, story: StoryPage, text_hash: str):
        try:
            counterparts.agree(self.object, story, self.request.user, text_hash)
        except counterparts.CounterpartRefused as refusal:
            context = self.get_context_data(error=str(refusal))
            return self.render_to_response(context, status=409)
        messages.success(self.request, f"Geregeld. {self.object.person} krijgt dit te horen.")
        return redirect("wagtailadmin_pages:edit", story.pk)


urlpatterns = [
    path(
        "toestemming/bezwaar/<int:pk>/andere-taal/",
        CounterpartScreen.as_view(),
        name="consent_counterpart",
    )
]
