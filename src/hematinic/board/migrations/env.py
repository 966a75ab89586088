"""Alembic's way in: the connection is the board's own, within its transaction."""

from alembic import context

from hematinic.board.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
