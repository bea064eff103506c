"""The reveal as one file: style, script and every picture inside, the pictures sealed by a phrase.

The file holds the whole result. Whoever has it and the phrase can read all of it before the ceremony; whoever has the file
alone reads nothing (AES-256-GCM; the key is made from the phrase by PBKDF2 with SHA-256).
"""

import json
import os
from base64 import b64encode
from collections.abc import Sequence
from hashlib import pbkdf2_hmac
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string

from jiangong.results.boards.selectors import Called, Picture
from jiangong.web.boards.reveals import picture_context

ROUNDS = 600_000
SALT, NONCE = 16, 12


def offline_file(request: HttpRequest, reveal: Any, steps: Sequence[Called], *, phrase: str) -> str:
    """The file. Pictures are the same as on the live screen, from nothing called to everything called."""
    total = len(steps)
    pictures = [Picture(reveal, at, total, total, tuple(reversed(steps[:at]))) for at in range(total + 1)]
    drawn = [
        render_to_string("boards/picture.html", picture_context(one) | {"is_live": False}, request) for one in pictures
    ]
    context = picture_context(pictures[0]) | {
        "sealed": sealed(json.dumps(drawn, ensure_ascii=False).encode(), phrase),
        "style": inlined("boards.css"),
        "script": inlined("offline.js"),
    }
    return render_to_string("boards/offline.html", context, request)


def sealed(plain: bytes, phrase: str) -> dict[str, Any]:
    """What a browser needs to open the pictures again, beside the phrase."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    key = pbkdf2_hmac("sha256", phrase.encode(), salt, ROUNDS)
    parts = {"salt": salt, "nonce": nonce, "body": AESGCM(key).encrypt(nonce, plain, b"jiangong reveal")}
    return {"rounds": ROUNDS} | {name: b64encode(part).decode() for name, part in parts.items()}


def inlined(name: str) -> str:
    """A static file of ours as text."""
    path = finders.find(name)
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as stream:
        return stream.read()
