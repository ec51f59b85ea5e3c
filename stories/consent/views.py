"""`/toestemming/<token>/`: the portrayed person's own page. A GET shows; only a POST acts."""

from functools import wraps
from urllib.parse import quote, urlencode

from django.contrib.auth import SESSION_KEY
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from brand.http import faults, machines
from brand.media import passes, qr
from brand.media import views as media_views
from brand.tokens import unlisted
from stories.consent import browsers, information, own_answers, paper, requests, wording
from stories.consent import recording as consent_recording
from stories.consent.forms import RefusalForm, form_for, in_words, same_as, what_exists
from stories.consent.recording import Answer
from stories.gate import elsewhere
from stories.gate import sentences as gate_sentences
from stories.models import (
    Consent,
    ConsentReceipt,
    ConsentRequest,
    PortrayedPerson,
    StoryPage,
    Withdrawal,
)
from stories.objections import recording as objections_recording
from stories.sharing import own_words
from stories.text import attachments, languages
from stories.withdrawal import recalls, releases

PLAYED = {"mp4", "webm", "vtt"}  # on the page itself; the rest is taken along
DONE = {
    "antwoord": "thanks",
    "liever-niet": "no_thanks_done",
    "gewijzigd": "changed",
    "klopt": "agreed_now",
    "geweigerd": "refused",
    "nieuw": "text_changed",
    "gestopt": "stopped",
    "weg": "released_gone",
}


def consent_page(*methods: str):
    """A page of one person, found by its link; unknown and foreign links look alike."""

    def decorate(view):
        # The secret in the address is the authority, so there is no cookie to be misused.
        @csrf_exempt
        @require_http_methods(["HEAD", *methods])
        @unlisted
        @wraps(view)
        def inner(request, token, **kwargs):
            asked = ConsentRequest.find(token)
            if asked is None:
                response = _plain(request, "unknown", wording.words("", partner=None), status=404)
            elif asked.closed_at:
                response = _closed(request, asked)
            elif not (is_member(request) or browsers.is_for(request, asked)):
                response = _plain(request, "elsewhere", requests.words_for(asked), asked)
            else:
                with passes.given():  # no account, and not published yet
                    response = view(request, asked, **kwargs)
            response["Referrer-Policy"] = "no-referrer"
            return response

        return inner

    return decorate


def is_member(request) -> bool:
    """Whether a colleague is (half) signed in here: then it is unclear who answers."""
    return SESSION_KEY in request.session


def may_act(request) -> bool:
    return request.method == "POST" and not is_member(request)


def _closed(request, asked: ConsentRequest) -> HttpResponse:
    """Answered on this device, or over because its person said no elsewhere."""
    which = "closed" if asked.receipts.exists() else "over"
    return _plain(request, which, _words(request, asked), asked, **_slip(request, asked))


def _slip(request, asked: ConsentRequest) -> dict:
    """The way to the own page, to scan or print: for who answered here a moment ago."""
    own = browsers.take_slip(request, asked) if request.method == "GET" else None
    if own is None:
        return {}
    link = requests.link(own)
    return {"slip": link, "qr": qr.svg(link, qr.OWN_PHONE), "is_mailed": bool(asked.person.email)}


def _plain(request, which: str, words: dict, asked=None, status=200, **more) -> HttpResponse:
    """What happened, what holds and whom to call; on a device of the house, so without a name."""
    context = {
        **more,
        "words": words,
        "title": words[f"{which}_title"],
        "text": words[f"{which}_text"],
    }
    if asked:
        context["about"] = information.about(asked.person, words, by=asked.asked_by)
        context["on_device"] = asked.way == Consent.Way.HERE
    return render(request, "stories/consent/consent_plain.html", context, status=status)


def _words(request, asked: ConsentRequest) -> dict:
    return requests.words_for(asked, request.GET.get("taal", ""))


def _page(request, name: str, asked: ConsentRequest, words: dict, status=200, **more):
    others = [(code, own) for code, own in wording.languages().items() if code != words["code"]]
    context = {
        "asked": asked,
        "person": asked.person,
        "words": words,
        "languages": others,
        "about": information.about(asked.person, words, by=asked.asked_by),
        "member": is_member(request),
        **more,
    }
    if context["member"] and request.method == "POST":
        status = 403
    return render(request, f"stories/consent/{name}.html", context, status=status)


def _back(asked: ConsentRequest, words: dict, done: str) -> HttpResponse:
    response = redirect("consent", asked.token)
    language = f"&taal={words['code']}" if words["code"] != asked.language else ""
    response["Location"] += f"?gedaan={done}{language}#gedaan"
    return response


