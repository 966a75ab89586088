"""The program itself: a command is run, and whatever happens ends in a status and a sentence."""

import gc
import os
import sys
from typing import NoReturn

from hematinic.cli.main import PATIENT, app
from hematinic.guideline.mistake import GuidelineError
from hematinic.record.events import RecordError
from hematinic.render.screen.console import printable, whole_output

FAULT = 3

AT_ONCE = frozenset(command.__name__ for command in PATIENT)
"""Commands that end before a search for garbage finds any; it would be a sixth of their time."""


def main() -> None:
    """Exit status: 0 done, 1 the input was refused or the output could not be written, 2 a finding
    that must stop, 3 a fault of the program."""
    whole_output()
    debug = "--debug" in sys.argv[1:]
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    if AT_ONCE.intersection(arguments[:1]):
        gc.disable()
    try:
        try:
            app(args=arguments)
        finally:
            sys.stdout.flush()
            gc.freeze()  # on the way out nothing is searched for garbage: all of it goes
    except RecordError as error:
        _refused("\n".join(f"refused: {problem}" for problem in error.problems))
    except GuidelineError as error:
        _refused(str(error))
    except BrokenPipeError:  # whoever read it has read enough
        _give_up_output()
        sys.exit(1)
    except OSError as error:
        if debug:
            raise
        _refused(f"refused: {_shortened(error.filename)}: {error.strerror or error}")
    except Exception as error:
        if debug:
            raise
        # Its message may quote the record: only its kind is told.
        says = f"This is a fault of hematinic ({type(error).__name__}); nothing it printed counts."
        _refused(f"{says} See it with --debug, and report it, without patient data.", FAULT)


def _shortened(file: object) -> str:
    """A name may be longer than a screen; it may be a number too, of what is open."""
    name = str(file or "standard output")
    return name if len(name) <= 100 else f"{name[:50]}…{name[-40:]}"


def _refused(says: str, status: int = 1) -> NoReturn:
    print(printable(says), file=sys.stderr)
    try:
        sys.stdout.flush()
    except OSError:
        _give_up_output()
    sys.exit(status)


def _give_up_output() -> None:
    """What could not be written is not tried again on the way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
