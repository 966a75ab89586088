"""What a plan says where two of them differ."""

from hematinic.plan.model import Plan
from hematinic.proof.difference.model import Kind
from hematinic.render.words import lines


def text(kind: Kind, plan: Plan) -> str:
    """The line, alert, check or sentence in words; empty where the plan does not have it."""
    match kind.section:
        case "line":
            planned = (line for line in plan.recommendations if line.item.id == kind.item)
            return next((lines.recommendation(line, plan.assessment) for line in planned), "")
        case "alert":
            fired = (raised for raised in plan.alerts if raised.alert.id == kind.item)
            return next((lines.alert(raised, plan.assessment) for raised in fired), "")
        case "check":
            due = (monitored for monitored in plan.monitoring if monitored.check.id == kind.item)
            return next((lines.check(monitored) for monitored in due), "")
        case "leaflet":
            leaflet = plan.assessment.rules.guideline.leaflet.get(kind.item)
            return lines.filled(leaflet.says, plan.assessment) if leaflet else ""
    return ""
