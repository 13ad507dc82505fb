"""The table of what programs were answered, so that a ruling sent twice is made once."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class ApiAnswerRow(SQLModel, table=True):
    """The answer to a request that a program may send again, by its own key for it."""

    __tablename__ = "api_answer"

    editor: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    asked: str
    answer: str
    at: datetime = Field(index=True)
