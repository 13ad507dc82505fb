"""Every operation of the API is closed to whoever may not do it."""

import json

import pytest

from newsroom_agents.archive.api_tokens import Scope
from newsroom_agents.desk.api.app import described

from .builders import DeskHouse
from .programs import API, problem, program, token

SCOPES = {
    ("post", "/stories/{slug}/rulings"): Scope.RULE,
    ("post", "/stories/{slug}/edits/try"): Scope.EDIT,
    ("post", "/stories/{slug}/edits"): Scope.EDIT,
    ("get", "/people"): Scope.ADMIN,
    ("post", "/people"): Scope.ADMIN,
    ("post", "/people/{name}/link"): Scope.ADMIN,
    ("post", "/people/{name}/disable"): Scope.ADMIN,
    ("post", "/people/{name}/enable"): Scope.ADMIN,
    ("put", "/people/{name}/role"): Scope.ADMIN,
}
"""What an operation asks for; every other one asks for `read`."""
FILLED = {"slug": "one", "where": "headline", "take": "1", "before": "1", "after": "2"}
BODIES: dict[str, object] = {
    "/stories/{slug}/rulings": {"ruling": "undo"},
    "/stories/{slug}/edits/try": {"covers": "0" * 64},
    "/stories/{slug}/edits": {"covers": "0" * 64},
    "/people": {"name": "Eda", "role": "admin"},
    "/people/{name}/role": {"role": "editor"},
}


def operations() -> list[tuple[str, str]]:
    """Return every operation that the description names."""
    paths = json.loads(described())["paths"]
    return sorted((method, path) for path, found in paths.items() for method in found)


def filled(path: str) -> str:
    told = {**FILLED, "snapshot": "s", "handle": "h", "name": "Ada"}
    for name, value in told.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def test_the_table_of_scopes_names_operations_that_there_are() -> None:
    assert set(SCOPES) <= set(operations())
    assert len(operations()) >= 20


def test_the_description_names_the_scope_of_every_operation() -> None:
    paths = json.loads(described())["paths"]
    for method, path in operations():
        wanted = SCOPES.get((method, path), Scope.READ)
        assert paths[path][method]["security"] == [{"token": [wanted.value]}]


@pytest.fixture
def asked(plain_desk: DeskHouse) -> DeskHouse:
    return plain_desk


def test_without_a_token_nothing_is_open(asked: DeskHouse) -> None:
    nobody = asked.browser()
    nobody.cookies.set("desk", asked.session("Cy"))
    for authorization in ("", "Bearer", "Bearer ", "Bearer newsroom_made-up", "Basic QTpi"):
        headers = {"Authorization": authorization} if authorization else {}
        for method, path in operations():
            answer = nobody.request(
                method, f"{API}{filled(path)}", json=BODIES.get(path), headers=headers
            )
            assert problem(answer)["status"] == 401, (method, path)
            assert answer.headers["www-authenticate"] == "Bearer"
            assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("scope", list(Scope))
def test_a_token_opens_what_its_scope_names_and_no_more(asked: DeskHouse, scope: Scope) -> None:
    name = "Max" if scope is Scope.ADMIN else "Cy"
    asking = program(asked, name, scope)
    for method, path in operations():
        wanted = SCOPES.get((method, path), Scope.READ)
        status = asking.request(method, filled(path), json=BODIES.get(path)).status_code
        assert (status == 403) is (wanted is not scope), (method, path, status)


@pytest.mark.parametrize(
    ("name", "closed"),
    [
        ("Rui", {Scope.RULE, Scope.EDIT, Scope.ADMIN}),
        ("Max", {Scope.RULE, Scope.EDIT}),
        ("Ada", {Scope.ADMIN}),
    ],
)
def test_a_token_opens_no_more_than_its_editor_may(
    asked: DeskHouse, name: str, closed: set[Scope]
) -> None:
    asking = program(asked, name, *Scope)
    for method, path in operations():
        wanted = SCOPES.get((method, path), Scope.READ)
        if (method, path) == ("post", "/people/{name}/disable") and wanted not in closed:
            continue
        status = asking.request(method, filled(path), json=BODIES.get(path)).status_code
        assert (status == 403) is (wanted in closed), (method, path, status)


def test_a_token_ends_with_its_time_its_editor_and_its_revocation(asked: DeskHouse) -> None:
    ada, bo = program(asked, "Ada"), program(asked, "Bo")
    assert ada.get("/me").status_code == bo.get("/me").status_code == 200
    with asked.archive.writing() as room:
        room.editors.disable("Ada")
    assert problem(ada.get("/me"))["status"] == 401
    asked.clock.forward(days=31)
    assert problem(bo.get("/me"))["status"] == 401


def test_a_token_opens_no_page_and_a_session_no_operation(asked: DeskHouse) -> None:
    bearer = {"Authorization": f"Bearer {token(asked, 'Cy')}"}
    page = asked.browser().get("/queue", headers=bearer)
    assert page.status_code == 303
    assert page.headers["location"].startswith("/sign-in")
    assert asked.signed_in("Cy").get(f"{API}/queue").status_code == 401
    assert asked.signed_in("Cy").get("/queue").status_code == 200
