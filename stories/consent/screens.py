"""The back office's screens for asking: three ways on one screen, and what follows."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from brand.media import qr
from brand.text import one_line, row_number, row_numbers
from stories.consent import (
    browsers,
    expiry,
    information,
    own_answers,
    paper,
    requests,
    wording,
)
from stories.consent import recording as consent_recording
from stories.consent.forms import RecordForm
from stories.contributions import contribution
from stories.gate import elsewhere, sentences
from stories.models import (
    Consent,
    ConsentProof,
    ConsentRequest,
    Objection,
    PortrayedPerson,
    ShownWords,
    StoryPage,
)
from stories.objections import counterparts
from stories.objections import recording as objections_recording
from stories.withdrawal import releases

MAY = "stories.change_portrayedperson"
Way = Consent.Way
ANSWERED = (
    "Deze vraag is beantwoord. De link is nu de eigen pagina van {who}, en staat hier niet meer. "
    "Is de link kwijt, of is er iets nieuws te vragen? Vraag dan opnieuw toestemming."
)
SHOWN_ONCE = (
    "Een link opent de pagina van één persoon. Daarom staat hij hier tien minuten, voor wie hem "
    "maakte. Kwijt? Maak een nieuwe: de link die de persoon al kreeg, blijft ook werken."
)


NO_FILE = "Kies waarover je beslist."
NO_REASON = "Zeg hoe je weet dat deze persoon er niet in staat."
RELEASED = "Vrijgegeven: het is weer te zien waar het stond, zodra niemand anders het tegenhoudt."
NOTHING_RELEASED = "Er was niets meer om vrij te geven."


class OfOnePartner:
    """Foreign looks like missing; who does not work with people sees none of it."""

    model = None

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(MAY):
            raise PermissionDenied
        if "pk" in kwargs:
            self.object = get_object_or_404(self.rows(), **kwargs)
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    def rows(self):
        return self.model.objects.visible_to(self.request.user, MAY)

    def get_breadcrumbs_items(self):
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, here]


class Screen(OfOnePartner, WagtailAdminTemplateMixin, TemplateView):
    header_icon = "user"


class AboutAStory:
    """What a person is asked about: the story or the picture that the address names."""

    def story(self) -> StoryPage | None:
        rows = StoryPage.objects.visible_to(self.request.user)
        rows = rows.filter(portrayals__person=self.object).order_by("-pk")
        named = self.request.GET.get("verhaal", "")
        found = rows.filter(pk=row_number(named)).first()
        return found or (rows.first() if not self.picture() else None)

    def picture(self):
        named = row_number(self.request.GET.get("foto", ""))
        if named is None:
            return None
        policy = policy_registry.get_by_type(get_image_model())
        own = policy.instances_user_has_any_permission_for(self.request.user, ["choose"])
        return own.filter(pk=named).first()


class Ask(AboutAStory, Screen):
    """Choose how to ask: by link, on this device, by paper form, or on the person's behalf."""

    model = PortrayedPerson
    page_title = "Vraag toestemming"
    template_name = "stories/consent/ask.html"

    def get_page_subtitle(self):
        return str(self.object)

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or RecordForm(words=self._words(), initial=self._initial())
        story = self.story()
        draft = story.get_latest_revision_as_object() if story else None
        return super().get_context_data(
            person=self.object,
            story=story,
            nothing_to_read=sentences.nothing_to_read(draft),
            picture=self.picture(),
            languages=wording.languages().items(),
            form=form,
            waiting=self.object.requests.open(),
            paper_url=self._paper_url(story),
            **kwargs,
        )

    def _paper_url(self, story) -> str:
        """The form on paper about the same story or picture."""
        picture = self.picture()
        about = {"foto": picture.pk} if picture else {"verhaal": story.pk} if story else {}
        return f"{reverse('consent_paper', args=[self.object.pk])}?{urlencode(about)}"

    def post(self, request, *args, **kwargs):
        way = request.POST.get("way", "")
        if way in (Way.PAPER, Way.BEHALF):
            return self._note(way)
        asked = self._ask(Way.HERE if way == Way.HERE else Way.LINK)
        if way == Way.HERE:
            browsers.hand_over(request, asked)  # what is answered now, no colleague answers
            return redirect("consent", asked.token)
        browsers.note_made(request, asked)
        if "mail" in request.POST and self.object.email:
            _send(request, asked)
        return redirect("consent_asked", asked.pk)

    def _ask(self, way) -> ConsentRequest:
        return requests.ask(
            self.object,
            way=way,
            story=self.story(),
            picture=self.picture(),
            language=self.request.POST.get("language", ""),
            by=self.request.user,
        )

    def _words(self, language: str = "nl") -> dict:
        return wording.words(language, partner=self.object.organisation)

    def _initial(self) -> dict:
        """The end that this person chose for what is noted here: a note ends no later."""
        about = ConsentRequest(person=self.object, story=self.story(), picture=self.picture())
        end = own_answers.own_end(self.object, consent_recording.shown_by(about))
        return {"until": end} if end else {}

    def _note(self, way):
        """A paper form, or an answer on the person's behalf: recorded here with its proof."""
        words = self._words(self.request.POST.get("language", ""))
        data = self.request.POST, self.request.FILES
        form = RecordForm(*data, words=words, initial=self._initial())
        if not form.is_valid():
            context = self.get_context_data(form=form, chosen=way)
            return self.render_to_response(context, status=422)
        content, by = form.cleaned_data["proof"], self.request.user
        try:
            with transaction.atomic():
                proof = ConsentProof.objects.create(person=self.object, content=content, made_by=by)
                consent_recording.answer(self._ask(way), form.answer(), by=by, proof=proof)
        except consent_recording.SaidAlready:  # a second click: told as the first
            pass
        except consent_recording.AnswerRefused as refusal:
            form.add_error(None, str(refusal))
            context = self.get_context_data(form=form, chosen=way)
            return self.render_to_response(context, status=422)
        messages.success(self.request, f"Genoteerd wat {self.object} toelaat.")
        return redirect("portrayedperson:edit", self.object.pk)


