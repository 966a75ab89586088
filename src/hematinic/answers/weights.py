"""Every number by which a question is read and an answer chosen."""

# Reading: how much of a text is looked at

LONGEST = 4000
LONGEST_URGENT = 100_000
LONGEST_WORD = 20
SHORTEST_MENDED = 5
LONG_WORD = 9
SHORT = 16
LONG_STORY = 90
STORY_END = 30
A_WORD = 4
GAP = 5
DENIED_ACROSS = 3
BEFORE_A_MEDICINE = 6
SENTENCE = 160
AFTER_A_DENIAL = 8
MOST_VALUES = 100
MOST_OTHERS = 8
ALIKE = 30
MOST_EARLIER = 5

# Reading: another language

OTHER_LETTERS = 0.4
FOREIGN_WORDS = 2
FOREIGN_SHARE = 0.2

# Days

LONG_AGO = 3650
A_PAIR_APART = 14.0
DONE_AGO = 365.0
OLDEST = 120

# Choosing

COVERED = 0.5
COVERED_OF_PATIENT = 0.33
CLOSE = 0.8
NEXT = 0.6
ALL_BUT = 0.75
PLAINLY = 0.5
BEARS = 0.25
UNKNOWN = 0.6
WANTED = 2.0
FLAT = 0.4
ASIDE = 0.7
FAVOR = {"answer": 1.2, "statement": 1.0, "recommendation": 1.0, "alert": 0.9, "check": 0.9}
NEAR_THE_PLAN = 2.0
ACTION = {
    "administer": 1.0, "prescribe": 1.0, "withhold": 0.9, "stop": 0.9, "assess": 0.6, "test": 0.6,
    "refer": 0.5, "advise": 0.4,
}  # fmt: skip
SAME = 0.6

# How much is said

FOUND = 40
RANKED = 12
AT_ONCE = 4
BESIDE_A_PLAN = 2
MOST_LED = 3
MOST_ALERTS = 3
MOST_PLANNED = 5
MOST_WAITING = 2
MOST_ASKED = 4
MOST_CITES = 6
LONGER = 1.6
