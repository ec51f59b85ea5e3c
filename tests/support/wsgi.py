"""Asking a WSGI application without a server in between."""

from io import BytesIO


def environment(path="/", method="GET", **headers) -> dict:
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        **headers,
    }


class Asked:
    """One answer: status, headers by small name, and body."""

    def __init__(self, application, path="/", method="GET", **headers):
        body = application(environment(path, method, **headers), self._start)
        self.body = b"".join(body)
        if hasattr(body, "close"):
            body.close()

    def _start(self, status, headers, exc_info=None):
        self.status, self.headers = status, {name.lower(): value for name, value in headers}
