"""How long an answer takes, warm, on one core, and what the index weighs."""

import resource
import time
import tracemalloc

from hematinic.answers import ask
from hematinic.answers.replying.compose import Answerer
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner

QUESTIONS = (
    "can i take iron with coffee",
    "Loading doses: x3/wk for 2 wks = how many injections?",
    "62M new IDA + low B12. Urgent referral?",
    "54F Hb 92 ferritin 6, B12 140, tingling feet, eGFR 45. plan?",
    "2/52 on FeSO4: Hb 96 -> 99. now what?",
    "my 2 yr old has eaten my ferrous sulphate tablets",
    "what is the capital of France",
    "hydroxycobalmin maintanance intervall for pernicous anaemia",
)
ROUNDS = 25


def main() -> None:
    planner = Planner(load())
    tracemalloc.start()
    start = time.perf_counter()
    kept = Answerer(planner)
    made = time.perf_counter() - start
    held = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    print(f"made ready in {made:.2f} s (traced), {len(kept.index.units)} units, {held:.1f} MB")
    for question in QUESTIONS:
        ask(question, planner)
        spent = sorted(timed(question, planner) for _ in range(ROUNDS))
        print(f"{spent[ROUNDS // 2] * 1000:7.1f} ms (slowest {spent[-1] * 1000:5.1f})  {question}")
    print(f"peak of the process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def timed(question: str, planner: Planner) -> float:
    start = time.perf_counter()
    ask(question, planner)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