@consent_page("GET", "POST")
def consent(request, asked: ConsentRequest):
    """The questions; once they are answered, what was allowed."""
    words = _words(request, asked)
    if request.method == "POST" or not _is_known(asked):
        return _questions(request, asked, words, done="antwoord")
    _note_opening(request, asked)
    return _own_page(request, asked, words)


def _is_known(asked: ConsentRequest) -> bool:
    """A new link to a person who said yes shows the present answer, and asks nothing new."""
    if asked.answered_at or asked.way != Consent.Way.LINK:
        return bool(asked.answered_at)
    return consent_recording.now(asked.person, asked)["any"] and not consent_recording.asks_anew(
        asked
    )


def _note_opening(request, asked: ConsentRequest) -> None:
    if asked.opened_at is None and machines.is_visit(request):
        opened = ConsentRequest.objects.filter(pk=asked.pk)
        faults.left_out(lambda: opened.update(opened_at=timezone.now()))


@consent_page("GET", "POST")
def change(request, asked: ConsentRequest):
    """Narrow it, choose another name, extend it: the same questions, as they were answered."""
    return _questions(request, asked, _words(request, asked), done="gewijzigd")


def _questions(request, asked, words, done: str) -> HttpResponse:
    _note_opening(request, asked)
    if consent_recording.is_from_before_a_stop(asked):
        return _after_a_stop(request, asked, words)
    about = requests.stories_asked(asked)
    shown = consent_recording.shown_by(asked, about)
    seen = consent_recording.seen_on(asked, shown)  # what changes from here on is noticed
    changes = bool(asked.answered_at) or done == "gewijzigd"
    last = None if changes else consent_recording.last_answers(asked.person)
    before = consent_recording.now(asked.person, asked, shown) if changes else {"any": False}
    pictures = requests.pictures_of(asked, about)
    attached = requests.attachments_of(asked, about)
    films = any(one.is_film for one in attached)
    data = request.POST if request.method == "POST" else None
    if "liever-niet" in request.POST:  # one tap is an answer as any other
        data, done = {"taking": "nee"}, "liever-niet"
    again = last and request.POST.get("zelfde") == str(last.pk)
    form = form_for(
        before,
        words,
        None if again else data,
        person=asked.person,
        exists=what_exists(pictures, films),
    )
    changed, refused = may_act(request) and request.POST.get("seen") != seen, ""
    if may_act(request) and (again or form.is_valid()):
        said = same_as(last, words["code"]) if again else form.answer()
        try:
            if changed and said.allows_something:
                raise consent_recording.ChangedMeanwhile
            consent_recording.must_not_reopen(asked, said, shown)
            return _give(request, asked, words, said, done, shown)
        except consent_recording.ChangedMeanwhile:
            changed = True
        except consent_recording.RefusedElsewhere as refusal:
            refused = _refused_elsewhere(refusal.what, said, words)
    return _page(
        request,
        "consent_page",
        asked,
        words,
        status=409 if changed or refused else 422 if form.is_bound else 200,
        form=form,
        changes=changes,
        changed=changed,
        refused=refused,
        seen=seen,
        greeting=words["greeting"].format(name=_first_name(asked.person)),
        stopped_before=_stopped(asked.person, words),
        last=last,
        said_before=_said(last, words, bool(pictures)) if last else [],
        pictures=pictures,
        attached=attached,
        stories=(
            stories := [
                _asked_about(story, asked.person) for story in requests.stories_of(asked, about)
            ]
        ),
        has_changed=any(told["has_changed"] for told in stories),
        released=_released(asked.person),
    )


def _refused_elsewhere(what: list[str], said: Answer, words: dict) -> str:
    """What this page cannot allow any more, and how it can be asked anew."""
    named = {
        own_answers.PICTURE: words["a_picture"],
        own_answers.FILM: words["a_film"],
        own_answers.NAME: words[said.name_level],
        own_answers.SENTENCE: words["story"],
        own_answers.STORY: words["story"],
    }
    told = dict.fromkeys(named.get(one) or words[one.replace("-", "_")] for one in what)
    return words["refused_since"].format(what=", ".join(told))


def _said(last: ConsentReceipt, words: dict, exists: bool) -> list[str]:
    """What this person said last time, and what it would mean now, line by line."""
    about = ("own_using", "own_not_using") if exists else ("own_taking", "own_not_taking")
    said = same_as(last, words["code"])
    return [
        words[about[0] if said.taking else about[1]],
        *(words[channel.replace("-", "_")] for channel in said.channels),
        words["own_name"].format(name=_shown_name(last)),
        _until(said.until, words),
    ]


