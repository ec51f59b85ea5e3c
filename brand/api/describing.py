"""The API in its own words: OpenAPI 3.0, made from the same resources that answer."""

from django.conf import settings

from brand.api import resources
from brand.api.resources import NUMBER, TEXT, Resource, maybe

VERSION = "1.0"


def openapi() -> dict:
    every = resources.every().values()
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Merkbaar: openbare gegevens",
            "version": VERSION,
            "description": "Alleen lezen, en alleen wat op de site staat. Wie iets overneemt, "
            "vraagt het opnieuw voor hij het toont: wat iemand intrekt, antwoordt hier 410.",
        },
        "servers": [{"url": f"{settings.SITE_URL}/api/v1"}],
        "paths": {
            path: operation for resource in every for path, operation in _paths(resource).items()
        },
        "components": {
            "schemas": {
                name: schema for resource in every for name, schema in _schemas(resource).items()
            }
        },
    }


def _paths(resource: Resource) -> dict:
    asked = [_parameter("page", NUMBER, "Bladzijde."), _parameter("per_page", NUMBER, "1 tot 100.")]
    asked += [_parameter(name, TEXT, what) for name, what in resource.filters.items()]
    key = {"name": resource.key, "in": "path", "required": True, "schema": resource.key_kind}
    return {
        f"/{resource.name}/": {
            "get": {
                "operationId": f"{resource.name}_lijst",
                "summary": resource.summary,
                "parameters": asked,
                "responses": {"200": _answer(f"{resource.name}_lijst", "Een bladzijde.")},
            }
        },
        f"/{resource.name}/{{{resource.key}}}/": {
            "get": {
                "operationId": f"{resource.name}_een",
                "summary": f"Eén uit {resource.name}.",
                "parameters": [key],
                "responses": {
                    "200": _answer(f"{resource.name}_een", "Zoals de site het nu toont."),
                    "404": {"description": "Bestaat niet, of is niet openbaar."},
                    "410": {"description": "Stond op de site en is teruggenomen."},
                },
            }
        },
    }


def _parameter(name: str, kind: dict, what: str) -> dict:
    return {"name": name, "in": "query", "schema": kind, "description": what}


def _answer(schema: str, what: str) -> dict:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {"description": what, "content": {"application/json": {"schema": reference}}}


def _schemas(resource: Resource) -> dict:
    line = {"type": "object", "properties": resource.fields, "required": list(resource.fields)}
    whole = {**resource.fields, **resource.more_fields}
    link = maybe({"type": "string", "format": "uri"})
    page = {
        "count": NUMBER,
        "page": NUMBER,
        "pages": NUMBER,
        "next": link,
        "previous": link,
        "results": {"type": "array", "items": line},
    }
    return {
        f"{resource.name}_lijst": {
            "type": "object",
            "properties": page,
            "required": list(page),
        },
        f"{resource.name}_een": {
            "type": "object",
            "properties": whole,
            "required": list(whole),
        },
    }
