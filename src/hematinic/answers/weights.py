"""Every number by which a question is read and an answer chosen, and what set it.

*Measured* is `python -m tools.weights`, for what reads a question: how many of 890 were right (445
questions, each for either reader) with a fifth less and a fifth more than what stands here, where
864 were, with the ranking of that time. *Set by reading* is for what ranks: the first 200 questions
of tests/answers/graded were answered and read until no change bettered more than it spoiled. Where
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

ALARM = 0.45
"""The chance that a question tells of an emergency, from which on help is called though no phrase
of it is known. Set by the questions of tests/answers/test_urgent.py that only look like one: the
nearest is at 0.42. `tools.alarmed` tells what is seen from it on."""

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

NOT_ANSWERED = 0.4
"""What a word of the question that is in no such question counts against it. Set by reading, as
NOT_ASKED."""

NOT_ASKED = 0.6
"""and a word of such a question that was not asked. Set by reading."""

CARRIED = 0.6
"""What a word of the question before counts, where a question leans on it. Set by reading."""

ALONE = 0.3
"""The share of what a question tells by itself, where it leans on the one before. Set by 742
labelled questions, each ranked by what was learned without it, and 50 of sealed strangers: 536
right first, 522 with one reading alone, whichever is surer; from 0.1 to 0.35 more than that."""

LEANS_SOONER = 0.2
"""How much less sure a question may be with the one before than without it, and still lean on it,
where its words leave it open. Set by the same questions as ALONE."""

TAKEN_FOR_GRANTED = 0.3
"""What is added for the sentence that answers what a question takes for granted. Set by reading."""

SURELY = {
    "score": 0.81, "apart": 0.21, "terms_met": 0.42, "learned": 0.46, "told": -0.33,
    "alike": -0.41, "core_lacks": 0.09, "strange": -0.29, "strange_share": -0.34,
    "another_topic": -1.22, "no_subject": -0.25, "uncovered": 0.06, "short": -0.47, "near": 0.31,
    "named_terms": 0.09, "values": -0.24, "elsewhere": -0.89,
}  # fmt: skip
"""What each sign weighs that the guideline answers a question at all. Set by `python -m
tools.ranked`, which learns it from questions that are answered and such as are declined."""

SURELY_FROM = -1.56
"""What is added to their sum before it becomes a chance of 0 to 1. Set by tools.ranked."""

LOWEST = 0.01
"""The score below which a farther one tells no more. Set by reading."""

HIGHEST = 0.97
"""The score beyond which a nearer one tells no more. Set by reading."""

A_SHORT_QUESTION = 7
"""Words of a question that is short. Set by reading."""

ENOUGH = 0.28
"""The least chance that answers a question of the subject; below it, silence. Set by reading: of
labelled ones between 0.2 and 0.3 half were answered rightly, of those below one in five."""

ENOUGH_WITH_VALUES = 0.2
"""The same of one that states a value, where facts would be asked for otherwise. Set by 65 labelled
ones between this and ENOUGH: 25 were answered rightly, and one was of another subject."""

ENOUGH_ELSEWHERE = 0.34
"""The same of a question that names no word of the subject. Set by reading of 570 labelled ones
that nothing was learned from, 366 of other subjects: one in twenty of these is answered."""

LACKS_THE_CORE = 0.7
"""The share of what half of an item's questions have that a question lacks which is hardly about
it. Set by reading, with ENOUGH_OF_LITTLE."""

ENOUGH_OF_LITTLE = 0.6
"""The same as ENOUGH_ELSEWHERE of a few such words, and of patients that the item is not about.
Set by reading: of the 425 one is lost."""

ENOUGH_LEANING = 0.15
"""The same of a question that leans on the one before. Set by 795 labelled ones: of 29 between this
and 0.2, 11 were answered rightly and none was of another subject."""

ENOUGH_UNCOVERED = 0.5
"""The same of a question that names what is not covered. Set by reading, as ENOUGH_ELSEWHERE."""

ENOUGH_ANOTHER_TOPIC = 0.9
"""The same of a question that names another medicine or topic. Set by the near misses of
tools.evaluate, of which 19 in 20 are declined."""

CLAIMED = 0.7
"""The same where the words weigh hardly for another subject (NOT_ELSEWHERE). Set by 770 labelled
questions that name another topic, of which none that is declined comes through, and by the near
misses."""

CLAIMED_WITH_VALUES = 0.45
"""The same where a value of the guideline's own tests is told besides. Set by the same."""

