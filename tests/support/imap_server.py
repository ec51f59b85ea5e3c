"""A mailbox for tests: real sockets, the words of RFC 3501 that ours uses, and ways to fail.

Each stage answers as it should, or does what its name says: "hang" says nothing, "drop" closes the
connection, "no" refuses.
"""

import base64
import contextlib
import re
import socket
import threading


class ImapServer:
    def __init__(self, *, capabilities: str = "IMAP4rev1 AUTH=PLAIN", moves: bool = True):
        self.folders: dict[str, dict[int, bytes]] = {"INBOX": {}}
        self.capabilities = capabilities  # before somebody signed in
        self.moves = moves
        self.password = "geheim"
        self.fails: dict[str, str] = {}  # a command, or "greeting": what it does
        self.commands: list[str] = []
        self.signed_in = False
        self.silence = threading.Event()
        self._deleted: set[tuple[str, int]] = set()
        self._next = 1
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self):
        self.silence.set()
        self._socket.close()

    def deliver(self, raw: bytes) -> None:
        with self._lock:
            self.folders["INBOX"][self._next] = raw
            self._next += 1

    def count(self) -> dict[str, int]:
        return {name: len(mails) for name, mails in self.folders.items() if mails}

    def _listen(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._talk, args=[connection], daemon=True).start()

    def _talk(self, connection):
        with contextlib.suppress(OSError), connection:
            lines = connection.makefile("rb")
            if self._failed(connection, "greeting", b"*"):
                return
            connection.sendall(b"* OK dag\r\n")
            folder = ""
            while line := lines.readline():
                tag, _, rest = line.strip().partition(b" ")
                words = rest.decode()
                name = re.match(r"(UID )?(\w+)", words)[2].upper()
                self.commands.append(words)
                if how := self._failed(connection, name, tag):
                    if how == "no":
                        continue
                    return
                if name == "LOGOUT":
                    connection.sendall(b"* BYE\r\n" + tag + b" OK\r\n")
                    return
                folder = self._answer(connection, lines, tag, name, words, folder)

    def _failed(self, connection, stage, tag) -> str:
        """How it fails at this stage, "" where it does not; asked once, for a test may end it."""
        how = self.fails.get(stage, "")
        if how == "hang":
            self.silence.wait(30)
        elif how == "drop":
            connection.shutdown(socket.SHUT_RDWR)
        elif how == "no":
            connection.sendall(tag + b" NO kan niet\r\n")
        return how

    def _signed_in(self, password: str) -> bytes:
        self.signed_in = password == self.password
        return b"OK klaar" if self.signed_in else b"NO wachtwoord"

    def _answer(self, connection, lines, tag, name, words, folder) -> str:
        say, found = connection.sendall, []
        quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', words)
        status = b"OK klaar"
        if name == "CAPABILITY":
            more = " MOVE UIDPLUS" if self.moves and self.signed_in else ""
            found = [f"CAPABILITY {self.capabilities}{more}".encode()]
        elif name == "AUTHENTICATE":
            say(b"+ \r\n")
            said = base64.b64decode(lines.readline()).decode().split("\0")
            status = self._signed_in(said[2])
        elif name == "LOGIN":
            status = self._signed_in(quoted[1])
        elif name == "SELECT":
            if quoted[0] in self.folders:
                folder = quoted[0]
                found = [f"{len(self.folders[folder])} EXISTS".encode()]
            else:
                status = b"NO geen map"
        elif name == "CREATE":
            status = b"NO staat er al" if quoted[0] in self.folders else status
            self.folders.setdefault(quoted[0], {})
        elif name == "SEARCH":
            there = [uid for uid in self.folders[folder] if (folder, uid) not in self._deleted]
            found = [f"SEARCH {' '.join(map(str, there))}".strip().encode()]
        elif name == "FETCH":
            uid = int(words.split()[2])
            most = int(re.search(r"<0\.(\d+)>", words)[1])
            if raw := self.folders[folder].get(uid):
                part = raw[:most]
                head = f"1 FETCH (UID {uid} RFC822.SIZE {len(raw)} BODY[]<0> {{{len(part)}}}\r\n"
                found = [head.encode() + part + b")"]
        elif name in {"MOVE", "COPY"}:
            uid = int(words.split()[2])
            with self._lock:
                raw = self.folders[folder].get(uid)
                if quoted[0] not in self.folders:
                    status = b"NO [TRYCREATE] geen map"
                elif raw is not None:
                    self.folders[quoted[0]][self._next] = raw
                    self._next += 1
                    if name == "MOVE":
                        self.folders[folder].pop(uid, None)
        elif name == "STORE":
            self._deleted.add((folder, int(words.split()[2])))
        elif name == "EXPUNGE":
            for where, uid in self._deleted:
                self.folders[where].pop(uid, None)
        for one in found:
            say(b"* " + one + b"\r\n")
        say(tag + b" " + status + b"\r\n")
        return folder


@contextlib.contextmanager
def instead_of_ours(settings, **how):
    """Such a mailbox in the place of that of the settings, answered at once."""
    server = ImapServer(**how)
    user = "antwoord%40meewerkers.example"
    settings.MAILBOX_URL = f"imap://{user}:{server.password}@127.0.0.1:{server.port}"
    settings.EMAIL_TIMEOUT = 0.5
    try:
        yield server
    finally:
        server.close()
