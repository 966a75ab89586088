"""The current course of each patient: `record/courses.py`, for a whole block."""

import numpy as np

from hematinic.expressions.columns_tape import Array
from hematinic.record.columns.scene import Courses, Scene, firsts, lasts

FAR = 1e8
"""Days beyond every day."""


def current_courses(scene: Scene, name: str, gap: int) -> Courses:
    """Of the course of that name."""
    events, count = scene.events, scene.patients
    given = scene.of_kinds(name, frozenset({"given"}))
    started = scene.of_kinds(name, frozenset({"started"}))
    stopped = scene.of_kinds(name, frozenset({"stopped"}))
    rows = np.concatenate((given, started))
    first = events["first"]
    until = events["until"][started]
    until = np.where(np.isnan(until), np.inf, until)
    stop = np.minimum(stop_of(scene, started, stopped), until)
    ends = np.concatenate((events["last"][given], stop))
    begun = first[rows] <= scene.as_of
    rows, ends = rows[begun], ends[begun]
    # By the start, as `courses.py` joins periods: sorted by the end, a long period would come after
    # the pause that it bridges.
    order = np.lexsort((ends, first[rows], events.patient[rows]))
    patient, starts, ends = events.patient[rows][order], first[rows][order], ends[order]
    current, start, end = joined(count, patient, starts, ends, gap)
    current &= ~(end + gap < scene.as_of)
    running = current & _running(scene, given, stopped, end)
    return Courses(current, np.where(current, start, np.nan), running)


def joined(
    count: int, patient: Array, starts: Array, ends: Array, gap: int
) -> tuple[Array, Array, Array]:
    """The last run of periods, sorted by patient and start, that no pause longer than the gap
    parts: whether there is one, its first and its last day."""
    exists = np.zeros(count, dtype=bool)
    start, end = np.full(count, np.nan), np.full(count, np.nan)
    if not len(patient):
        return exists, start, end
    new = np.ones(len(patient), dtype=bool)
    new[1:] = patient[1:] != patient[:-1]
    # What has ended so far, of each patient: a running maximum that no earlier patient reaches. An
    # end before a pause cannot hide a later pause, since what comes after starts beyond the gap.
    base = np.cumsum(new) * (4 * FAR)
    until = np.maximum.accumulate(base + np.clip(ends, -FAR, FAR)) - base
    parted = new.copy()
    parted[1:] |= starts[1:] - until[:-1] > gap
    heads = np.flatnonzero(parted)
    last = lasts(patient[heads])
    who = patient[heads[last]]
    exists[who] = True
    start[who] = starts[heads[last]]
    end[who] = np.maximum.reduceat(ends, heads)[last]
    return exists, start, end


def stop_of(scene: Scene, starts: Array, stops: Array) -> Array:
    """Of each start the day on which its medicine was stopped; infinite where it was not."""
    stopped = np.full(len(starts), np.inf)
    if not len(starts) or not len(stops):
        return stopped
    events = scene.events
    first, last, minute = events["first"], events["last"], events["minute"]
    start_key, stop_key = (_key(scene, rows) for rows in (starts, stops))
    # Whether the medicine had been started before: then a stop on the day of this start is a change
    # of dose, and not its end.
    changed = _least(start_key, last[starts], start_key) < first[starts]
    order = np.argsort(stop_key, kind="stable")
    stops, stop_key = stops[order], stop_key[order]
    low = np.searchsorted(stop_key, start_key, "left")
    # A join: each start beside every stop of the same patient and medicine. `start` repeats each
    # start so often, and `place` counts 0, 1, 2 within its stops.
    number = np.searchsorted(stop_key, start_key, "right") - low
    start = np.repeat(np.arange(len(starts)), number)
    place = np.arange(len(start)) - np.repeat(np.cumsum(number) - number, number)
    a, b = starts[start], stops[low[start] + place]
    same_day = (first[a] == first[b]) & (last[a] == last[b])
    by_clock = scene.clock[b] >= scene.clock[a]
    same_ends = np.where((minute[a] >= 0) & (minute[b] >= 0), by_clock, ~changed[start])
    ends = np.where(same_day, same_ends, last[b] >= first[a])
    # `at`, since a start comes up once for each of its stops, and plain indexing keeps one of them.
    np.minimum.at(stopped, start[ends], last[b[ends]])
    return stopped


def _key(scene: Scene, rows: Array) -> Array:
    """One for each patient and medicine."""
    names = len(scene.codes.names)
    key: Array = scene.events.patient[rows] * names + scene.events["name"][rows]
    return key


def _least(keys: Array, numbers: Array, asked: Array) -> Array:
    """Of each key that is asked for the least number that any row of it has."""
    order = np.argsort(keys, kind="stable")
    heads = firsts(keys[order])
    least = np.minimum.reduceat(numbers[order], heads)
    answers: Array = least[np.searchsorted(keys[order][heads], asked)]
    return answers


def _running(scene: Scene, given: Array, stopped: Array, end: Array) -> Array:
    patient, last = scene.events.patient, scene.events["last"]
    has_stop = np.zeros(scene.patients, dtype=bool)
    late = last[stopped] >= end[patient[stopped]]
    has_stop[patient[stopped][late]] = True
    has_dose = np.zeros(scene.patients, dtype=bool)
    has_dose[patient[given][last[given] == end[patient[given]]]] = True
    goes_on = (end > scene.as_of) | ((end == scene.as_of) & ~has_stop)
    running: Array = goes_on | (~has_stop & has_dose)
    return running