def _shown_name(last: ConsentReceipt) -> str:
    named = {"name_level": last.name_level, "other_name": last.other_name}
    return Consent(person=last.person, **named).shown_name


def _give(request, asked, words, said: Answer, done: str, shown) -> HttpResponse:
    goes, loses = consent_recording.leaving(asked, said, shown)
    waits = consent_recording.would_wait(asked, said, shown)
    waits = [one for one in waits if one not in goes and one not in loses]
    told = {"goes_text": goes, "goes_picture": loses, "goes_name": waits}
    if any(told.values()) and request.POST.get("zeker") != "ja":
        return _confirm(request, asked, words, told)
    try:
        consent_recording.answer(asked, said, seen=request.POST.get("seen", ""))
    except (consent_recording.ChangedMeanwhile, consent_recording.RefusedElsewhere):
        raise
    except consent_recording.AnswerRefused:  # stopped, or closed, since this page was opened
        return _after_a_stop(request, asked, words)
    browsers.give_back(request)
    if asked.way == Consent.Way.HERE:
        browsers.note_slip(request, requests.own_link(asked.person))
    return _back(asked, words, done)


def _after_a_stop(request, asked: ConsentRequest, words: dict) -> HttpResponse:
    """What was asked before everything was stopped: it can be read, and opens nothing again."""
    asked.refresh_from_db()
    if asked.closed_at or asked.way != Consent.Way.LINK:
        return _closed(request, asked)
    return _own_page(request, asked, words, status=409 if request.method == "POST" else 200)


def _confirm(request, asked, words, leaving: dict[str, list[StoryPage]]) -> HttpResponse:
    """What leaves the site with this answer, for good or for a while, before it is given."""
    said = [(name, value) for name, values in request.POST.lists() for value in values]
    told = [
        (words[text], [{"title": story.title, "url": story.full_url} for story in stories])
        for text, stories in leaving.items()
        if stories
    ]
    return _page(request, "consent_confirm", asked, words, told=told, said=said)


def _stopped(person: PortrayedPerson, words: dict, which="stopped_before") -> str:
    stop = consent_recording.stopped_at(person)
    return words[which].format(day=_day(timezone.localtime(stop), words)) if stop else ""


def _since_the_stop(person: PortrayedPerson, words: dict) -> str:
    """Why an earlier link only shows: everything is stopped, or was, and then asked again."""
    which = "stopped_ask" if consent_recording.stopped_at(person) else "stopped_old"
    stop = person.withdrawals.last_stop()
    return words[which].format(day=_day(timezone.localtime(stop), words))


def _first_name(person: PortrayedPerson) -> str:
    return (person.name.split() or [""])[0]


def _asked_about(story: StoryPage, person: PortrayedPerson) -> dict:
    reading = person.readings.filter(story=story.pk).first()
    current = gate_sentences.text_hash(story)
    return {**paper.told(story), "has_changed": _has_changed(story, person, reading, current)}


def _own_page(request, asked, words, **more) -> HttpResponse:
    now = consent_recording.now(asked.person)
    stories = requests.stories_of(asked)
    about = requests.asked_among(asked, stories)
    is_old = consent_recording.is_from_before_a_stop(asked)
    done = words.get(DONE.get(request.GET.get("gedaan", ""), ""), "")
    return _page(
        request,
        "consent_own",
        asked,
        words,
        now=now,
        done=done,
        before=_what_happened(asked.person, words),
        allowed=[words[channel.value.replace("-", "_")] for channel in now["channels"]],
        is_offline=Consent.Channel.WEBSITE in now["channels"]
        and not consent_recording.live_of(asked.person),
        named=words["own_name"].format(name=now["shown_name"]),
        until=_until(now["until"], words),
        is_old=is_old,
        stopped=_since_the_stop(asked.person, words) if is_old else "",
        trusted=words["own_trusted"].format(name=name) if (name := now["trusted_person"]) else "",
        pictures=(pictures := requests.pictures_of(asked, about)),
        about_picture=words[_of_picture(asked.person, now["taking"], bool(pictures))],
        leaving=[
            words["own_leaving_by"].format(where=where, day=_day(day, words))
            for where, day in recalls.still_leaving(asked.person)
        ],
        link=requests.link(asked),
        mail_link=_mail_to_oneself(requests.link(asked), words),
        new_pictures=consent_recording.unanswered(asked, about) if now["taking"] else [],
        stories=[_read(story, asked.person, words) for story in stories],
        released=_released(asked.person),
        receipts=[
            (_receipt(row, words), row.shown)
            for row in asked.person.receipts.told().select_related("story", "shown")
        ],
        **more,
    )


