"""Settings: the file, the environment over it, and where the house is looked for."""

import re
from pathlib import Path

import pytest

from newsroom_agents.errors import HouseError
from newsroom_agents.settings import (
    Settings,
    find_places,
    is_house,
    packaged_house,
    read_settings,
)


def test_a_house_without_a_settings_file_has_the_embedded_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {}) == Settings()
    assert Settings().engine.name == "extractive"


def test_the_file_is_read_and_the_environment_lies_over_it(tmp_path: Path) -> None:
    _write(tmp_path, '[news]\nthreshold = 0.4\nwindow_days = 3\n[site]\ntitle = "The Tide"\n')
    settings = read_settings(tmp_path, {"NEWSROOM_NEWS__THRESHOLD": "0.6"})
    assert (settings.news.threshold, settings.news.window_days) == (0.6, 3)
    assert settings.site.title == "The Tide"


def test_a_list_in_the_environment_is_separated_by_commas(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {"NEWSROOM_NEWS__READS": "en,pt"}).news.reads == ("en", "pt")


def test_the_database_has_the_name_its_users_expect(tmp_path: Path) -> None:
    env = {"NEWSROOM_DATABASE_URL": "sqlite:///elsewhere.sqlite"}
    assert read_settings(tmp_path, env).database.url == "sqlite:///elsewhere.sqlite"


def test_variables_of_others_and_the_places_are_no_settings(tmp_path: Path) -> None:
    env = {"HOME": "x", "NEWSROOM_HOUSE": "y", "NEWSROOM_VAR": "z"}
    assert read_settings(tmp_path, env) == Settings()


def test_a_key_is_never_printed(tmp_path: Path) -> None:
    settings = read_settings(tmp_path, {"OPENAI_API_KEY": "sk-invented"})
    assert settings.openai_api_key.get_secret_value() == "sk-invented"
    assert "sk-invented" not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[news\n", "cannot read the settings"),
        ("[news]\nthresold = 0.4\n", "field 'news.thresold': Extra inputs are not permitted"),
        ("[news]\nthreshold = 4\n", "field 'news.threshold'"),
        ("[queue]\ntakes = 0\n", "field 'queue.takes'"),
        ('[database]\nsynchronous = "OFF"\n', "field 'database.synchronous'"),
    ],
)
def test_a_wrong_settings_file_is_refused_with_file_and_field(
    tmp_path: Path, text: str, message: str
) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(HouseError, match=message) as caught:
        read_settings(tmp_path, {})
    assert str(caught.value).startswith(f"{path}: ")


def test_a_settings_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "newsroom.toml").write_bytes(b'time_zone = "\xff"')
    with pytest.raises(HouseError, match="cannot read the settings"):
        read_settings(tmp_path, {})


def test_a_settings_file_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "newsroom.toml").mkdir()
    with pytest.raises(HouseError, match="cannot read the settings"):
        read_settings(tmp_path, {})


def test_a_misspelt_variable_is_refused_with_its_field(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match=re.escape("field 'news.thresold'")):
        read_settings(tmp_path, {"NEWSROOM_NEWS__THRESOLD": "0.4"})


def test_a_variable_cannot_make_a_table_of_a_single_value(tmp_path: Path) -> None:
    _write(tmp_path, 'time_zone = "UTC"\n')
    with pytest.raises(HouseError, match="'time_zone' is a single value, not a table"):
        read_settings(tmp_path, {"NEWSROOM_TIME_ZONE__NAME": "UTC"})


def test_the_house_is_looked_for_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, named, here, bare = (_house(tmp_path / name) for name in ("a", "b", "c", "d"))
    (bare / "personas").rmdir()
    env = {"NEWSROOM_HOUSE": str(named)}
    monkeypatch.chdir(here)
    assert find_places(said, None, env).house == said
    assert find_places(None, None, env).house == named
    assert find_places(None, None, {}).house == here
    monkeypatch.chdir(bare)
    assert find_places(None, None, {}).house == packaged_house()


def test_the_runtime_files_lie_under_the_house_or_where_the_caller_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, elsewhere = _house(tmp_path / "house"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert find_places(house, None, {}).var == house / "var"
    assert find_places(house, None, {"NEWSROOM_VAR": str(elsewhere)}).var == elsewhere
    assert find_places(house, tmp_path, {"NEWSROOM_VAR": str(elsewhere)}).var == tmp_path
    assert find_places(None, None, {}).var == elsewhere / "var"


@pytest.mark.parametrize("by", ["option", "variable"])
def test_a_named_folder_that_is_no_house_is_refused(tmp_path: Path, by: str) -> None:
    option = tmp_path if by == "option" else None
    env = {"NEWSROOM_HOUSE": str(tmp_path)} if by == "variable" else {}
    with pytest.raises(HouseError, match="not a house"):
        find_places(option, None, env)


def test_the_house_that_comes_with_the_package_is_one() -> None:
    assert is_house(packaged_house())


def _write(folder: Path, text: str) -> Path:
    path = folder / "newsroom.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _house(folder: Path) -> Path:
    for name in ("personas", "prompts"):
        (folder / name).mkdir(parents=True)
    return folder


def test_a_list_of_one_can_come_from_the_environment(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {"NEWSROOM_NEWS__READS": "en"}).news.reads == ("en",)


def test_a_comma_in_a_title_does_not_make_a_list_of_it(tmp_path: Path) -> None:
    title = "Harbour, Hill and Vale"
    assert read_settings(tmp_path, {"NEWSROOM_SITE__TITLE": title}).site.title == title


@pytest.mark.parametrize(
    ("text", "variable"),
    [
        ('openai_api_key = "sk-x"', "OPENAI_API_KEY"),
        ('[mail]\npassword = "x"', "NEWSROOM_MAIL__PASSWORD"),
        ('[reader]\nwebhook_secret = "x"', "NEWSROOM_READER__WEBHOOK_SECRET"),
    ],
)
def test_a_secret_in_the_file_is_refused(text: str, variable: str, tmp_path: Path) -> None:
    (tmp_path / "newsroom.toml").write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(HouseError, match=variable):
        read_settings(tmp_path, {})


def test_secrets_of_mail_and_payments_come_from_the_environment_unprinted(tmp_path: Path) -> None:
    env = {"NEWSROOM_MAIL__PASSWORD": "pw-x", "NEWSROOM_READER__WEBHOOK_SECRET": "whsec-x"}
    settings = read_settings(tmp_path, env)
    assert settings.mail.password.get_secret_value() == "pw-x"
    assert settings.reader.webhook_secret.get_secret_value() == "whsec-x"
    shown = f"{settings!r} {settings.model_dump_json()}"
    assert "pw-x" not in shown
    assert "whsec-x" not in shown


def test_a_price_buys_a_level_that_there_is(tmp_path: Path) -> None:
    path = tmp_path / "newsroom.toml"
    path.write_text('[reader.prices]\nprice_1Ab = "member"\n', encoding="utf-8")
    assert read_settings(tmp_path, {}).reader.prices == {"price_1Ab": "member"}
    path.write_text('[reader.prices]\nprice_1Ab = "free"\n', encoding="utf-8")
    with pytest.raises(HouseError, match=r"reader\.prices\.price_1Ab"):
        read_settings(tmp_path, {})
