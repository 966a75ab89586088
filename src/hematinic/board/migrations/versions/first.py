"""The tables of the first board.

They are written out: a migration says what was made then, whatever the tables are now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

HASH, NAME, INSTANT = sa.String(64), sa.String(32), sa.String(27)

KEEP = {
    "sqlite": (
        "CREATE TRIGGER chain_no_update BEFORE UPDATE ON chain"
        " BEGIN SELECT RAISE(ABORT, 'the chain is not changed'); END",
        "CREATE TRIGGER chain_no_delete BEFORE DELETE ON chain"
        " BEGIN SELECT RAISE(ABORT, 'the chain is not changed'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION chain_is_kept() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the chain is not changed'; END $$",
        "CREATE TRIGGER chain_no_update BEFORE UPDATE OR DELETE ON chain"
        " FOR EACH ROW EXECUTE FUNCTION chain_is_kept()",
        "CREATE TRIGGER chain_no_truncate BEFORE TRUNCATE ON chain"
        " FOR EACH STATEMENT EXECUTE FUNCTION chain_is_kept()",
    ),
}
"""What refuses to change or delete an entry, in each database."""


def upgrade() -> None:
    op.create_table(
        "chain",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("actor", NAME, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("previous", HASH, nullable=False),
        sa.Column("hash", HASH, nullable=False, unique=True),
    )
    op.create_table(
        "kept",
        sa.Column("id", NAME, primary_key=True),
        sa.Column("nonce", HASH, nullable=True),
        sa.Column("body", sa.Text, nullable=True),
        sa.Column("erased_at", INSTANT, nullable=True),
    )
    op.create_table(
        "parts",
        sa.Column("digest", HASH, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    _accounts()
    for statement in KEEP[op.get_bind().dialect.name]:
        op.execute(statement)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("member", NAME, primary_key=True),
        sa.Column("login", sa.String(80), nullable=False, unique=True),
        sa.Column("password", sa.String(255), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("last_code", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "invitations",
        sa.Column("token", HASH, primary_key=True),
        sa.Column("roles", sa.String(80), nullable=False),
        sa.Column("profession", sa.String(40), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("invited_by", NAME, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
    )
    op.create_table(
        "sessions",
        sa.Column("token", HASH, primary_key=True),
        sa.Column("id", NAME, nullable=False, unique=True),
        sa.Column("member", NAME, nullable=False, index=True),
        sa.Column("csrf", HASH, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("code_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
    )
    op.create_table(
        "attempts",
        sa.Column("key", HASH, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
    )
    op.create_table(
        "settings",
        sa.Column("name", NAME, primary_key=True),
        sa.Column("value", sa.String(255), nullable=False),
    )


def downgrade() -> None:
    raise RuntimeError("A board is not taken back: its chain would be lost.")