def _released(person: PortrayedPerson) -> list[tuple]:
    """What the federation decided that this person is not in, and where it is shown."""
    holding = person.file_releases.holding()
    return [(decided, elsewhere.pages_showing(decided.file_hash)) for decided in holding]


def _what_happened(person: PortrayedPerson, words: dict) -> list[str]:
    """The last answer, what a colleague noted since, and an end that came."""
    told = []
    if last := person.receipts.told().select_related("story").first():
        told.append(f"{words['own_last']} {_receipt(last, words)[0]}")
    noted = person.withdrawals.filter(way=Withdrawal.Way.PHONE).first()
    if noted and (last is None or noted.at > last.at):
        told.append(words["own_phone"].format(day=_day(timezone.localtime(noted.at), words)))
    if last and last.channels and (ended := consent_recording.ended_on(person)):
        told.append(words["own_ended"].format(day=_day(ended, words)))
    return told


def _mail_to_oneself(link: str, words: dict) -> str:
    said = {"subject": words["own_title"], "body": link}
    return f"mailto:?{urlencode(said, quote_via=quote)}"


def _of_picture(person: PortrayedPerson, taking: bool, exists: bool) -> str:
    """The sentence on whether a picture may be made or used; who once allowed one, had one."""
    if taking:
        return "own_using" if exists else "own_taking"
    if person.receipts.yes().filter(taking=True).exclude(file_hashes=[]).exists():
        return "own_no_longer_using"
    return "own_not_using" if exists else "own_not_taking"


def _receipt(receipt: ConsentReceipt, words: dict) -> list[str]:
    """One answer that was given, as its person may read it."""
    said = {"day": _day(receipt.given_on, words), "way": words[f"way_{receipt.way}"]}
    lines = [words["receipt_yes" if receipt.channels else "receipt_no"].format(**said)]
    if receipt.story:
        lines.append(words["receipt_story"].format(title=receipt.story.draft_title))
    if receipt.file_hashes:
        lines.append(words["receipt_pictures"].format(count=len(receipt.file_hashes)))
    if count := attachments.counted(receipt.attachments):
        lines.append(words["receipt_files"].format(count=count))
    if receipt.present:
        lines.append(words["receipt_present"].format(name=receipt.present))
    return [*lines, words["receipt_words"].format(version=receipt.wording)]


def _until(day, words) -> str:
    return words["own_until"].format(day=_day(day, words)) if day else words["own_endless"]


def _day(day, words) -> str:
    return in_words(day, words["code"])


def _read(story: StoryPage, person: PortrayedPerson, words: dict) -> dict:
    reading = person.readings.filter(story=story.pk).first()
    current = gate_sentences.text_hash(story)
    agreed = ""
    if reading:
        agreed = words["agreed"].format(day=_day(timezone.localtime(reading.agreed_at), words))
    told = paper.told(story)
    read = [*gate_sentences.sentences(story), *told["shared"]]
    sentences = {gate_sentences.key(one): one for one in read}
    refused = [row for row in gate_sentences.refused(story) if row.person_id == person.pk]
    waits = [row for row in refused if row.story_id != story.pk]  # said of another language
    return {
        **told,
        "pictures": gate_sentences.pictures(story),
        "attached": (attached := attachments.of(story)),
        "films": list({one.key: one for one in attached if one.is_film}.values()),
        "sentences": list(sentences.items()),
        "agreed": agreed,
        "has_changed": _has_changed(story, person, reading, current)
        or bool(own_words.unread_by(person, story)),
        "text_hash": _as_read(story),
        "objections": [*person.objections.filter(story=story.pk), *waits],
        "waits": bool(waits),
        "online": list(languages.versions_of(story).live()),
    }


def _has_changed(story, person, reading, current: str) -> bool:
    """Whether these are other words than this person agreed to, or answered about, last."""
    if reading:
        return reading.text_hash != current
    if story.language != languages.DUTCH:  # perhaps it was not there yet
        return False
    known = person.receipts.yes().filter(story_key=story.translation_key)
    hashes = {told for receipt in known for told in receipt.words}
    return bool(hashes) and current not in hashes


