"""The tree behind one line, in a terminal: what was asked, the answer, the event it came from."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from hematinic.plan.account import Accounted
from hematinic.plan.explain import Because
from hematinic.plan.model import Plan
from hematinic.record.events import Event, day_text
from hematinic.render.screen.console import console as terminal
from hematinic.render.words.account import account_lines
from hematinic.render.words.lines import not_used
from hematinic.render.words.values import Values, values_of

STYLES = {True: "green", False: "red", None: "yellow"}
DEEPEST = 12


def show(item: str, tree: Because, plan: Plan, console: Console | None = None) -> None:
    out = console or terminal()
    out.print(Text(headline(item, plan), style="bold"))
    values = values_of(plan.assessment)
    root = Tree(node(tree, values))
    _grow(root, tree.parts, 0, values)
    out.print(root)
    if unused := not_used(plan):
        out.print(Text(unused))


def show_account(account: Iterable[Accounted], plan: Plan, console: Console | None = None) -> None:
    """What became of each event, a row each, in the order of the record."""
    out = console or terminal()
    table = Table(title="The account of the record", title_justify="left", box=None, pad_edge=False)
    for heading in ("Day", "Event", "What became of it"):
        table.add_column(heading, overflow="fold")
    for entry in account_lines(account, plan.assessment):
        table.add_row(entry.on, Text(entry.what), Text(entry.became))
    out.print(table)
    out.print(Text(plan.header.draft_notice, style="italic"))


def headline(item: str, plan: Plan) -> str:
    """Whether the item stands in this plan, and if not, why."""
    if item in {line.item.id for line in plan.recommendations}:
        return f"{item} stands, because:"
    if item in {fired.alert.id for fired in plan.alerts}:
        return f"{item} fires, because:"
    if item in {line.check.id for line in plan.monitoring}:
        return f"{item} is due, because:"
    for refused in plan.not_recommended:
        if refused.item.id == item:
            return f"{item} does not stand: {refused.because}. It would apply, because:"
    return f"{item} does not stand, because:"


def _grow(tree: Tree, parts: tuple[Because, ...], depth: int, values: Values) -> None:
    for part in parts:
        branch = tree.add(node(part, values))
        if depth < DEEPEST:
            _grow(branch, part.parts, depth + 1, values)


def node(because: Because, values: Values) -> Text:
    text = Text(values.english(because.node) if because.node else because.says)
    value = because.value
    shown = values.value(value, because.type) if because.type else _truth(value)
    truth = value if isinstance(value, bool) else None if value is None else True
    text.append(f": {shown}", style=STYLES[truth])
    if because.event:
        text.append(f"  ({happened(because.event, values)})", style="dim")
    return text


def _truth(truth: object) -> str:
    return {True: "yes", False: "no", None: "unknown"}.get(truth, str(truth))  # type: ignore[call-overload,no-any-return]


def happened(event: Event, values: Values) -> str:
    """`observed 92 g/L (9.2 g/dL) on 2026-11-20, event 1`"""
    measured = event.kind in ("observed", "limit_set")
    text = values.event(event) if measured else event.written
    detail = f" {text}" if text else ""
    return f"{event.kind.replace('_', ' ')}{detail} on {day_text(event.day)}, {event.where}"
