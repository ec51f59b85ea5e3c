"""A newsletter service for tests: HTTP over loopback, the contract of marketing API 3.0.

It keeps one list of members by the rules of the real one (a PUT without status leaves an
opt-out alone, a forgotten address never returns, DELETE archives), and each next answer can be
scripted to go wrong as the real one does: problem+json, empty bodies, HTML, silence, a
connection that breaks.
"""

import contextlib
import hashlib
import io
import json
import re
import socket
import tarfile
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

LIST = "abc123"
KEY = "0123456789abcdef0123456789abcdef-us21"
HANG, DROP, HALF = "hang", "drop", "half"


def problem(status, title, detail="", **more):
    """As the real one writes it, instance and all."""
    body = {
        "type": "https://mailchimp.com/developer/marketing/docs/errors/",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": "9a6f8a51-1b05-4a3a-8d10-0f4c6c9d3f11",
    } | more
    return status, "application/problem+json; charset=utf-8", json.dumps(body)


class MailchimpServer:
    def __init__(self):
        self.members: dict[str, dict] = {}
        self.forgotten: set[str] = set()
        self.activity: dict[str, list] = {}
        self.campaigns: dict[str, dict] = {}
        self.scripted: list = []
        self.fault = None  # called with the number of each request; gives a scripted answer
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()
        self.requests: list[tuple[str, str, object]] = []
        self.headers: list = []
        self.facts = {
            "id": LIST,
            "name": "Nieuwsbrief",
            "marketing_permissions": False,
            "double_optin": False,
            "campaign_defaults": {"from_name": "Meewerkers", "from_email": "nieuws@merk.be"},
        }
        self.fields = {"FNAME", "LNAME", "BEDRIJF", "PROVINCIE"}
        self.permissions: list[dict] = []
        self.webhooks: dict[str, dict] = {}
        self.segments: dict[int, dict] = {}
        self.objections: list[str] = []  # of the checklist, to each campaign
        self.domains = [{"domain": "merk.be", "verified": True, "authenticated": True}]
        self.batches: dict[str, dict] = {}
        self.operations: list[tuple[str, str, object]] = []  # what was asked in batches
        self.unanswered: set[str] = set()  # their names: done, but the answer is left out
        self.packed = None  # what the file of answers is instead
        self.free = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("H", (_Handler,), {"store": self}))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/3.0"
        threading.Thread(target=self._http.serve_forever, args=[0.01], daemon=True).start()

    def close(self):
        self.free.set()
        self._http.shutdown()
        self._http.server_close()

    def next(self, *answers):
        """The next answers, in order; afterwards the contract again. None: as it should be."""
        self.scripted.extend(answers)

    @contextlib.contextmanager
    def busy(self):
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            yield
        finally:
            with self._lock:
                self.at_once -= 1

    def calls(self):
        return [(method, path) for method, path, _ in self.requests]

    def holds(self, email, status, *tags):
        digest = hashlib.md5(email.encode()).hexdigest()
        self.members[digest] = {
            "id": digest,
            "email_address": email,
            "status": status,
            "merge_fields": {},
            "tags": [{"id": number, "name": name} for number, name in enumerate(tags)],
        }
        return self.touch(self.members[digest])

    def touch(self, member, at=None):
        """Anything about this member changed, now or then."""
        at = at or datetime.now(UTC)
        member["last_changed"] = at.astimezone(UTC).isoformat(timespec="seconds")
        return member

    def keeps_campaign(self, status, title, html):
        key = f"c{len(self.campaigns)}"
        words = {"title": title, "subject_line": title, "preview_text": ""}
        self.campaigns[key] = {
            "id": key,
            "type": "regular",
            "status": status,
            "settings": words,
            "html": html,
        }
        return self.campaigns[key]

    # The contract ----------------------------------------------------------------------------

    def answer(self, method, path, body):
        if (method, path) == ("GET", "/3.0/ping"):
            return _json({"health_status": "Everything's Chimpy!"})
        if (method, path) == ("GET", "/3.0/verified-domains"):
            return _json({"domains": self.domains, "total_items": len(self.domains)})
        if path.startswith("/3.0/reports/"):
            return self.report(path.removeprefix("/3.0/reports/"))
        if path.startswith("/3.0/batches"):
            return self.batch(method, urlsplit(path), body)
        if path.startswith("/answers/"):
            return self.answers(path.removeprefix("/answers/"))
        if path.startswith("/3.0/campaigns"):
            return self.campaign(method, urlsplit(path), body)
        if not re.match(rf"^/3\.0/lists/{LIST}(/|$|\?)", path):
            return problem(404, "Resource Not Found", "The requested resource could not be found.")
        rest = path.split("?")[0].removeprefix(f"/3.0/lists/{LIST}").strip("/").split("/")
        if method == "GET" and len(rest) == 1 and rest[0] not in {"webhooks", "segments"}:
            return self.about_the_list(rest[0], parse_qs(urlsplit(path).query))
        if rest[0] == "segments":
            return self.segment(method, rest[1:], body)
        if rest[0] == "webhooks":
            return self.webhook(method, rest[1:], body)
        digest, action = rest[1], "/".join(rest[2:])
        if (method, action) == ("PUT", ""):
            return self.put(digest, body)
        member = self.members.get(digest)
        if member is None:
            return problem(404, "Resource Not Found", "The requested resource could not be found.")
        return self.act(method, action, member, body)

    STEPS = ("pending", "preprocessing", "started", "finalizing", "finished")

    def batch(self, method, address, body):
        """Asked twice it is two. It goes a step further each time that it is looked at."""
        key = address.path.removeprefix("/3.0/batches").strip("/")
        if (method, key) == ("POST", ""):
            return self.new_batch(body["operations"])
        if (method, key) == ("GET", ""):
            asked = parse_qs(address.query)
            first, count = int(asked.get("offset", ["0"])[0]), int(asked["count"][0])
            rows = [self.told(one) for one in self.batches.values()]
            return _json({"batches": rows[first : first + count], "total_items": len(rows)})
        found = self.batches.get(key)
        if found is None:
            return problem(404, "Resource Not Found", "The requested resource could not be found.")
        if method == "DELETE":
            del self.batches[key]
            return 204, None, ""
        step = min(self.STEPS.index(found["status"]) + 1, len(self.STEPS) - 1)
        if self.STEPS[step] == "started" and found["status"] != "started":
            self.work_off(found)
        found["status"] = self.STEPS[step]
        return _json(self.told(found))

    def new_batch(self, operations):
        assert 0 < len(operations) <= 1000
        for one in operations:
            assert one["method"] in {"GET", "POST", "PUT", "PATCH", "DELETE"}
            assert one["path"].startswith("/lists/")
            assert isinstance(one.get("body", ""), str)
        key = f"b{len(self.requests)}"
        self.batches[key] = {
            "id": key,
            "status": "pending",
            "submitted_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "operations": operations,
            "answers": [],
        }
        return _json(self.told(self.batches[key]))

    def told(self, batch):
        """What it counts only once it began; where the answers are, once it is finished."""
        began = batch["status"] in self.STEPS[2:]
        wrong = sum(one["status_code"] >= 400 for one in batch["answers"])
        is_finished = batch["status"] == "finished"
        url = self.url.removesuffix("/3.0") + f"/answers/{batch['id']}.tar.gz"
        return {
            "id": batch["id"],
            "status": batch["status"],
            "total_operations": len(batch["operations"]) if began else 0,
            "finished_operations": len(batch["answers"]),
            "errored_operations": wrong,
            "submitted_at": batch["submitted_at"],
            "completed_at": "",
            "response_body_url": url if is_finished else "",
        }

    def work_off(self, batch):
        """One after the other, each with its own answer, in no order that was promised."""
        for one in sorted(batch["operations"], key=lambda one: one["operation_id"]):
            body = json.loads(one["body"]) if one.get("body") else None
            query = "&".join(f"{name}={value}" for name, value in one.get("params", {}).items())
            path = f"/3.0{one['path']}" + (f"?{query}" if query else "")
            self.operations.append((one["method"], path, body))
            fault = self.fault and self.fault(len(self.requests) + len(self.operations))
            if isinstance(fault, tuple):
                status, _, text = fault
            else:
                status, _, text = self.answer(one["method"], path, body)
            if not isinstance(fault, str) and one["operation_id"] not in self.unanswered:
                name = {"operation_id": one["operation_id"]}
                batch["answers"].append(name | {"status_code": status, "response": text})

    def answers(self, name):
        """Packed, in two files beside a folder; without a key, and only once it is finished."""
        found = self.batches.get(name.removesuffix(".tar.gz"))
        if found is None or found["status"] != "finished":
            return 403, "application/xml", "<Error>AccessDenied</Error>"
        if self.packed is not None:
            return 200, "binary/octet-stream", self.packed
        half = len(found["answers"]) // 2
        parts = [found["answers"][:half], found["answers"][half:]]
        return 200, "binary/octet-stream", pack(*(json.dumps(part) for part in parts))

    def about_the_list(self, what, asked):
        if what == "":
            count = sum(one["status"] == "subscribed" for one in self.members.values())
            return _json(self.facts | {"stats": {"member_count": count}})
        if what == "merge-fields":
            rows = [{"tag": tag, "type": "text"} for tag in sorted(self.fields)]
            return _json({"merge_fields": rows, "total_items": len(rows)})
        if what == "members":
            return self.page_of_members(asked)
        return problem(404, "Resource Not Found", "The requested resource could not be found.")

    def segment(self, method, rest, body):
        """Of addresses that are given; who is not on the list falls away. Given anew, all anew."""
        if (method, rest) == ("GET", []):
            rows = [{"id": key, "name": one["name"]} for key, one in self.segments.items()]
            return _json({"segments": rows, "total_items": len(rows)})
        key = len(self.segments) + 1 if method == "POST" else int(rest[0])
        if method not in {"POST", "PATCH"} or (method == "PATCH" and key not in self.segments):
            return problem(404, "Resource Not Found", "The requested resource could not be found.")
        known = {one["email_address"] for one in self.members.values()}
        emails = [email for email in body["static_segment"] if email in known]
        self.segments[key] = {"name": body["name"], "emails": emails}
        return _json({"id": key, "name": body["name"], "member_count": len(emails)})

    def webhook(self, method, rest, body):
        """The same address twice is two webhooks, and each change comes twice."""
        if (method, rest) == ("GET", []):
            rows = list(self.webhooks.values())
            return _json({"webhooks": rows, "total_items": len(rows)})
        if (method, rest) == ("POST", []):
            key = f"w{len(self.webhooks)}"
            self.webhooks[key] = {"id": key, "list_id": LIST} | body
            return _json(self.webhooks[key])
        if method == "DELETE" and self.webhooks.pop(rest[0], None):
            return 204, None, ""
        return problem(404, "Resource Not Found", "The requested resource could not be found.")

    def page_of_members(self, asked):
        """Without a status everybody but the archived, who are given when asked for by name."""
        status = asked.get("status", [""])[0]
        rows = [
            one | {"marketing_permissions": self.permissions}
            for one in self.members.values()
            if (one["status"] == status if status else one["status"] != "archived")
        ]
        if since := asked.get("since_last_changed", [""])[0]:
            from_then = datetime.fromisoformat(since)
            rows = [r for r in rows if datetime.fromisoformat(r["last_changed"]) >= from_then]
        if asked.get("sort_field") == ["last_changed"]:
            rows.sort(key=lambda r: r["last_changed"], reverse=asked["sort_dir"] == ["DESC"])
        offset, count = int(asked.get("offset", ["0"])[0]), int(asked.get("count", ["10"])[0])
        assert count <= 1000
        return _json({"members": rows[offset : offset + count], "total_items": len(rows)})

    def campaign(self, method, address, body):
        """Only the sent ones may not be changed; a planned one must be taken off first."""
        parts = address.path.removeprefix("/3.0/campaigns").strip("/").split("/")
        if (method, parts) == ("GET", [""]):
            return self.listed(parse_qs(address.query))
        if (method, parts) == ("POST", [""]):
            return self.create(body)
        found = self.campaigns.get(parts[0])
        if found is None:
            return problem(404, "Resource Not Found", "The requested resource could not be found.")
        if (method, parts[1:]) == ("GET", ["content"]):
            return _json({"html": found["html"], "plain_text": ""})
        if (method, parts[1:]) == ("GET", []):
            return _json({name: found[name] for name in found if name != "html"})
        if (method, parts[1:]) == ("GET", ["send-checklist"]):
            return self.checklist(found)
        if (method, parts[1:]) == ("POST", ["actions", "send"]):
            return self.send(found)
        if (method, parts[1:]) == ("POST", ["actions", "unschedule"]):
            found["status"] = "save"
            return 204, None, ""
        if (method, parts[1:]) == ("DELETE", []):
            del self.campaigns[found["id"]]
            return 204, None, ""
        if found["status"] in {"sent", "schedule"}:
            return problem(400, "Bad Request", "This campaign cannot be edited.")
        if (method, parts[1:]) == ("PUT", ["content"]):
            found["html"], found["plain_text"] = body["html"], body.get("plain_text", "")
            return _json({"html": found["html"]})
        if (method, parts[1:]) == ("PATCH", []):
            found["settings"].update(body["settings"])
            found["recipients"] = body.get("recipients", found.get("recipients"))
            return _json(found)
        return problem(405, "Method Not Allowed")

    def create(self, body):
        """Not safe to repeat: asked twice there are two."""
        made = self.keeps_campaign("save", "", "")
        made["settings"] = body["settings"]
        made |= {"recipients": body["recipients"], "tracking": body["tracking"]}
        return _json(made)

    def checklist(self, found):
        wrong = [*self.objections, *([] if found["html"] else ["Er is geen inhoud."])]
        items = [{"type": "error", "heading": said, "details": ""} for said in wrong]
        items.append({"type": "success", "heading": "Onderwerp", "details": ""})
        return _json({"is_ready": not wrong, "items": items})

    def send(self, found):
        if found["status"] != "save":
            return problem(400, "Bad Request", "Campaign has already been sent.")
        segment = self.segments[found["recipients"]["segment_opts"]["saved_segment_id"]]
        by_email = {one["email_address"]: one for one in self.members.values()}
        on = [one for one in segment["emails"] if by_email[one]["status"] == "subscribed"]
        found["status"], found["sent_to"] = "sent", on
        return 204, None, ""

    def report(self, key):
        found = self.campaigns.get(key)
        if found is None or found["status"] != "sent":
            return problem(404, "Resource Not Found", "The requested resource could not be found.")
        told = {"emails_sent": len(found["sent_to"]), "unsubscribed": 1, "abuse_reports": 0}
        bounces = {"hard_bounces": 1, "soft_bounces": 2, "syntax_errors": 0}
        return _json({"id": key, "bounces": bounces, **told})

    def listed(self, asked):
        count, offset = int(asked["count"][0]), int(asked.get("offset", ["0"])[0])
        assert asked["list_id"] == [LIST]
        status = asked.get("status", [""])[0]
        rows = [one for one in self.campaigns.values() if status in {"", one["status"]}]
        if asked.get("sort_dir") == ["DESC"]:  # by when they were made
            rows.reverse()
        page = rows[offset : offset + count]
        shown = [{name: one[name] for name in one if name != "html"} for one in page]
        return _json({"campaigns": shown, "total_items": len(rows)})

    def put(self, digest, body):
        if digest in self.forgotten:
            detail = f"{body['email_address']} was permanently deleted and cannot be re-imported."
            return problem(400, "Forgotten Email Not Subscribed", detail)
        member = self.members.get(digest)
        if member is None:
            member = self.holds(body["email_address"], body["status_if_new"])
        elif body.get("status"):
            member["status"] = body["status"]
        self.touch(member)
        member["merge_fields"].update(body.get("merge_fields", {}))
        return _json(member)

    def act(self, method, action, member, body):
        if (method, action) == ("GET", ""):
            return _json(member)
        if (method, action) == ("PATCH", ""):
            self.touch(member).update(body)
            return _json(member)
        if (method, action) == ("GET", "activity"):
            return _json({"activity": self.activity.get(member["id"], [])})
        if (method, action) == ("POST", "tags"):
            return self.tag(member, body)
        if (method, action) == ("DELETE", ""):
            if member["status"] in {"archived", "pending", "cleaned"}:
                return problem(405, "Method Not Allowed", "This list member cannot be removed.")
            self.touch(member)["status"] = "archived"
            return 204, None, ""
        if (method, action) == ("POST", "actions/delete-permanent"):
            self.forgotten.add(member["id"])
            del self.members[member["id"]]
            return 204, None, ""
        return problem(405, "Method Not Allowed")

    def tag(self, member, body):
        held = {tag["name"] for tag in member["tags"]}
        for change in body["tags"]:
            (held.add if change["status"] == "active" else held.discard)(change["name"])
        member["tags"] = [{"id": n, "name": name} for n, name in enumerate(sorted(held))]
        return 204, None, ""


