"""The server: many slow visitors at once, one proxy to trust, a port that is taken."""

import socket

import pytest
from django.core.management import CommandError, call_command

from brand.http import limits
from brand.management.commands import serve

pytestmark = pytest.mark.django_db  # the site looks at its rows before it listens


@pytest.fixture
def made():
    servers = []

    def make():
        servers.append(serve.create_server("127.0.0.1", 0))
        return servers[-1].adj

    yield make
    for server in servers:
        server.task_dispatcher.shutdown()
        server.close()


def test_a_thousand_visitors_may_stay_connected(made):
    settings = made()
    assert (settings.threads, settings.connection_limit) == (16, 1000)
    assert settings.asyncore_use_poll
    assert settings.max_request_body_size == limits.LARGEST


def test_without_a_proxy_nobody_is_believed_about_the_visitor(made, settings):
    settings.SITE_HOST = "meewerkers.be"
    found = made()
    assert found.trusted_proxy is None
    assert found.clear_untrusted_proxy_headers
    settings.SITE_HOST = "localhost"  # the demo's door looks at them
    assert not made().clear_untrusted_proxy_headers


def test_only_the_proxy_is_believed_and_not_about_the_host(made, settings):
    settings.TRUSTED_PROXY = "10.0.0.7"
    found = made()
    assert found.trusted_proxy == "10.0.0.7"
    assert found.trusted_proxy_headers == {"x-forwarded-for", "x-forwarded-proto"}


def test_a_port_that_is_taken_is_said_plainly():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Op 127.0.0.1:{port} kan niet geluisterd"):
            call_command("serve", "--port", str(port), "--no-worker")
