"""A table of what the solver found between two versions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HASH, NAME = sa.String(64), sa.String(32)


def upgrade() -> None:
    op.create_table(
        "differences",
        sa.Column("name", HASH, primary_key=True),
        sa.Column("meant", NAME, nullable=False, index=True),
        sa.Column("hash", HASH, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    raise RuntimeError("A board is not taken back: its chain would be lost.")
