"""What clients report of cards, and the table of it: for each alert how often it was shown,
accepted, overridden and why, and how often nothing was reported of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from hematinic.guideline.entry import Level
from hematinic.guideline.model import Guideline
from hematinic.render.face import Face
from hematinic.web.hooks.request import BadRequestError, Sent
from hematinic.web.hooks.store import FEEDBACK, SHOWN, Row, Store, now

OTHER = "another reason"
"""A reason that this guideline does not offer. Its words are the client's, and are not kept."""

MOST = 100
"""Reports in one call."""


class Coding(Sent, frozen=True):
    code: str = ""
    system: str = ""


class Override(Sent, frozen=True):
    reason: Coding = Coding()


class Report(Sent, frozen=True):
    card: str
    outcome: Literal["accepted", "overridden"]
    override_reason: Override | None = None


class Reports(Sent, frozen=True):
    feedback: tuple[Report, ...]


def reports(body: bytes, client: str, guideline: Guideline) -> list[Row]:
    """Raises BadRequestError with the field and what is wrong with it."""
    try:
        reports = msgspec.json.decode(body, type=Reports).feedback
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequestError(f"not feedback of CDS Hooks: {error}") from None
    if not 1 <= len(reports) <= MOST:
        raise BadRequestError(f"feedback: from 1 to {MOST} reports")
    known = {
        (reason.system, reason.code): name for name, reason in guideline.override_reasons.items()
    }
    return [
        Row(
            FEEDBACK,
            {
                # A UUID has 36 characters; what is longer was never one of our cards.
                "card": report.card[:36],
                "client": client,
                "outcome": report.outcome,
                "reason": _reason(report, known),
                "at": now(),
            },
        )
        for report in reports
    ]


def _reason(report: Report, known: dict[tuple[str, str], str]) -> str:
    if report.outcome != "overridden" or report.override_reason is None:
        return ""
    coded = report.override_reason.reason
    name = known.get((coded.system, coded.code))
    return name or (OTHER if coded.code else "")


# The table


class ReasonCounted(Face, frozen=True):
    reason: str
    says: str
    count: int


class AlertFeedback(Face, frozen=True):
    """How often an alert was shown as a card and what became of it: `hematinic hooks feedback
    --format json` prints a list of these. A rate is a share of those shown."""

    alert: str
    level: Level
    shown: int
    accepted: int
    overridden: int
    ignored: int
    accepted_rate: float
    overridden_rate: float
    ignored_rate: float
    reasons: Sequence[ReasonCounted]


def table(store: Store, guideline: Guideline) -> list[AlertFeedback]:
    """A row for each alert that was shown, the hardest and the most shown first."""
    store.flush()
    shown = store.rows(sa.select(SHOWN.c.card, SHOWN.c.client, SHOWN.c.alert, SHOWN.c.level))
    last = _last(store.rows(sa.select(FEEDBACK).order_by(FEEDBACK.c.id)))
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in shown:
        report = last.get((row["card"], row["client"]))
        counted = counts[row["alert"], row["level"]]
        counted["shown"] += 1
        counted[report["outcome"] if report else "ignored"] += 1
        if report and report["outcome"] == "overridden":
            counted[f"reason:{report['reason']}"] += 1
    rows = [_row(alert, level, outcomes, guideline) for (alert, level), outcomes in counts.items()]
    hard = ("critical", "warning", "information")
    return sorted(rows, key=lambda row: (hard.index(row.level), -row.shown, row.alert))


def _last(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["card"], row["client"]): row for row in rows}


def _row(alert: str, level: Any, outcomes: Counter[str], guideline: Guideline) -> AlertFeedback:
    offered, shown = guideline.override_reasons, outcomes["shown"]
    accepted, overridden, ignored = (
        outcomes[name] for name in ("accepted", "overridden", "ignored")
    )
    given = [
        (name.removeprefix("reason:"), count)
        for name, count in outcomes.most_common()
        if name.startswith("reason:")
    ]
    return AlertFeedback(
        alert=alert,
        level=level,
        shown=shown,
        accepted=accepted,
        overridden=overridden,
        ignored=ignored,
        accepted_rate=round(accepted / shown, 4),
        overridden_rate=round(overridden / shown, 4),
        ignored_rate=round(ignored / shown, 4),
        reasons=[
            ReasonCounted(
                reason=name or "none given",
                says=offered[name].says if name in offered else name or "none given",
                count=count,
            )
            for name, count in given
        ],
    )


def to_parquet(rows: Iterable[AlertFeedback]) -> bytes:
    """A row for each alert and reason; `reason` is empty in the row of the alert as a whole."""
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.Table.from_pylist(list(_flat(rows)), schema=_schema(pa))
    out = pa.BufferOutputStream()
    parquet.write_table(table, out)
    return bytes(out.getvalue())


def _schema(pa: Any) -> Any:
    numbers = [(name, pa.int64()) for name in ("shown", "accepted", "overridden", "ignored")]
    rates = [(f"{name}_rate", pa.float64()) for name in ("accepted", "overridden", "ignored")]
    words = [(name, pa.string()) for name in ("alert", "level", "reason")]
    return pa.schema([*words, *numbers, *rates])


def _flat(rows: Iterable[AlertFeedback]) -> Iterator[dict[str, Any]]:
    for row in rows:
        plain = msgspec.structs.asdict(row)
        del plain["reasons"]
        yield plain | {"reason": ""}
        for reason in row.reasons:
            yield {
                "alert": row.alert,
                "level": row.level,
                "reason": reason.reason,
                "overridden": reason.count,
                "overridden_rate": round(reason.count / row.shown, 4),
            }