NOT_ELSEWHERE = -0.7
"""What they weigh for another subject, below which it is hardly one. Set by the same questions."""

BEFORE_A_CHANGE = 0.0
"""What the words of a question weigh for an item (`learned`), beyond which it goes, where it is
SURE too, before what a change of a value means. Set by reading."""

ENOUGH_TO_ASK = 0.15
"""The least chance that a question is of the subject, so that missing facts of its patient are
asked for. Set by the near misses of tools.evaluate, as ENOUGH_ANOTHER_TOPIC."""

ENOUGH_TAKEN_FOR_GRANTED = 0.12
"""The same of what answers what a question takes for granted. Set by reading, as ENOUGH."""

BEFORE_THE_PLAN = 0.5
"""The chance with which the guideline's own sentence comes before the plan of the facts that a
question states. Set by reading."""

SURE = 0.75
"""The chance with which the guideline answers though the plan or a value could. Set by reading."""

NEAR_A_CASE = 0.6
"""How near the best hit one must be whose case is the patient's, to be said where the plan of that
patient says nothing. Set by reading."""

UNWRITTEN = 0.5
"""The least share of a question that must be met where a guideline has no written questions to
learn from. Set by reading."""

BESIDE_NOTHING = 0.1
"""The least score of what is folded behind the plan. Set by reading."""

A_SHORT_ANSWER = 9
"""Words of a first sentence that is short: what stands behind it is shown with it. Set by
reading."""

AFTER_HELP = 0.4
"""The chance with which a clinician's question is answered behind a call for help. Set by
reading 31: what stands there otherwise repeats the call."""

THE_SAME_QUESTION = -0.5
"""What the words of a question weigh for an item (`learned`), beyond which a `Yes` or `No` of that
item answers what is asked. Set by reading."""

SURE_PART = 0.6
"""The chance of the first of several questions that are answered in turn. Set by reading."""

SURE_OF_THE_REST = 0.4
"""The same of each after it. Set by reading 86 texts of several questions: of the seven that are
answered in turn for it, six are so rightly."""

NEXT = 0.8
"""And score so much of the best one to be folded behind it. Set by reading."""

UNKNOWN = 0.8
"""What a word that the guideline never uses weighs, as a share of its rarest word. Set by
reading."""

MOST_PAIRED = 14
"""Terms of a question beyond which pairs of them are not looked at. Set by reading."""

NEAREST = 60
"""Items for which the words of a question weigh most, which alone are looked at closely. Set by
time."""

MIDDLE_FROM = -1.0
"""What stands for an item that nothing was learned for, before its words are weighed: what is
learned for one that is not asked for. Set by reading."""

MIDDLE = 1.5
"""What the words of its own questions weigh then, where all of them are met. Set by reading."""

RANK = {
    "learned": 3.52, "alike": 0.38, "terms": -0.17, "terms_three": 0.5, "told": 0.4,
    "terms_met": 0.88, "core_lacks": -0.17, "another_subject": -0.51, "another_group": -0.39,
    "kind": 0.37, "answer": 0.32,
}  # fmt: skip
"""What each sign of nearness weighs. Set by `python -m tools.ranked`, which learns it."""

RANK_FROM = 0.71
"""What is added to their sum before it becomes a score of 0 to 1. Set by tools.ranked."""

# What the plan of a patient adds

BEARS = 0.1
"""How near an item of the plan must be to the question, as a share of the nearest. Set by
reading."""

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
"""Sentences that the search returns. Set by reading."""

MOST_MORE = 2
"""Further items that are folded behind the answer. Set by reading: more were no help."""

MOST_READ = 3
"""Values of a question that are read one by one; more make a patient, whom the plan answers.
Set by reading."""

BESIDE_A_VALUE = 3
"""Words beside a value with which the question is still what the value means. Set by reading."""

MAKES_A_PATIENT = 2
"""Facts of a question from which on its plan may answer it. Set by reading."""

SHOWN_BEFORE = 90
"""Characters of the question before that are shown where one leans on it. Set by a line's width."""

MOST_ALERTS = 3
"""Alerts of the plan. Set by reading."""

MOST_PLANNED = 5
"""Lines of the plan with its first two alerts. Set by reading."""

MOST_WAITING = 2
"""Lines while the plan waits for facts. Set by reading."""

MOST_ASKED = 4
"""Questions back. Set by reading."""

MOST_CITES = 6
"""Sources of a statement. Set by reading."""

MET = 2
"""Terms of the last sentence that asks, from which on it is looked for, the rest beside it.
Set by reading."""
