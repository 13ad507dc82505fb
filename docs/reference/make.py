"""Write the reference pages from the code: commands, settings, prompts' fields, plug-ins, API.

Run it as `python docs/reference/make.py [FOLDER]`; a test compares the pages with what it writes.
"""

import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from typer.core import TyperGroup
from typer.main import get_command

from newsroom_agents import settings
from newsroom_agents.agents import (
    analyst,
    copy_editor,
    fact_checker,
    illustrator,
    monitor,
    packager,
    researcher,
    translator,
    writer,
)
from newsroom_agents.cli.main import app
from newsroom_agents.desk.api.app import PATH, described
from newsroom_agents.evidence.check import Check
from newsroom_agents.gateway.engine import EngineKind
from newsroom_agents.ingest.kind import SourceKind
from newsroom_agents.plugins import Named, discover
from newsroom_agents.publish.target import Target
from newsroom_agents.settings import Settings

ROLES = (
    *(monitor.ROLE, translator.ROLE, researcher.ROLE, analyst.ROLE, writer.ROLE),
    *(fact_checker.ROLE, copy_editor.ROLE, illustrator.ROLE, packager.ROLE),
)
PLUGINS: Mapping[str, tuple[type[Named], str]] = {
    "newsroom_agents.gateway.engines": (EngineKind, "Engines"),
    "newsroom_agents.ingest.kinds": (SourceKind, "Kinds of sources"),
    "newsroom_agents.evidence.checks": (Check, "Evidence checks"),
    "newsroom_agents.publish.targets": (Target, "Publishing targets"),
}
OTHER_NAMES = {"openai_api_key": "OPENAI_API_KEY", "database__url": "NEWSROOM_DATABASE_URL"}
_MADE = "<!-- Written by docs/reference/make.py. Change the code, then run it again. -->"
_OF_TYPER = {"--install-completion", "--show-completion", "--help"}


def commands() -> str:
    """Return the page of the commands, in the order of their help."""
    program = cast("TyperGroup", get_command(app))
    lines = [
        "# Commands",
        _MADE,
        "`newsroom` is `.venv/bin/newsroom`, also `python -m newsroom_agents`. These options may "
        "stand anywhere:",
        *_options(program),
        "Exit codes: 0 done · 1 the answer is no · 2 the call or the house is wrong · 3 done in "
        "part · 4 another run holds the lock · 5 out of budget · 130 interrupted, state saved.",
        *_commands(program, "newsroom"),
    ]
    return "\n\n".join(lines) + "\n"


def settings_page() -> str:
    """Return the page of the settings, table by table."""
    tables = [
        (name, field.annotation)
        for name, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    ]
    lines = [
        "# Settings",
        _MADE,
        f"`{settings.SETTINGS_FILE}` in the house's folder; every field can also come from the "
        "environment, which wins. Lists in a variable are separated by commas. Places come from "
        "`--house` or `NEWSROOM_HOUSE` and `--var` or `NEWSROOM_VAR`. Secrets "
        "belong in the environment.",
        "## Top level",
        _fields(Settings, ""),
    ]
    for name, table in tables:
        lines += [f"## [{name}]", _prose(table), _fields(table, name)]
    return "\n\n".join(lines) + "\n"


def prompts() -> str:
    """Return the page of the fields that a prompt may speak of, role by role."""
    lines = [
        "# What a prompt may speak of",
        _MADE,
        "Each role has `prompts/<role>/system.md` and `user.md`. Beside the fields of its brief, "
        "a template knows `persona` (`name`, `title`, `character`, `voice`, `method`) and "
        "`marker`. Any other name stops the house with exit code 2.",
    ]
    for role in ROLES:
        lines += [
            f"## {role.name.value}",
            f"`{role.takes.__name__}` → `{role.asks.__name__}` → `{role.gives.__name__}`. "
            + _prose(role.takes),
            "\n".join(
                f"- `{name}`: `{_type(field)}`" for name, field in role.takes.model_fields.items()
            ),
        ]
    return "\n\n".join(lines) + "\n"


