"""Lists of members as CSV files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsroom_agents.errors import HouseError
from newsroom_agents.reader.member_list import Row, read_list
from newsroom_agents.story.reader import Grant, Level

HEAD = "email,level,until\n"
ANA = Row("ana@reader.example", Grant(level=Level.MEMBER, until=datetime(2032, 1, 1, tzinfo=UTC)))


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        HEAD + "ana@reader.example,member,2031-12-31\n",
        "\ufeff" + HEAD + "ana@reader.example,member,2031-12-31\n",
        "E-Mail;Level;Until\r\nAna@Reader.example;Member;2031-12-31\r\n",
        'name;until;level;email\n"Ana; the first";2031-12-31;member;ana@reader.example',
        '"email","level","until"\n"ana@reader.example","member","2031-12-31"\n\n,,\n',
    ],
)
def test_a_list_is_read_as_spreadsheets_write_it(content: str, tmp_path: Path) -> None:
    assert read_list(written(tmp_path, content)) == ((ANA,), ())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"ana,member,", "'ana' is no e-mail address"),
        (b"ana@reader.example,queen,", "'queen' is no level, expected one of free"),
        (b"ana@reader.example,member,31.12.2031", "is no day, expected one such as 2027-01-31"),
        (b"ana@reader.example,member,2031-02-30", "is no day"),
        (b"ana@reader.example,member,9999-12-31", "is no day"),
        (b"ana@reader.example,,", "has no level"),
        (b",member,", "has no email"),
        (b"ana@reader.example,member,,x", "has 4 cells, expected at most 3"),
        (b'"ana@reader.example,member,', "unexpected end of data"),
        (b"\xff@reader.example,member,", "is not UTF-8"),
        (b"bo@reader.example,free,", "stands further up already"),
    ],
)
def test_a_broken_row_is_told_with_its_place_and_the_others_are_taken(
    row: bytes, reason: str, tmp_path: Path
) -> None:
    before, after = b"bo@reader.example,member,\n", b"\ncy@reader.example,subscriber\n"
    rows, [fault] = read_list(written(tmp_path, HEAD.encode() + before + row + after))
    assert [one.address for one in rows] == ["bo@reader.example", "cy@reader.example"]
    assert rows[0].grant == Grant(level=Level.MEMBER)
    assert fault.place == "list.csv:3"
    assert reason in fault.reason


@pytest.mark.parametrize(
    "content", ["", "a,b\n", "email;until\n", "email,level\n".encode("utf-16")]
)
def test_a_file_without_the_header_is_refused(content: str | bytes, tmp_path: Path) -> None:
    with pytest.raises(HouseError, match=r"list\.csv:1: no column"):
        read_list(written(tmp_path, content))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match="cannot be read"):
        read_list(tmp_path / "none.csv")
