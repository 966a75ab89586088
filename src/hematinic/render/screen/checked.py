"""The alerts that bear on draft orders: what `hematinic check` says of such a plan."""

from rich.text import Text

from hematinic.plan.model import Plan
from hematinic.render.screen.console import console as terminal
from hematinic.render.words import lines

STYLES = {"critical": "bold white on red", "warning": "bold black on yellow", "information": "bold"}


def exit_status(plan: Plan) -> int:
    return 2 if any(fired.level == "critical" for fired in plan.alerts) else 0


def show(plan: Plan) -> None:
    console = terminal()
    fired = plan.alerts
    if not fired:
        console.print("No alert for the draft orders.")
    for alert in fired:
        head = Text(f" {alert.level.upper()} ", style=STYLES[alert.level])
        console.print(head, Text(lines.alert(alert, plan.assessment)))
        console.print(Text(f"    {lines.what_to_do(alert.alert, plan.assessment)}"))
    for line in plan.missing:
        if line.recorded:
            console.print(Text(lines.missing(line, plan.assessment)))
    if plan.record:
        count = len(plan.record)
        entries = "entry of the record was" if count == 1 else "entries of the record were"
        console.print(Text(f"{count} {entries} set aside, or read with a caution: see the plan."))
    console.print(Text(plan.header.draft_notice, style="italic"))
