"""What the board keeps, as tables. Instants are UTC in ISO 8601 text, alike in every database."""

import sqlalchemy as sa

metadata = sa.MetaData()

HASH = sa.String(64)
NAME = sa.String(32)
# `2027-01-15T18:30:00.000000Z`
INSTANT = sa.String(27)

CHAIN = sa.Table(
    "chain",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", INSTANT, nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("actor", NAME, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("previous", HASH, nullable=False),
    sa.Column("hash", HASH, nullable=False, unique=True),
)
"""Every decision; a trigger refuses to change or delete a row."""

KEPT = sa.Table(
    "kept",
    metadata,
    sa.Column("id", NAME, primary_key=True),
    sa.Column("nonce", HASH, nullable=True),
    sa.Column("body", sa.Text, nullable=True),
    sa.Column("erased_at", INSTANT, nullable=True),
)
"""What may be erased: names, interests, reasons. The chain holds a salted hash of each."""

PARTS = sa.Table(
    "parts",
    metadata,
    sa.Column("digest", HASH, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
"""What was put before the reviewers, piece by piece, packed; each under the hash of its text."""

DIFFERENCES = sa.Table(
    "differences",
    metadata,
    sa.Column("name", HASH, primary_key=True),
    sa.Column("meant", NAME, nullable=False, index=True),
    sa.Column("hash", HASH, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
"""What the solver found between two versions, packed, under the hash of what it was computed of."""

ACCOUNTS = sa.Table(
    "accounts",
    metadata,
    sa.Column("member", NAME, primary_key=True),
    sa.Column("login", sa.String(80), nullable=False, unique=True),
    sa.Column("password", sa.String(255), nullable=False),
    sa.Column("secret", sa.String(64), nullable=False),
    sa.Column("last_code", sa.BigInteger, nullable=False),
)
"""`last_code` is the interval of the last one-time code taken: none is taken twice."""

INVITATIONS = sa.Table(
    "invitations",
    metadata,
    sa.Column("token", HASH, primary_key=True),
    sa.Column("roles", sa.String(80), nullable=False),
    sa.Column("profession", sa.String(40), nullable=False),
    sa.Column("secret", sa.String(64), nullable=False),
    sa.Column("invited_by", NAME, nullable=False),
    sa.Column("ends_at", INSTANT, nullable=False),
    sa.Column("used_at", INSTANT, nullable=True),
)
"""Under the hash of what the link holds."""

SESSIONS = sa.Table(
    "sessions",
    metadata,
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
"""Under the hash of what the cookie holds."""

ATTEMPTS = sa.Table(
    "attempts",
    metadata,
    sa.Column("key", HASH, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", INSTANT, nullable=False),
    sa.Column("until", INSTANT, nullable=False),
)

SETTINGS = sa.Table(
    "settings",
    metadata,
    sa.Column("name", NAME, primary_key=True),
    sa.Column("value", sa.String(255), nullable=False),
)
"""`fictional`: why nothing here counts; `pepper`: what keys of attempts are hashed with."""