def plugins_page() -> str:
    """Return the page of the plug-ins, kind by kind, in their modules' own words."""
    lines = [
        "# Plug-ins",
        _MADE,
        "One file with one `PLUGIN` constant adds one; other distributions may offer theirs as "
        "entry points of the group named in each heading.",
    ]
    for package, (kind, what) in PLUGINS.items():
        lines.append(f"## {what}: `{package}`")
        parts = discover(package, kind)
        lines.append("\n".join(f"- `{name}`: {_about(part)}" for name, part in parts.items()))
    return "\n\n".join(lines) + "\n"


def api() -> str:
    """Return the page of the operations that programs have at the desk."""
    document = json.loads(described())
    lines = [
        "# The API of the desk",
        _MADE,
        f"Under `{PATH}`, with a token of the scope that is named; every field stands in "
        f"`{PATH}/openapi.json`. [The introduction](../api.md) says how tokens, rulings and errors "
        "work.",
    ]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            [[scope]] = [one["token"] for one in operation["security"]]
            lines += [
                f"## `{method.upper()} {path}`",
                f"Scope `{scope}`. {_text(operation['description'])}",
            ]
    return "\n\n".join(lines) + "\n"


def pages() -> Mapping[str, str]:
    """Return all pages by file name."""
    return {
        "commands.md": commands(),
        "settings.md": settings_page(),
        "prompts.md": prompts(),
        "plugins.md": plugins_page(),
        "api.md": api(),
    }


def _commands(group: TyperGroup, before: str) -> Iterator[str]:
    for name, command in group.commands.items():
        called = f"{before} {name}"
        if isinstance(command, TyperGroup):
            yield f"## {called}"
            yield _text(command.help)
            yield from _commands(command, called)
            continue
        arguments = [p for p in command.params if not p.opts[0].startswith("-")]
        usage = " ".join([called, *map(_argument, arguments)])
        yield f"### `{usage}`"
        yield _text(command.help)
        yield from _options(command)


def _options(command: object) -> Iterator[str]:
    found = [
        f"- `{_option(param)}`: {_text(param.help)}"
        for param in vars(command)["params"]
        if param.opts[0] not in _OF_TYPER
    ]
    if found:
        yield "\n".join(found)


def _option(param: object) -> str:
    given = vars(param)
    name = "/".join(given["opts"] + given["secondary_opts"])
    if not name.startswith("-"):
        return name.upper()
    value = "" if given["is_flag"] else f" {given['name'].upper()}"
    return f"{name}{value}" + ("…" if given["multiple"] else "")


def _argument(param: object) -> str:
    given = vars(param)
    name = given["name"].upper() + ("…" if given["nargs"] == -1 else "")
    return name if given["required"] else f"[{name}]"


def _fields(table: type[BaseModel], under: str) -> str:
    rows = ["| field | type | default | variable |", "|---|---|---|---|"]
    for name, field in table.model_fields.items():
        if isinstance(field.default, BaseModel):
            continue
        path = f"{under}__{name}" if under else name
        variable = OTHER_NAMES.get(path, f"NEWSROOM_{path.upper()}")
        rows.append(f"| `{name}` | `{_type(field)}` | {_default(field)} | `{variable}` |")
    return "\n".join(rows)


def _default(field: FieldInfo) -> str:
    if field.annotation is SecretStr or field.default in ("", (), {}):
        return "empty"
    value = field.default
    return ", ".join(f"`{one}`" for one in (value if isinstance(value, tuple) else (value,)))


def _type(field: FieldInfo) -> str:
    written = inspect.formatannotation(field.annotation)
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", written).replace("|", "or")


def _about(part: object) -> str:
    """Return the first paragraph of the module that defines a plug-in's work."""
    found = next(
        module
        for module in list(sys.modules.values())
        if getattr(module, "PLUGIN", None) is part and module.__doc__
    )
    return _text((found.__doc__ or "").partition("\n\n")[0])


def _prose(kind: type) -> str:
    return _text(inspect.getdoc(kind))


def _text(text: str | None) -> str:
    return " ".join((text or "").split())


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name, page in pages().items():
        (folder / name).write_text(page, encoding="utf-8")
