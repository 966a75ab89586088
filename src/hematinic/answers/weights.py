"""Every number by which a question is read and an answer chosen, and what set it.

*Measured* is `python -m tools.weights`: how many of 890 are right (445 questions, each for either
reader: those in tests/answers and the development set) with a fifth less and a fifth more than what
stands here, where 864 are. A count that does not move says that nothing hangs on the number. Where
more would be right elsewhere, it is silence that is given up: the number stays on the safe side.
"""

# How much of a text is read

LONGEST = 4000
"""Characters of a question that are read; of a longer one its two ends, where the question stands
as a rule. Set by time: `tools.evaluate` answers texts of that length within 29 ms."""

LONGEST_URGENT = 100_000
"""Characters in which an emergency is looked for. Set by `tools.fuzz`, which hides one in the
dropped middle of long texts: none was missed in 10,000."""

LONGEST_WORD = 20
"""Letters of a word that somebody may have meant to write otherwise; a longer one is noise. Set by
time, which grows with the square of it; no name of the guideline is longer."""

SHORTEST_MENDED = 5
"""Letters of a word that is mended. Measured: 864 at 4 and at 6."""

LONG_WORD = 9
"""Letters from which on two slips are mended. Measured: 864 at 7 and at 11."""

SHORT = 16
"""Words of a question that is short: it may be about the article without naming its subject.
Measured: 860 at 13, 864 at 20."""

LONG_STORY = 90
"""Words beyond which a question is a story; then its last ones say what is asked. Measured: 864 at
72 and at 112."""

STORY_END = 30
"""Those last words. Measured: 864 at 24 and at 38."""

A_WORD = 4
"""Words of what is hardly a question: `B12?`, `low iron`. Measured: 864 at 3 and at 5."""

GAP = 5
"""Words that `..` in a pattern may stand for. Measured: 864 at 4 and at 6; of the texts of
tests/answers/test_urgent.py, all 74 are told apart from 2 to 10."""

SENTENCE = 160
"""Characters to either side of a sign of danger, where its sentence has no end. Measured: 864 at
128 and at 200; all 74 as for GAP from 64 to 320."""

AFTER_A_DENIAL = 8
"""Words after a sign of danger in which a list of what is denied may go on. Measured: 864 at 6 and
at 10; all 74 as for GAP from 3 to 16."""

DENIED_ACROSS = 3
"""Words between a denial and what it denies: `no sign of any numbness`. Measured: 864 at 2 and at
4."""

BEFORE_A_MEDICINE = 6
"""Words before a medicine that say whether it is taken or ordered. Measured: 864 at 5 and at 8."""

ALIKE = 30
"""Characters after a mention of an analyte: where they are the same, it is the same value again.
Measured: 864 at 24 and at 38."""

MOST_VALUES = 100
"""Mentions of one analyte that are read. Set by time, as LONGEST."""

MOST_OTHERS = 8
"""Other values of an analyte that are looked at for danger, the lowest of each unit. Set by time:
each is a plan of its own. Measured: 864 at 6 and at 10."""

MOST_EARLIER = 5
"""Questions before this one that are read for what they stated. Set by time: each is read anew.
The questions that are measured stand alone; tests/answers/test_question.py has both sides."""

# Another language

OTHER_LETTERS = 0.4
"""The share of letters of no Latin alphabet beyond which a text is not English. Measured: 864 at
0.32 and at 0.5."""

FOREIGN_WORDS = 2
"""Words of another language that show it. Measured: 864 at 1 and at 3."""

FOREIGN_SHARE = 0.2
"""And their share of the text. Measured: 864 at 0.16 and at 0.25."""

# Days and ages that a question leaves open

LONG_AGO = 3650
"""Days before today within which an undated medicine is taken to have begun: the plan reckons with
every day between. Measured: 864 at 2920 and at 4562."""

A_PAIR_APART = 14.0
"""Days between two values of which nothing is said. Measured: 864 at 11.2 and at 17.5."""

DONE_AGO = 365.0
"""Days since an operation of which nothing is said. Measured: 864 at 292 and at 456.25."""

