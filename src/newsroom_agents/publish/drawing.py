"""How templates become text: one environment, with autoescape and our own filters.

Source text is only ever a value, never a template.
"""

from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from newsroom_agents.publish.addresses import place_path, topic_path

SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
_RULES = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'"
SECURITY_POLICY = Markup(f"{_RULES}; form-action 'none'")  # noqa: S704 -- our own words
SEARCH_POLICY = Markup(f"{_RULES}; connect-src 'self'; form-action 'self'")  # noqa: S704


def render(template: str, **values: object) -> str:
    """Return what a template of this package makes of these values."""
    return _environment().get_template(template).render(values)


def safe_url(address: str) -> str:
    """Return the address when a reader may follow it, else an empty string."""
    stripped = address.strip()
    if any(ord(character) < ord(" ") for character in stripped):
        return ""
    try:
        parts = urlsplit(stripped)
    except ValueError:
        return ""
    if parts.scheme.lower() not in SAFE_SCHEMES:
        return ""
    return stripped


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("newsroom_agents.publish", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["safe_url"] = safe_url
    environment.filters["place_path"] = place_path
    environment.filters["topic_path"] = topic_path
    return environment