@consent_page("POST")
def agree(request, asked: ConsentRequest, story: int):
    """Yes to the text that was on the screen, and to no other."""
    words, told = _words(request, asked), _mine(asked, story)
    if not may_act(request):
        return _own_page(request, asked, words)
    if consent_recording.is_from_before_a_stop(asked):
        return _after_a_stop(request, asked, words)
    if told is None or request.POST.get("text_hash") != _as_read(told):
        return _back(asked, words, "nieuw")
    if own_answers.refuses_elsewhere(asked, told):
        why = words["refused_since"].format(what=words["story"])
        wrong = _refusal(request, 0, why, at=f"verhaal-{story}")
        return _own_page(request, asked, words, wrong=wrong, status=409)
    objections_recording.agree(asked.person, told, gate_sentences.text_hash(told))
    return _back(asked, words, "klopt")


@consent_page("POST")
def refuse(request, asked: ConsentRequest, story: int):
    """What must go. A text that changed meanwhile is shown again first."""
    words, told = _words(request, asked), _mine(asked, story)
    if not may_act(request):
        return _own_page(request, asked, words, wrong=_refusal(request, story, ""))
    if told is None:
        return _back(asked, words, "nieuw")
    if request.POST.get("text_hash") != _as_read(told):
        wrong = _refusal(request, story, words["text_changed"], at=f"verhaal-{story}")
        return _own_page(request, asked, words, wrong=wrong, status=409)
    form = RefusalForm(
        request.POST,
        [*gate_sentences.sentences(told), *own_words.of(told)],
        gate_sentences.pictures(told),
        attachments.films_of(told),
    )
    if not form.is_valid() or not form.says_something:
        wrong = _refusal(request, story, words["refuse_none"])
        return _own_page(request, asked, words, wrong=wrong, status=422)
    objections_recording.refuse(asked.person, told, request=asked, **form.refused())
    return _back(asked, words, "geweigerd")


def _refusal(request, story: int, said: str, at: str = "") -> dict:
    """What was ticked and typed, to be shown again; `said`: why. Nothing of it is kept."""
    return {
        "story": story,
        "said": said,
        "at": at or f"waarom-{story}",
        "in_field": not at,
        "note": request.POST.get("note", "")[:300],
        "sentences": request.POST.getlist("sentences"),
        "pictures": request.POST.getlist("pictures"),
        "films": request.POST.getlist("films"),
    }


def _as_read(story: StoryPage) -> str:
    return own_words.sealed(gate_sentences.text_hash(story), story)


def _mine(asked: ConsentRequest, story: int) -> StoryPage | None:
    return next((one for one in requests.stories_of(asked) if one.pk == story), None)


@consent_page("GET")
def attachment(request, asked: ConsentRequest, document: int):
    """A film, its captions or a file of a story of this person, for who holds this link."""
    shown = requests.document_of(asked, document)
    if shown is None:
        raise Http404
    return media_views.document(shown, download=shown.file_extension.lower() not in PLAYED)


@consent_page("POST")
def contradict(request, asked: ConsentRequest, release: int):
    """The person is in what the federation released; a no is possible by any link, at any time."""
    words, decided = _words(request, asked), asked.person.file_releases.filter(pk=release).first()
    if decided is None:
        raise Http404
    if not may_act(request):
        return _own_page(request, asked, words)
    releases.contradict(decided)
    return _back(asked, words, "weg")


@consent_page("GET", "POST")
def stop(request, asked: ConsentRequest):
    """Two presses, as giving took two: the button, and "yes"."""
    words = _words(request, asked)
    if request.POST.get("zeker") == "ja" and may_act(request):
        consent_recording.stop(asked.person)
        return _back(asked, words, "gestopt")
    goes = [
        {"title": one.title, "url": one.full_url} for one in consent_recording.live_of(asked.person)
    ]
    return _page(request, "consent_stop", asked, words, goes=goes)


HERE = "toestemming/<str:token>/"
urlpatterns = [
    path(HERE, consent, name="consent"),
    path(f"{HERE}wijzig/", change, name="consent_change"),
    path(f"{HERE}stop/", stop, name="consent_stop"),
    path(f"{HERE}sta-ik-in/<int:release>/", contradict, name="consent_contradict"),
    path(f"{HERE}bestand/<int:document>/", attachment, name="consent_attachment"),
    path(f"{HERE}klopt/<int:story>/", agree, name="consent_agree"),
    path(f"{HERE}wil-ik-niet/<int:story>/", refuse, name="consent_refuse"),
]
