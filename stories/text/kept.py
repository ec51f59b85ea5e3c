"""The body of a story as a version keeps it, whoever wrote that: an editor, an import, a hand."""

import json


def blocks(body) -> list[dict]:
    """JSON, or JSON written as text; what is no block is left out."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return []
    return [block for block in body if isinstance(block, dict)] if isinstance(body, list) else []
