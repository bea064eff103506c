"""The federation's public keys, and how to check a signature by them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangong.results.signing import selectors as signing
from jiangong.web.lookups import or_404


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Every key that was announced, the one in use first."""
    return render(request, "boards/keys.html", {"keys": signing.published_keys()})


@require_safe
def key_file(request: HttpRequest, number: int) -> HttpResponse:
    """A public key as a PEM file."""
    key = or_404(signing.the_published_key, number)
    response = HttpResponse(key.pem, content_type="application/x-pem-file")
    response["Content-Disposition"] = f'attachment; filename="{key.name}-{key.algorithm}.pem"'
    return response
