"""A mail server for tests: real sockets, the words of RFC 5321, and the ways it can fail.

Each stage answers with a line, or does what its name says: "hang" says nothing, "drop" closes
the connection.
"""

import contextlib
import re
import socket
import threading
from email import message_from_bytes, policy


class SmtpServer:
    def __init__(self):
        self.forget()
        self._free = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def forget(self):
        """All as if it just began; whoever is connected stays."""
        self.answers = {
            "greeting": "220 mail.test",
            "EHLO": "250 mail.test",
            "AUTH": "235 welkom",
            "MAIL": "250 goed",
            "RCPT": "250 goed",
            "DATA": "354 ga je gang",
            "end": "250 aangenomen",
        }
        self.silence = 30  # seconds of "hang"
        self.received: list[bytes] = []  # complete messages the server took
        self.unanswered: list[bytes] = []  # complete messages after which it fell silent
        self.recipients: list[str] = []
        self.connections = 0

    def close(self):
        self._free.set()
        self._socket.close()

    @property
    def mails(self):
        return [message_from_bytes(raw, policy=policy.default) for raw in self.received]

    def _listen(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.connections += 1
                threading.Thread(target=self._talk, args=[connection], daemon=True).start()

    def _talk(self, connection):
        with contextlib.suppress(OSError, ConnectionError), connection:
            lines = connection.makefile("rb")
            if not self._say(connection, "greeting"):
                return
            while line := lines.readline():
                verb = line.split(b" ")[0].strip().upper().decode()
                if verb == "QUIT":
                    connection.sendall(b"221 dag\r\n")
                    return
                if verb == "RSET":
                    connection.sendall(b"250 goed\r\n")
                elif not self._command(connection, lines, verb, line):
                    return

    def _command(self, connection, lines, verb, line) -> bool:
        if verb == "RCPT":
            self.recipients.append(re.search(rb"<(.*?)>", line)[1].decode())
        if not self._say(connection, verb):
            return False
        if verb == "DATA" and self.answers["DATA"].startswith("354"):
            message = self._body(lines)
            if message is None:
                return False
            return self._take(connection, message)
        return True

    def _body(self, lines):
        found = []
        while (line := lines.readline()) != b".\r\n":
            if not line:
                return None
            found.append(line[1:] if line.startswith(b".") else line)
        return b"".join(found)

    def _take(self, connection, message) -> bool:
        answer = self.answers["end"]
        if answer.startswith("250"):
            self.received.append(message)
        elif answer in {"hang", "drop"}:
            self.unanswered.append(message)
        return self._say(connection, "end")

    def _say(self, connection, stage) -> bool:
        answer = self.answers[stage]
        if answer == "hang":
            self._free.wait(self.silence)
            return False
        if answer == "drop":
            connection.shutdown(socket.SHUT_RDWR)
            return False
        connection.sendall(answer.encode() + b"\r\n")
        return True


@contextlib.contextmanager
def instead_of_ours(settings, monkeypatch):
    """Such a server in the place of the mail server of the settings, answered at once."""
    server = SmtpServer()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 0.5
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    monkeypatch.setattr("brand.mail.smtp.PATIENCE_AT_THE_END", 0.5)
    try:
        yield server
    finally:
        server.close()