OLDEST = 120
"""Years beyond which a number is no age. Set by the oldest person known, of 122 years."""

# Which sentence answers

COVERED = 0.5
"""The share of a question's weight that its best sentence must meet; below it, silence. Measured:
867 at 0.4, 851 at 0.625."""

COVERED_OF_PATIENT = 0.33
"""The same where a patient's facts, which no sentence repeats, are part of the question. Measured:
865 at 0.264, 861 at 0.4125."""

CLOSE = 0.8
"""A further sentence must meet so much of that share. Measured: 864 at 0.64, 863 at 1."""

NEXT = 0.6
"""And score so much of the best one. Measured: 863 at 0.48, 861 at 0.75."""

SAME = 0.6
"""Two sentences with so many words in common, and a statement, say the same. Measured: 862 at
0.48, 864 at 0.75."""

UNKNOWN = 0.6
"""What a word that the guideline never uses weighs, as a share of its rarest word. Measured: 864
at 0.48 and at 0.75."""

WANTED = 2.0
"""How much more a word weighs that says what is wanted of the subject. Measured: 864 at 1.6, 866
at 2.5."""

FLAT = 0.4
"""What is added to the share met before it multiplies the score, so that a long question does not
drown it. Measured: 864 at 0.32 and at 0.5."""

FAVOR = {"answer": 1.2, "statement": 1.0, "recommendation": 1.0, "alert": 0.9, "check": 0.9}
"""By the kind of sentence. Measured, a fifth less and more: answer 854 and 854, statement 854 and
851, recommendation 861 and 858, alert 864 and 862, check 864 and 863."""

ASIDE = 0.7
"""In its place for statements that are remarks. Measured: 864 at 0.56 and at 0.875."""

# What the plan of a patient adds

ALL_BUT = 0.75
"""So much met leaves nothing for the plan's treatments to add; its alerts are told all the same.
Measured: 864 at 0.6 and at 0.9375."""

PLAINLY = 0.5
"""So much met puts a sentence before what the plan says of the patient. Measured: 864 at 0.4 and
at 0.625."""

BEARS = 0.25
"""How near an item of the plan must be to the question, as a share of the nearest. Measured: 864
at 0.2 and at 0.3125."""

NEAR_THE_PLAN = 2.0
"""How much nearness weighs beside what is done. Measured: 864 at 1.6 and at 2.5."""

ACTION = {
    "administer": 1.0, "prescribe": 1.0, "withhold": 0.9, "stop": 0.9, "assess": 0.6, "test": 0.6,
    "refer": 0.5, "advise": 0.4,
}  # fmt: skip
"""What is done comes before what is told, where the question favors neither. Measured, a fifth
less and more: 864 each time, for administer, withhold, assess and advise."""

# How much is said

FOUND = 40
"""Sentences that the search returns. Measured: 864 at 32 and at 50."""

RANKED = 12
"""Those of them that may be said. Measured: 864 at 10 and at 15."""

AT_ONCE = 4
"""Sentences of the guideline in one answer. Measured: 857 at 3, 864 at 5."""

BESIDE_A_PLAN = 2
"""Beside those of a plan. Measured: 858 at 1, 865 at 3."""

MOST_LED = 3
"""Statements on what the question takes for granted. Measured: 864 at 2 and at 4."""

MOST_ALERTS = 3
"""Alerts of the plan. Measured: 864 at 2 and at 4."""

MOST_PLANNED = 5
"""Lines of the plan with its first two alerts. Measured: 864 at 4 and at 6."""

MOST_WAITING = 2
"""Lines while the plan waits for facts. Measured: 864 at 1 and at 3."""

MOST_ASKED = 4
"""Questions back. Measured: 862 at 3, 864 at 5."""

MOST_CITES = 6
"""Sources of a statement. Measured: 864 at 5 and at 8."""

LONGER = 1.6
"""A rewording by a language model may be so much longer than the sentence. Set by the stub models
of tests/answers/test_rephrase.py: what adds a sentence is beyond it."""
