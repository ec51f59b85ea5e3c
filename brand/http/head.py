"""A HEAD request gets the headers of a GET and nothing after them (RFC 9110, 9.3.2).

Django leaves that to the server, and waitress sends what it is given. A proxy that keeps its
connection open would read those bytes as the beginning of the next answer.
"""

from collections.abc import Callable, Iterator


class Nothing:
    """The answer without its body; it still closes what the body holds open."""

    def __init__(self, answer):
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        if hasattr(self._answer, "close"):
            self._answer.close()


def without_body(site: Callable) -> Callable:
    def inner(environ, start_response):
        answer = site(environ, start_response)
        return Nothing(answer) if environ["REQUEST_METHOD"] == "HEAD" else answer

    return inner
