"""What the crawls share: visitors with posts, what an answer holds, which links are worth following."""

import re
from collections.abc import Iterable, Iterator

from django.test import Client

from jiangong.foundation.archives import unpack_archive
from jiangong.organizations.enums import Role

BACKEND = "django.contrib.auth.backends.ModelBackend"
LINK = re.compile(r'(?:href|action|src)="(/[^"#]*)')
LEFT_OUT = ("/account/sign-out/", "/preferences/", "/static/")
ECHOES = ("/suggestions/new/", "/account/sign-in/")
"""Pages linked from everywhere with the page one comes from in the address: once is enough."""
TURNS = re.compile(r"(?<=[?&])(page|sort|words|unit)=[^&]*")
NUMBERS = re.compile(r"/\d+(?=/|$|\.)")
MOST = 400


def somebody(city: str, *roles: Role) -> Client:
    """A person who holds some roles in a city, signed in. Who holds all of them may see what any one of them may."""
    from jiangong.foundation import clock
    from jiangong.organizations.models import Organization, Post
    from tests.factories import a_user

    name = roles[0].value.replace("_", "-") if len(roles) == 1 else f"{len(roles)}-posts"
    user = a_user(f"crawler-{city}-{name}")
    place = Organization.objects.get(code=city)
    for role in roles:
        Post.objects.create(user=user, organization=place, role=role, starts_on=clock.today())
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def body_of(response) -> str:
    """Everything that an answer holds: pages, files, members of archives, addresses it leads to."""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    if data[:2] == b"PK":
        data = b"\n".join(unpack_archive(data).values())
    return data.decode("utf-8", "replace") + response.headers.get("Location", "")


def shape_of(address: str) -> str:
    """What makes an address another page: on the desk not the numbers in it, nowhere how a table is turned."""
    path, _mark, query = address.partition("?")
    if path.startswith(ECHOES):
        return path
    turned = f"{path}?{TURNS.sub('', query).strip('&')}"
    return NUMBERS.sub("/N", turned) if path.startswith("/desk/") else turned


def followed(
    client: Client, first: Iterable[str], *, within: re.Pattern[str] | None = None
) -> Iterator[tuple[str, str]]:
    """Address and text of everything that is asked first, and of all that links lead to from there, or of those `within`."""
    waiting, seen = list(first), set()
    while waiting:
        address = waiting.pop(0).replace("&amp;", "&")
        shape = shape_of(address)
        if shape in seen or address.startswith(LEFT_OUT):
            continue
        assert len(seen) < MOST, "the crawl has no end: a link is new on every page"
        seen.add(shape)
        text = body_of(client.get(address))
        yield address, text
        waiting += [link for link in LINK.findall(text) if within is None or within.search(link)]
