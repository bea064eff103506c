"""Signing in at an identity server: a stand-in on loopback, a real site, and the way there and back."""

import json
import re
import signal
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.cli.test_site import INIT, Site, answered, free_port
from tests.prepared import put_into


class IdentityServer(BaseHTTPRequestHandler):
    """Vouches for whoever stands in `who`; None: the person calls it off."""

    who: str | None = "zhang"
    seen: list[str] = []

    def do_GET(self):  # noqa: N802 - the library's own name
        where = urllib.parse.urlsplit(self.path)
        asked = dict(urllib.parse.parse_qsl(where.query))
        self.seen.append(where.path)
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        if where.path.startswith("/.well-known/"):
            names = ("authorization", "token", "userinfo")
            self.told({"issuer": here, "jwks_uri": f"{here}/keys", **{f"{n}_endpoint": f"{here}/{n}" for n in names}})
        elif where.path == "/authorization":
            assert asked["code_challenge_method"] == "S256"
            answer = {"state": asked["state"], **({"code": "c"} if self.who else {"error": "access_denied"})}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urllib.parse.urlencode(answer)}")
            self.end_headers()
        else:
            self.told({"sub": "1", "preferred_username": self.who})

    def do_POST(self):  # noqa: N802
        sent = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        assert sent["code"] == "c" and sent["code_verifier"]
        self.told({"access_token": "t", "token_type": "Bearer"})

    def told(self, body):
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *words):
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A site that is served with an identity server beside it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), IdentityServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = Site(
        tmp_path_factory.mktemp("identity"), JIANGONG_OIDC_SERVER=f"http://127.0.0.1:{server.server_address[1]}",
        JIANGONG_OIDC_CLIENT="jiangong", JIANGONG_OIDC_SECRET="s", JIANGONG_OIDC_TITLE="演示认证",
        NO_PROXY="127.0.0.1",
    )  # fmt: skip
    put_into(site.home)
    made = site.run(*INIT)
    assert made.returncode == 0, made.stderr
    port = free_port()
    running = subprocess.Popen(site.program("serve", "--port", port), cwd=site.folder, env=site.environment)
    try:
        assert answered(port) == 200
        yield f"http://127.0.0.1:{port}"
    finally:
        running.send_signal(signal.SIGINT)  # killed at once it would leave its workers behind
        running.wait(timeout=300)
        server.shutdown()


def walked(address, who):
    """Where somebody ends who presses the button on the sign-in page, and what stands there."""
    IdentityServer.who = who
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar))
    opener.addheaders = [("Accept-Language", "zh-CN")]
    page = opener.open(f"{address}/account/sign-in/?next=/desk/competitions/").read().decode()
    assert "用演示认证登录" in page
    link = re.search(r'href="(/account/identity/[^"]+)"', page)
    answer = opener.open(address + link.group(1).replace("&amp;", "&"))
    return answer.geturl().removeprefix(address), answer.read().decode()


def test_whom_the_identity_server_vouches_for_is_signed_in_and_goes_where_they_wanted(address):
    where, page = walked(address, "zhang")

    assert where.startswith("/desk/competitions/"), page[:2000]
    assert "/userinfo" in IdentityServer.seen


def test_somebody_without_an_account_is_told_so_and_gets_none(address):
    where, page = walked(address, "nobody-here")

    assert where.startswith("/account/sign-in/")
    assert "本站没有对应的账号" in page


def test_whoever_calls_it_off_is_back_at_the_password(address):
    where, page = walked(address, None)

    assert where.startswith("/account/sign-in/")
    assert "没有登录成功" in page