def pack(*files, **odd):
    """A tar.gz of files with these words; `odd` is put on the first member that is a file."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as archive:
        folder = tarfile.TarInfo("./")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for number, words in enumerate(files):
            member = tarfile.TarInfo(f"./{number}.json")
            member.size = len(words.encode())
            for name, value in odd.items() if not number else ():
                setattr(member, name, value)
            archive.addfile(member, io.BytesIO(words.encode()))
    return raw.getvalue()


def _json(body):
    return 200, "application/json; charset=utf-8", json.dumps(body)


class _Handler(BaseHTTPRequestHandler):
    store: MailchimpServer

    def log_message(self, *_):
        pass

    def serve(self):
        with self.store.busy():
            self.take()

    def take(self):
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        body = json.loads(raw) if raw and raw != b"null" else None
        self.store.requests.append((self.command, self.path, body))
        self.store.headers.append(self.headers)
        scripted = self.store.scripted.pop(0) if self.store.scripted else None
        if scripted is None and self.store.fault:
            scripted = self.store.fault(len(self.store.requests))
        if scripted in (HANG, DROP, HALF):
            return self.misbehave(scripted)
        status, kind, text = scripted or self.store.answer(self.command, self.path, body)
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        raw = text if isinstance(text, bytes) else text.encode()
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def misbehave(self, how):
        self.close_connection = True
        if how == HANG:
            self.store.free.wait(30)
            return
        if how == HALF:
            self.wfile.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
                b'{"status": "subscr'
            )
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = serve
