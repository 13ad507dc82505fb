"""Run by Alembic: migrate over the connection that `migrating.migrate` hands in."""

from alembic import context
from sqlmodel import SQLModel

from newsroom_agents.archive import tables

assert tables.__doc__  # noqa: S101 - imported for its tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
