"""The plan as JSON: the promise to scripts. Key order and bytes follow from the plan alone."""

from hematinic.render.json.plan import Detail, answer, as_data, check, to_json

__all__ = ["Detail", "answer", "as_data", "check", "to_json"]
