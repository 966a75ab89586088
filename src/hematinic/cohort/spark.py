"""A cluster as the carrier: Spark hands out the numbers of the parts, the same kernels decide them.

Store and answers lie where every worker reaches them by the same path. A worker that is lost is
asked for again by Spark, and writes the same file. Needs pyspark (`pip install 'hematinic[spark]'`)
and a Java.
"""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from hematinic.cohort.engine import Engine
from hematinic.cohort.run import Parts, Runner
from hematinic.guideline.rules import load
from hematinic.record.events import LocalLimit, RecordError


def missing() -> str:
    """What is not here and is needed; empty where all of it is."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "pyspark is not installed: pip install 'hematinic[spark]'"
    if shutil.which("java") is None:
        return "there is no java; Spark needs one"
    return ""


def runner(guideline: Path | None = None, limits: tuple[LocalLimit, ...] = ()) -> Runner:
    """Of `run.run`; each worker loads the guideline's folder, the one installed if none.

    Raises RecordError where something is missing.
    """
    if says := missing():
        raise RecordError([f"--engine spark: {says}"])

    def carried(parts: Parts, jobs: int) -> Iterator[int]:
        from pyspark.sql import SparkSession

        session = SparkSession.builder.getOrCreate()
        store, as_of, out, jurisdiction = parts.store, parts.as_of, parts.out, parts.jurisdiction
        numbers = [(number,) for number in range(store.about.parts)]

        def decide(batches: Iterable[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
            engine = Engine(load(guideline), limits=limits)
            own = Parts(engine, store, as_of, out, jurisdiction)
            for batch in batches:
                counts = [own.write(number) for number in batch.column(0).to_pylist()]
                yield pa.RecordBatch.from_arrays([pa.array(counts, pa.int64())], ["patients"])

        asked = session.createDataFrame(numbers, "part int").repartition(max(len(numbers), 1))
        yield from (
            row["patients"] for row in asked.mapInArrow(decide, "patients bigint").collect()
        )

    return carried
