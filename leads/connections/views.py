"""The addresses under /api/partner/v1/, for a partner's own software.

Plain views: three kinds of question need no framework, and the forms and rules are the desk's.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from brand.http import throttle
from leads.connections import describing, dossiers, keys, writing
from leads.follow_up.record import LeadActionRefused, LeadChanged
from leads.models import ApiKey, Lead

PER_MINUTE = 120  # questions with one key
WRONG_PER_MINUTE = 30  # questions without a key that opens something, of one network
NO_KEY = (
    "Stuur een geldige sleutel mee: “Authorization: Bearer …”. Uw partner maakt er een onder "
    "Opvolging › Koppelingen."
)
MAY_NOT = {
    "may_read": "Deze sleutel mag niet lezen.",
    "may_write": "Deze sleutel mag niet schrijven.",
}
TOO_MANY = "Dat zijn te veel vragen in een minuut. Wacht even."
NOT_JSON = "Stuur JSON, met “Content-Type: application/json”."
UNKNOWN = "Dit dossier bestaat niet, of jullie volgen het niet op."

View = Callable[..., HttpResponse]


def answer(body: dict[str, Any], status: int = 200, **headers: str) -> HttpResponse:
    response = JsonResponse(
        body, status=status, headers=headers, json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = "no-store, private"
    return response


def refusal(sentence: str, status: int, **more: Any) -> HttpResponse:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if status == 429:
        headers = {"Retry-After": "60"}
    return answer({"error": sentence, **more}, status, **headers)


def asked_with_key(**acts: str) -> Callable[[View], View]:
    """A view by method, with what a key must be allowed for it: GET="may_read"."""

    def decorated(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = keys.of(request.headers.get("Authorization", ""))
            if key is None:
                is_flood = throttle.is_flood(request, "api-sleutel", WRONG_PER_MINUTE)
                return refusal(TOO_MANY, 429) if is_flood else refusal(NO_KEY, 401)
            if not throttle.allowed("api", key.pk, PER_MINUTE, throttle.MINUTE):
                return refusal(TOO_MANY, 429)
            method = "GET" if request.method == "HEAD" else str(request.method)
            if method not in acts:
                said = refusal(f"Hier kan enkel {' of '.join(acts)}.", 405)
                said["Allow"] = ", ".join(acts)
                return said
            if not getattr(key, acts[method]):
                return refusal(MAY_NOT[acts[method]], 403)
            try:
                return view(request, key, *args, **kwargs)
            except writing.Refused as refused:
                return refusal(str(refused), refused.status)
            except LeadChanged as changed:
                return refusal(str(changed), 409)
            except LeadActionRefused as refused:
                return refusal(str(refused), 422)

        return checked

    return decorated


@asked_with_key(GET="may_read", POST="may_write")
def leads(request: HttpRequest, key: ApiKey) -> HttpResponse:
    if request.method == "POST":
        return _write(
            request, key, writing.LeadForm, lambda said: writing.add(key, said), status=201
        )
    asked = request.GET
    try:
        rows, following, asked_at = dossiers.page(
            key.organisation,
            stages=asked.getlist("stage"),
            changed_since=asked.get("changed_since", ""),
            cursor=asked.get("cursor", ""),
            limit=asked.get("limit", ""),
        )
    except dossiers.Unreadable as trouble:
        return refusal(str(trouble), 400)
    return answer(
        {
            "results": [dossiers.line(row) for row in rows],
            "next_cursor": following,
            "next_changed_since": asked_at.isoformat(),
        }
    )


@asked_with_key(GET="may_read")
def lead(request: HttpRequest, key: ApiKey, pk: int) -> HttpResponse:
    found = _lead(key, pk)
    return answer(dossiers.whole(found)) if found else refusal(UNKNOWN, 404)


@asked_with_key(POST="may_write")
def steps(request: HttpRequest, key: ApiKey, pk: int) -> HttpResponse:
    found = _lead(key, pk)
    if found is None:
        return refusal(UNKNOWN, 404)
    return _write(
        request, key, writing.StepForm, lambda said: writing.step(key, found, said), status=200
    )


def openapi(request: HttpRequest) -> HttpResponse:
    """For everybody: it tells nothing of anybody."""
    return answer(describing.openapi())


@csrf_exempt
def elsewhere(request: HttpRequest, path: str) -> HttpResponse:
    """In plain words, where an address is wrong; no page for people."""
    return refusal("Dit adres bestaat hier niet. Alles staat in openapi.json.", 404)


def _lead(key: ApiKey, pk: int) -> Lead | None:
    return dossiers.of(key.organisation).filter(pk=pk).first()


def _write(
    request: HttpRequest,
    key: ApiKey,
    form_class: type,
    act: Callable[[dict[str, Any]], tuple[Lead, bool]],
    *,
    status: int,
) -> HttpResponse:
    if request.content_type != "application/json":
        return refusal(NOT_JSON, 415)
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return refusal("Dit is geen JSON.", 400)
    form = writing.filled(form_class, said)
    if not form.is_valid():
        fields = {name: list(map(str, errors)) for name, errors in form.errors.items()}
        first = next(iter(fields.values()))[0]
        return refusal(f"Kijk de velden na: {first}", 422, fields=fields)
    asked = request.path.encode() + b"\n" + json.dumps(said, sort_keys=True).encode()
    word = request.headers.get("Idempotency-Key", "")
    written, is_new, is_repeated = writing.once(key, word, asked, lambda: act(form.cleaned_data))
    found = dossiers.of(key.organisation).filter(pk=written.pk).first()
    if found is None:  # handed over since it was written
        return refusal(UNKNOWN, 404)
    headers = {"Idempotent-Replayed": "true"} if is_repeated else {}
    return answer(dossiers.whole(found) | {"is_new": is_new}, status if is_new else 200, **headers)
