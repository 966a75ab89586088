"""What holds of every test: how much is tried, and with which seed."""

from explore import SEED, TIMES


def pytest_report_header() -> str:
    return f"exploring from seed {SEED}, {TIMES} times as much as ever" if SEED else ""
