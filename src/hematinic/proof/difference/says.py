"""What a plan says where two of them differ."""

from hematinic.plan.model import Plan
from hematinic.proof.difference.model import Kind
from hematinic.render.words import lines


def text(kind: Kind, plan: Plan) -> str:
    """The line, alert, check or sentence in words; empty where the plan does not have it."""
    match kind.section:
        case "line":
            planned = (one for one in plan.recommendations if one.item.id == kind.item)
            return next((lines.recommendation(one, plan.assessment) for one in planned), "")
        case "alert":
            fired = (one for one in plan.alerts if one.alert.id == kind.item)
            return next((lines.alert(one, plan.assessment) for one in fired), "")
        case "check":
            due = (one for one in plan.monitoring if one.check.id == kind.item)
            return next((lines.check(one) for one in due), "")
        case "leaflet":
            told = plan.assessment.rules.guideline.leaflet.get(kind.item)
            return lines.filled(told.says, plan.assessment) if told else ""
    return ""
