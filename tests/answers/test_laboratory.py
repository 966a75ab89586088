"""What is asked of the laboratory, of causes and of mechanisms, in words no entry was written for."""

import pytest
from tools.evaluate import ask

from hematinic.plan.build import Planner


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("lack iron and my a1c went up, does that count", "hba1c-unreliable"),
        (
            "smear: macro-ovalocytes and pencil cells side by side, what does that say",
            "film-comment",
        ),
        ("which Ret-He value is abnormal", "ret-he-limit"),
        ("ringed sideroblasts in someone who drinks", "ring-sideroblasts"),
        ("nothing to eat before my ferritin?", "fasting-for-tests"),
        ("takes 5 mg biotin for her hair, cobalamin result believable?", "biotin-assay"),
        ("could a B12 over 1500 be an antibody complex", "macro-b12"),
        ("MMA threshold in chronic kidney disease", "mma-kidney-limit"),
        ("homocysteine blood sat on the bench for two hours", "homocysteine-on-ice"),
        ("transferrin 2.6 g/L, what is TIBC", "transferrin-to-tibc"),
        ("why does chronic myeloid leukaemia push B12 up", "b12-high-leukemia"),
        ("in which bit of bowel is B12 taken up", "sites-of-absorption"),
        ("on darbepoetin and not responding, should I look at cobalamin", "epo-resistance"),
        ("been off gluten half a year, tTG negative, believable?", "celiac-test-off-gluten"),
        ("eradicate helicobacter first and see if iron recovers?", "pylori-alone"),
        ("gastroscopy interval for OLGA IV", "gastritis-surveillance-interval"),
    ],
)
def test_its_entry_answers_first(question: str, item: str, planner: Planner) -> None:
    first = [one.item for one in ask(question, planner).sentences if one.place == "first"]
    assert item in first
