"""The mailbox of a real IMAP server: what `tests/support/imap_server.py` says, Dovecot does."""

import os
import shutil
import socket
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from brand.mail import mailbox, received
from tests.support import machine

# Signs that a careless client would not quote.
PASSWORD, IN_URL = 'ge"he\\im', "ge%22he%5Cim"
CONFIG = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
listen = 127.0.0.1
mail_location = maildir:{folder}/mail
first_valid_uid = 1
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/people
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail
}}
namespace inbox {{
  inbox = yes
}}
"""


def wait_for(port: int) -> None:
    until = timezone.now() + timedelta(seconds=20)
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if timezone.now() > until:
                raise
        else:
            return


@pytest.fixture
def dovecot(settings):
    """Dovecot on a free port of this machine, and the folder in which mail is delivered."""
    if "dovecot-imapd" in machine.absent():
        pytest.skip(machine.NEEDS["dovecot-imapd"][1])
    if os.geteuid():
        pytest.skip("Dovecot gives each mailbox its own account, which only root may.")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="imap", dir="/tmp"))
    try:
        folder.chmod(0o755)
        (folder / "run").mkdir()
        for part in ("new", "cur", "tmp"):
            (folder / "mail" / part).mkdir(parents=True)
        shutil.chown(folder / "mail", "nobody", "nogroup")
        for part in ("new", "cur", "tmp"):
            shutil.chown(folder / "mail" / part, "nobody", "nogroup")
        (folder / "people").write_text(f"antwoord@x.example:{{PLAIN}}{PASSWORD}\n")
        (folder / "dovecot.conf").write_text(CONFIG.format(folder=folder, port=port))
        command = [machine.dovecot(), "-F", "-c", str(folder / "dovecot.conf")]
        process = subprocess.Popen(command)
        try:
            wait_for(port)
            settings.MAILBOX_URL = f"imap://antwoord%40x.example:{IN_URL}@127.0.0.1:{port}"
            yield folder / "mail" / "new"
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def deliver(folder, number: int, body: bytes) -> None:
    path = folder / f"{number}.mail"
    path.write_bytes(b"From: bo@x.example\r\nSubject: Antwoord\r\n\r\n" + body)
    shutil.chown(path, "nobody", "nogroup")


def test_what_it_holds_is_read_moved_and_forgotten(dovecot):
    deliver(dovecot, 1, b"Dag\r\n")
    deliver(dovecot, 2, b"Lang\r\n" * 3_000_000)
    with mailbox.Box(mailbox.account()) as box:
        found = list(box.waiting(10))
        mails = [received.read(one.raw, one.size) for one in found]
        assert [mail.is_cut for mail in mails] == [False, True]
        assert (mails[0].text, len(found[1].raw)) == ("Dag", mailbox.MOST_READ)
        assert found[1].size > 18_000_000
        box.move(found[0].uid, mailbox.DEALT_WITH)
        box.move(found[1].uid, mailbox.NOT_KNOWN)
        assert list(box.waiting(10)) == []
        tomorrow = timezone.localdate() + timedelta(days=2)
        assert box.forget(mailbox.NOT_KNOWN, timezone.localdate() - timedelta(days=30)) == 0
        assert [box.forget(name, tomorrow) for name in ("Verwerkt", "Niet herkend")] == [1, 1]
        assert box.forget("Bestaat niet", tomorrow) == 0


def test_a_wrong_password_is_said(dovecot, settings):
    settings.MAILBOX_URL = settings.MAILBOX_URL.replace(IN_URL, "fout")
    with pytest.raises(mailbox.Down, match="aanvaardt onze naam"):
        mailbox.Box(mailbox.account()).__enter__()
