"""The hazard log as data for a page: each hazard with its controls and what holds them."""

from collections.abc import Iterator
from typing import Any, get_args

from hematinic.guideline.model import Guideline
from hematinic.guideline.safety import Hazard, Likelihood, Severity
from hematinic.proof.hazards import claim
from hematinic.proof.report import Report

Data = dict[str, Any]


def hazard_log(guideline: Guideline, report: Report | None) -> Data:
    """Without a report the verdicts are open."""
    hazards = [_hazard(i, hazard, report) for i, hazard in enumerate(guideline.hazards, 1)]
    return {
        "hazards": hazards,
        "unsigned": sum(not hazard["approved_by"] for hazard in hazards),
        "controls": sum(len(hazard["controls"]) for hazard in hazards),
        "severities": get_args(Severity),
        "rows": list(_rows(hazards)),
        "computed": report.computed if report else "",
        "content_hash": guideline.content_hash,
    }


def _hazard(number: int, hazard: Hazard, report: Report | None) -> Data:
    findings = {f.claim: f for f in report.section("hazards").findings} if report else {}
    controls = []
    for control in hazard.controls:
        finding = findings.get(claim(hazard, control))
        verdict = "not known yet" if finding is None else "holds" if finding.holds else "fails"
        if finding is not None and finding.method == "not checked":
            verdict = "not checked"
        controls.append(
            {
                "says": control.says,
                "invariant": control.invariant,
                "test": control.test,
                "verdict": verdict,
                "detail": finding.says if finding else "",
            }
        )
    return {
        "number": number,
        "id": hazard.id,
        "cause": hazard.cause,
        "effect": hazard.effect,
        "harm": hazard.harm,
        "before": {"severity": hazard.before.severity, "likelihood": hazard.before.likelihood},
        "after": {"severity": hazard.after.severity, "likelihood": hazard.after.likelihood},
        "approved_by": hazard.approved_by,
        "controls": controls,
    }


def _rows(hazards: list[Data]) -> Iterator[Data]:
    """The matrix: likelihood downwards, severity across, and in each cell who is there when."""
    for likelihood in reversed(get_args(Likelihood)):
        cells = []
        for severity in get_args(Severity):
            place = {"severity": severity, "likelihood": likelihood}
            cell = {
                when: [
                    {"number": hazard["number"], "id": hazard["id"]}
                    for hazard in hazards
                    if hazard[when] == place
                ]
                for when in ("before", "after")
            }
            cells.append({"severity": severity, **cell})
        yield {"likelihood": likelihood, "cells": cells}