class Asked(Screen):
    """The link, to send by hand; a mail once more on a press of the button."""

    model = ConsentRequest
    page_title = "Stuur de link"
    template_name = "stories/consent/send_link.html"

    def get_page_subtitle(self):
        return str(self.object.person)

    def get_context_data(self, **kwargs):
        asked = self.object
        link = requests.link(asked) if browsers.may_show_link(self.request, asked) else ""
        text = requests.message(asked) if link else ""
        about = {"verhaal": asked.story_id, "foto": asked.picture_id}
        about = urlencode({name: pk for name, pk in about.items() if pk})
        ask = reverse("consent_ask", args=[asked.person_id])
        return super().get_context_data(
            link=link,
            text=text,
            sms=contribution.sms(text),
            qr=qr.svg(link, qr.OWN_PHONE) if link else "",
            email="" if asked.answered_at else asked.person.email,
            again="" if link else f"{ask}?{about}" if about else ask,
            language=asked.language,
            once=SHOWN_ONCE if asked.is_sent_by_hand and not link else "",
            back=reverse("portrayedperson:edit", args=[asked.person_id]),
            state=_state(asked),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if self.object.person.email and not self.object.answered_at:
            _send(request, self.object)
        return redirect("consent_asked", self.object.pk)


def _send(request, asked: ConsentRequest) -> None:
    email = asked.person.email
    if requests.send(asked):
        messages.success(request, requests.ON_ITS_WAY.format(email=email))
    else:
        messages.warning(request, requests.TOO_SOON.format(email=email))


def _state(asked: ConsentRequest) -> str:
    if asked.answered_at:
        return ANSWERED.format(who=asked.person)
    return "De link is al geopend." if asked.opened_at else "De link is nog niet geopend."


class PaperForm(AboutAStory, OfOnePartner, View):
    """The same questions on paper, with what they are about and the version of the text on it."""

    model = PortrayedPerson

    def get(self, request, pk):
        language = request.GET.get("taal", self.object.language)
        words = wording.words(language, on_paper=True, partner=self.object.organisation)
        about = ConsentRequest(person=self.object, story=self.story(), picture=self.picture())
        context = {"person": self.object, "words": words, **paper.questions(about, words)}
        context["about"] = information.about(self.object, words, by=request.user)
        context["languages"] = wording.languages().items()
        return render(request, "stories/consent/paper_form.html", context)


class Proof(OfOnePartner, View):
    """The photographed form, for users who may see the person only."""

    model = ConsentProof

    def get(self, request, pk):
        response = HttpResponse(bytes(self.object.content), content_type=self.object.content_type)
        response["Content-Disposition"] = 'inline; filename="formulier.jpg"'
        return response


class Read(Screen):
    """What a person read who answered, for users who may see that person only."""

    model = ShownWords
    page_title = "Wat er stond"
    template_name = "stories/consent/read.html"

    def get_page_subtitle(self):
        return str(self.object.person)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            object=self.object,
            days=sorted(set(self.object.receipts.values_list("given_on", flat=True))),
            back=reverse("portrayedperson:edit", args=[self.object.person_id]),
            **kwargs,
        )


