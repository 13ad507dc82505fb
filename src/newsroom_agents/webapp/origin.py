"""Whether a form was really sent from one of our pages, and from where a request comes.

A form is taken when the browser says that it comes from this site and it carries a token that only
our own page could hold.
"""

import hashlib
import hmac
from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

_IPV6_PREFIX = 64


def form_token(key: str) -> str:
    """Return the token of the forms of a session or visit; it tells nobody the key."""
    return hashlib.sha256(f"form:{key}".encode("utf-8", "surrogatepass")).hexdigest()


def refuse_foreign(request: Request, fields: Mapping[str, str], key: str) -> None:
    """Refuse a form that was not sent from a page of ours in this browser.

    Args:
        request: The request with the form.
        fields: The form's fields; `token` must be that of `key`.
        key: The session id or the visit that the page was made for.
    """
    given = fields.get("token", "").encode("utf-8", "surrogatepass")
    is_ours = bool(key) and hmac.compare_digest(given, form_token(key).encode())
    if not (is_ours and is_same_origin(request)):
        raise HTTPException(HTTPStatus.FORBIDDEN, "Open the page again and send the form from it.")


def is_same_origin(request: Request) -> bool:
    """Whether the browser says that one of our pages sent this; no word at all is a no."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    try:
        origin = urlsplit(request.headers.get("origin", ""))
    except ValueError:
        return False
    return bool(origin.netloc) and origin.netloc == request.headers.get("host", "")


def client_of(request: Request) -> str:
    """Return where a request comes from, as attempts are counted: an address or its network.

    Whatever a proxy says that is no address counts as one place.
    """
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return "an unknown place"
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), _IPV6_PREFIX), strict=False))
    return str(address)
