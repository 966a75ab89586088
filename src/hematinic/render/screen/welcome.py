"""What `hematinic` says where it is asked for nothing: what to do first."""

from hematinic import __version__
from hematinic.guideline.model import Header

FIRST = (
    ("hematinic serve", "the answer and the planner, in a browser"),
    ('hematinic ask "{question}"', ""),
    ("hematinic sample --patients 3 --out records", "fictional patients, to try it with"),
    ("hematinic plan records/bundles/0000/sample-000000.json", "the plan for one of them"),
    ("hematinic --help", "all that it can do"),
)
"""Each works in an empty folder, in this order."""

WIDTH = 56


def text(header: Header) -> str:
    lines = [
        f"hematinic {__version__}: a patient's record in; a safe, cited, dated plan out.",
        f"{header.title}.",
        header.draft_notice,
        "",
        "Begin with one of these:",
    ]
    for command, says in FIRST:
        written = command.format(question=header.question)
        lines.append(f"  {written:{WIDTH}}{says}".rstrip())
    return "\n".join(lines) + "\n"
