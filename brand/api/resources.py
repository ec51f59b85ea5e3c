"""One kind of thing in the API: its rows, what may be asked of them, and how one is written."""

from brand import rooms

# How each kind of value is described in openapi.json.
TEXT = {"type": "string"}
ADDRESS = {"type": "string", "format": "uri"}
MOMENT = {"type": "string", "format": "date-time"}
NUMBER = {"type": "integer"}
YES_NO = {"type": "boolean"}
TEXTS = {"type": "array", "items": TEXT}


def maybe(kind: dict) -> dict:
    return {**kind, "nullable": True}


class Resource:
    """name: as it stands in the address. summary: one Dutch sentence for people who read."""

    name = summary = ""
    key = "id"  # the argument of the address of one
    key_kind = NUMBER
    filters: dict[str, str] = {}  # name in the address: what it narrows
    fields: dict[str, dict] = {}
    more_fields: dict[str, dict] = {}  # only where one is asked

    def rows(self, query):
        """What the page shows under the same query, in the same order."""
        raise NotImplementedError

    def one(self, key: str):
        """The row of this key that visitors may see, or None."""
        raise NotImplementedError

    def existed(self, key: str) -> bool:
        """Whether it was public once and was taken back."""
        return False

    def lines(self, rows) -> list[dict]:
        return [self.line(row) for row in rows]

    def line(self, row) -> dict:
        raise NotImplementedError

    def whole(self, row) -> dict:
        return self.line(row)


def every() -> dict[str, Resource]:
    """Those of every room, brand's first, by name."""
    return {
        resource.name: resource
        for room in rooms.modules("public_api")
        for resource in room.RESOURCES
    }
