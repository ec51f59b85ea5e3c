"""All of it in the words of OpenAPI 3.0, made from the forms and tables that answer."""

from typing import Any

from django import forms
from django.conf import settings

from brand.api.resources import MOMENT, NUMBER, TEXT, YES_NO, maybe
from leads.connections import dossiers, writing
from leads.stages import Stage

VERSION = "1.0"
DESCRIPTION = (
    "De dossiers van één partner, voor zijn eigen programma. Een sleutel ziet en schrijft enkel "
    "wat de mensen van die partner aan hun bureau zien. Tot 120 vragen per minuut. Wie hier een "
    "dossier bij maakt, zegt waar de gegevens vandaan komen en op welke grond; niemand krijgt "
    "daardoor de nieuwsbrief. Wat van iemand gewist wordt, is hier weg: vraag een dossier opnieuw, "
    "en wis het ook bij u wanneer het 404 antwoordt."
)
ANSWERS = {
    "400": "Onleesbaar: geen JSON, een verkeerd moment, of geen Idempotency-Key.",
    "401": "Geen geldige sleutel.",
    "403": "De sleutel mag dit niet.",
    "404": "Bestaat niet, of jullie volgen het niet op.",
    "409": "Intussen veranderd, of het woord hoorde bij een andere opdracht.",
    "415": "Geen JSON.",
    "422": "Een veld klopt niet; “fields” zegt welk en waarom.",
    "429": "Te veel vragen; wacht zo lang als Retry-After zegt.",
}


def openapi() -> dict[str, Any]:
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Merkbaar: dossiers van een partner",
            "version": VERSION,
            "description": DESCRIPTION,
        },
        "servers": [{"url": f"{settings.SITE_URL}/api/partner/v1"}],
        "security": [{"sleutel": []}],
        "paths": {
            "/leads/": {"get": _list(), "post": _post("lead", "Maak een dossier.", "201")},
            "/leads/{id}/": {"get": _one()},
            "/leads/{id}/steps/": {
                "post": _post("step", "Noteer wat een stap opleverde.", "200", _id())
            },
        },
        "components": {
            "securitySchemes": {"sleutel": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _list() -> dict[str, Any]:
    stage = {"type": "array", "items": {"type": "string", "enum": Stage.values}}
    size = {"type": "integer", "minimum": 1, "maximum": dossiers.AT_MOST}
    asked = [
        _asked("stage", stage, "Enkel deze fasen; herhaal voor meer."),
        _asked(
            "changed_since", MOMENT, "Wat sindsdien veranderde: “next_changed_since” van eerst."
        ),
        _asked("cursor", TEXT, "Verder waar de vorige bladzijde stopte: “next_cursor”."),
        _asked("limit", size, f"Hoeveel; {dossiers.PER_PAGE} als u niets zegt."),
    ]
    return {
        "operationId": "leads_list",
        "summary": "Dossiers, wat het langst niet veranderde eerst.",
        "parameters": asked,
        "responses": _answers("200", "leads", "400", "401", "403", "429"),
    }


def _one() -> dict[str, Any]:
    return {
        "operationId": "lead",
        "summary": "Eén dossier, met wat er gebeurde.",
        "parameters": [_id()],
        "responses": _answers("200", "lead", "401", "403", "404", "429"),
    }


def _post(name: str, summary: str, status: str, *more: dict[str, Any]) -> dict[str, Any]:
    word = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "schema": {"type": "string", "maxLength": writing.LONGEST_WORD},
        "description": "Een eigen woord per opdracht: opnieuw gestuurd gebeurt ze één keer.",
    }
    sent = {"$ref": f"#/components/schemas/new_{name}"}
    found = dict(_answers("200", "written", *ANSWERS))
    if status != "200":
        found[status] = found["200"] | {"description": "Gemaakt."}
    return {
        "operationId": f"{name}_add",
        "summary": summary,
        "parameters": [word, *more],
        "requestBody": {"required": True, "content": {"application/json": {"schema": sent}}},
        "responses": found,
    }


def _id() -> dict[str, Any]:
    return {"name": "id", "in": "path", "required": True, "schema": NUMBER}


def _asked(name: str, kind: dict[str, Any], what: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": kind, "description": what}


def _answers(status: str, schema: str, *refusals: str) -> dict[str, Any]:
    def of(name: str, what: str) -> dict[str, Any]:
        reference = {"$ref": f"#/components/schemas/{name}"}
        return {"description": what, "content": {"application/json": {"schema": reference}}}

    return {status: of(schema, "Gelukt."), **{one: of("error", ANSWERS[one]) for one in refusals}}


def _schemas() -> dict[str, Any]:
    whole = dossiers.LEAD | {"steps": dossiers.STEPS}
    page = {
        "results": {"type": "array", "items": _object(dossiers.LEAD)},
        "next_cursor": maybe(TEXT),
        "next_changed_since": MOMENT,
    }
    texts = {"type": "array", "items": TEXT}
    fields = {"type": "object", "additionalProperties": texts}
    error = _object({"error": TEXT}) | {"properties": {"error": TEXT, "fields": fields}}
    return {
        "leads": _object(page),
        "lead": _object(whole),
        "written": _object(whole | {"is_new": YES_NO}),
        "error": error,
        **{f"new_{name}": _sent(form) for name, form in writing.FIELDS.items()},
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _sent(form: type[forms.Form]) -> dict[str, Any]:
    fields = form.base_fields
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _kind(field) for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.required],
    }


def _kind(field: forms.Field) -> dict[str, Any]:
    kind: dict[str, Any] = {"type": "string"}
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        kind["enum"] = [value for value, _ in choices if value]
    elif isinstance(field, forms.DateField):
        kind["format"] = "date"
    elif isinstance(field, forms.IntegerField):
        kind = {"type": "integer", "minimum": field.min_value}
    elif isinstance(field, forms.EmailField):
        kind["format"] = "email"
    if isinstance(field, forms.MultipleChoiceField):
        kind = {"type": "array", "items": kind}
    if longest := getattr(field, "max_length", None):
        kind["maxLength"] = longest
    return {**kind, "description": str(field.help_text)} if field.help_text else kind
