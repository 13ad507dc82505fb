"""One way to draw pages: with autoescape, and with nothing left out that a template asks for.

Source text is only ever a value, never a template.
"""

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from newsroom_agents.publish.drawing import safe_url


def drawing_with(*packages: str) -> Environment:
    """Return what draws the templates of these packages; of two with one name the first counts."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates") for package in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["safe_url"] = safe_url
    return environment
