"""The report and the hazard log as HTML: parts for a page of the web, and a page that stands alone.

The same data makes the JSON of those pages.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from jinja2 import Environment
from markupsafe import Markup

from hematinic.guideline.model import Guideline
from hematinic.proof.hazard_log import hazard_log
from hematinic.proof.report import METHODS, Finding, Report, Section
from hematinic.proof.vignettes import written
from hematinic.render.templates import environment

Data = dict[str, Any]


@cache
def templates() -> Environment:
    templates = environment("hematinic.proof")
    templates.filters["words"] = as_words
    templates.filters["sentence"] = lambda text: text[:1].upper() + text[1:]
    return templates


def as_words(name: str) -> str:
    """`first-b12-dose` as `first B12 dose`."""
    words = name.replace("_", " ").replace("-", " ")
    return re.sub(r"\b[a-z]\d+\b", lambda match: match[0].upper(), words)


def style() -> str:
    """Of the parts; what holds them has its own for the rest."""
    return files("hematinic.proof").joinpath("templates/proof.css").read_text(encoding="utf-8")


def report_data(report: Report) -> Data:
    return {
        "guideline": report.guideline,
        "version": report.version,
        "content_hash": report.content_hash,
        "computed": report.computed,
        "seconds": report.seconds,
        "day": report.day,
        "failed": len(report.failed),
        "methods": METHODS,
        "sections": [_section(section) for section in report.sections],
    }


def _section(section: Section) -> Data:
    groups: dict[str, list[Data]] = {}
    for finding in section.findings:
        groups.setdefault(finding.about, []).append(_finding(finding))
    return {
        "id": section.id,
        "title": section.title,
        "methods": section.methods,
        "summary": section.summary,
        "listed": section.listed,
        "seconds": section.seconds,
        "claims": len(section.findings),
        "failed": len(section.failed),
        "unchecked": sum(finding.method == "not checked" for finding in section.findings),
        "groups": [{"about": about, "findings": findings} for about, findings in groups.items()],
    }


def _finding(finding: Finding) -> Data:
    data = msgspec.to_builtins(finding)
    file, worse = (patient and written(patient) for patient in (finding.patient, finding.worse))
    return {**data, "file": file, "worse_file": worse, "verdict": _verdict(finding)}


def _verdict(finding: Finding) -> str:
    if not finding.holds:
        return "fails"
    words = {"proved": "proved", "tested": "tested", "run": "test passed", "computed": "agrees"}
    return words.get(finding.method, "not checked" if finding.method == "not checked" else "read")


def report_part(data: Mapping[str, Any], **links: Any) -> Markup:
    """`links`: where the pages of the report, the hazards and the planner are; empty: nowhere."""
    return _part("report.html", report=data, **links)


def hazards_part(data: Mapping[str, Any], **links: Any) -> Markup:
    return _part("hazards.html", log=data, **links)


def _part(name: str, **context: Any) -> Markup:
    nowhere = {"at_report": "", "at_hazards": "", "at_planner": "", "forms": {}}
    return Markup(templates().get_template(name).render(nowhere | context))


def to_html(report: Report, guideline: Guideline) -> str:
    """One file, which asks no other for anything."""
    return (
        templates()
        .get_template("standalone.html")
        .render(
            title=f"Verification of {report.guideline}",
            notice=guideline.header.draft_notice,
            paper=Markup(
                files("hematinic.proof").joinpath("templates/paper.css").read_text(encoding="utf-8")
            ),
            style=Markup(style()),
            report=report_part(report_data(report)),
            hazards=hazards_part(hazard_log(guideline, report)),
        )
    )