class Settle(Screen):
    """Solved in another way than by a change of the text: the note says how."""

    model = Objection
    page_title = "Bezwaar"
    template_name = "stories/objections/settle.html"

    def get_page_subtitle(self):
        return str(self.object.person)

    def get_context_data(self, **kwargs):
        story = self.object.story
        draft = story.get_latest_revision_as_object() if story and self.object.films else None
        by, who = self.request.user, self.object.person
        return super().get_context_data(
            objection=self.object,
            film=sentences.films_refused(self.object, draft) if draft else "",
            is_read=bool(story and story.workflow_in_progress),
            not_you=""
            if objections_recording.may_settle(self.object, by)
            else objections_recording.SOMEONE_ELSE.format(who=who),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        note = one_line(request.POST.get("note", ""))[:200]
        if not note:
            context = self.get_context_data(error="Zeg hoe het opgelost is.")
            return self.render_to_response(context, status=422)
        try:
            objections_recording.settle(self.object, note, request.user)
        except objections_recording.ObjectionRefused:  # the screen says why
            return self.render_to_response(self.get_context_data(), status=403)
        messages.success(request, f"Opgelost. {self.object.person} krijgt dit te horen.")
        if self.object.story_id is None:
            return redirect("consent_attention")
        return redirect("wagtailadmin_pages:edit", self.object.story_id)


class Elsewhere(Screen):
    """The federation decides about what a person withholds outside the own partner's stories."""

    model = PortrayedPerson
    page_title = "Elders tegengehouden"
    template_name = "stories/consent/elsewhere.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_federation:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def rows(self):
        """Also who was erased: what such a person withholds, somebody must decide about."""
        return PortrayedPerson.objects.all()

    def get_page_subtitle(self):
        return str(self.object)

    def get_context_data(self, **kwargs):
        held = elsewhere.held_by(self.object)
        pages = Page.objects.in_bulk({pk for one in held for pk in one.pages})
        return super().get_context_data(
            person=self.object,
            held=[(one, [pages[pk] for pk in sorted(one.pages)]) for one in held],
            releases=self.object.file_releases.select_related("by"),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        files, reason = request.POST.getlist("files"), one_line(request.POST.get("reason", ""))
        wrong = [NO_FILE] if not files else [] if reason else [NO_REASON]
        if wrong:
            again = self.get_context_data(error=wrong[0], chosen=files, reason=reason)
            return self.render_to_response(again)
        count = releases.release(self.object, files, reason=reason, by=request.user)
        messages.success(request, RELEASED if count else NOTHING_RELEASED)
        return redirect("consent_elsewhere", self.object.pk)


class Attention(Screen):
    """Open consent work: consents that end, unanswered requests, and objections."""

    page_title = "Toestemmingen"
    header_icon = "time"
    template_name = "stories/consent/attention.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        mine = set(PortrayedPerson.objects.visible_to(user).values_list("pk", flat=True))
        ending = [one for one in expiry.ending() if one.pk in mine]
        waiting = ConsentRequest.objects.visible_to(user).open().select_related("person", "story")
        objections = Objection.objects.visible_to(user).unsettled()
        return super().get_context_data(
            ending=ending,
            ahead=expiry.STEPS[-1],
            waiting=waiting,
            objections=objections.select_related("person", "story", "picture"),
            elsewhere=counterparts.waiting_for(user),
            **kwargs,
        )


class Lights(OfOnePartner, View):
    """The colours of the pictures that a list or a chooser shows; never of another partner's."""

    def get(self, request):
        asked = row_numbers(request.GET.getlist("foto")[:100])
        policy = policy_registry.get_by_type(get_image_model())
        own = policy.instances_user_has_any_permission_for(request.user, ["choose", "change"])
        return JsonResponse(expiry.colours_of(own.filter(pk__in=asked)))


urlpatterns = [
    path("toestemming/kleuren/", Lights.as_view(), name="consent_lights"),
    path("toestemming/", Attention.as_view(), name="consent_attention"),
    path("toestemming/vragen/<int:pk>/", Ask.as_view(), name="consent_ask"),
    path("toestemming/gevraagd/<int:pk>/", Asked.as_view(), name="consent_asked"),
    path("toestemming/formulier/<int:pk>/", PaperForm.as_view(), name="consent_paper"),
    path("toestemming/bewijs/<int:pk>/", Proof.as_view(), name="consent_proof"),
    path("toestemming/gelezen/<int:pk>/", Read.as_view(), name="consent_read"),
    path("toestemming/elders/<int:pk>/", Elsewhere.as_view(), name="consent_elsewhere"),
    path("toestemming/bezwaar/<int:pk>/", Settle.as_view(), name="consent_settle"),
]
