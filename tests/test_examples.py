"""The worked examples of the interface hold."""

from pathlib import Path
from typing import Any

import pytest

import examples

CASES = list(examples.cases())


@pytest.mark.skipif(not CASES, reason="HEMATINIC_TEST_EXAMPLES names no folder of worked examples")
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_example(case: dict[str, Any], tmp_path: Path) -> None:
    if "inputs" in case:
        runs = [examples.Run(data, case["command"], tmp_path) for data in case["inputs"]]
        for part in ("recommendations", "alerts"):
            seen = [
                [(line["id"], line["line"], line.get("schedule")) for line in r.plan[part]]
                for r in runs
            ]
            assert seen[0] == seen[1]
        return
    assert (
        examples.failures(examples.Run(case["input"], case["command"], tmp_path), case["expect"])
        == []
    )
