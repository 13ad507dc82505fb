"""The table of what editors are changing and have not saved."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class EditDraftRow(SQLModel, table=True):
    """The form of one editor at one story as it was last sent, and the text it changes."""

    __tablename__ = "edit_draft"

    slug: str = Field(primary_key=True)
    editor: str = Field(primary_key=True)
    digest: str
    fields: str
    at: datetime
