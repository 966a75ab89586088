"""A few processes for work that takes long: each can be ended, and no more run at once.

    pool = Pool(make, size=2)         # `make()` prepares, in each process, what work is done with
    await pool.run(work, argument)    # `work(ground, argument)` there; both must be picklable

Work that takes more of a processor than it may is ended by the kernel, with its process; another
takes its place. Who would wait too long is told so at once, and when to come back (BusyError). The
processes end with the one that made them, however that ends.
"""

import asyncio
import gc
import math
import os
import pickle
import resource
import select
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

Ground = TypeVar("Ground")
Given = ParamSpec("Given")
Found = TypeVar("Found")

SECONDS = 10
"""Of a processor that one piece of work may take."""

AT_LONGEST = 120.0
"""Seconds of the clock: who waits that long for nothing waits no more."""

MEMORY = 2 * 2**30
"""Bytes that a process may hold."""

SEARCHED_AFTER = 20_000
"""New objects after which a process looks for garbage. Nearly all that an answer is made of goes
with its last reader, and a search after every 700 is a thirtieth of the time of a plan."""

PATIENCE = 2.5
"""Seconds for which work waits for a process."""


class BusyError(Exception):
    """No process was free soon enough; `again` is after how many seconds one may be."""

    def __init__(self, again: int = 2) -> None:
        self.again = again
        super().__init__(f"busy; again in {again} s")


class TooLongError(Exception):
    """The work took more than it may, and was ended."""


class CrashError(Exception):
    """The work or its process broke: of what kind, and where. Nothing of what it was given."""


@dataclass
class Pool(Generic[Ground]):
    make: Callable[[], Ground]
    """Picklable; called once in each process."""
    size: int = 2
    most_waiting: int = 400
    seconds: int = SECONDS
    niceness: int = 0
    """How far its processes stand back for others."""
    waiting: int = 0
    usual: float = 0.0
    """Seconds that work took of late: who would wait too long by it is told at once."""
    workers: list["Worker"] = field(default_factory=list)
    free: "asyncio.LifoQueue[Worker]" = field(default_factory=asyncio.LifoQueue)
    """The last that worked is asked first: what it needs is still at hand to its processor."""

    def start(self) -> None:
        """Returns at once; the processes get ready meanwhile."""
        packed = pickle.dumps(self.make)
        for _ in range(self.size):
            worker = Worker(packed, self.seconds, self.niceness)
            self.workers.append(worker)
            self.free.put_nowait(worker)

    async def ready(self) -> None:
        """Waits until every process is prepared."""
        await asyncio.gather(*(worker.ask((_nothing, (), {})) for worker in self.workers))

    def close(self) -> None:
        """What is under way is ended."""
        for worker in self.workers:
            worker.end()
        self.workers, self.free = [], asyncio.LifoQueue()

    async def run(
        self,
        work: Callable[Concatenate[Ground, Given], Found],
        *arguments: Given.args,
        **named: Given.kwargs,
    ) -> Found:
        """What `work` returns or raises, there. Raises BusyError, TooLongError, CrashError."""
        if not self.workers or self.waiting >= self.most_waiting:
            raise BusyError
        # Told at once rather than after the wait: a refusal in time lets a hook's caller go on, and
        # keeps work that nobody waits for any more from piling up.
        if (expected := self.waiting * self.usual / self.size) > PATIENCE:
            raise BusyError(math.ceil(expected))
        self.waiting += 1
        try:
            worker = await self._next() if self.free.empty() else self.free.get_nowait()
            # Who no longer waits for the answer leaves the process to give it all the same.
            outcome: Found = await asyncio.shield(self._done(worker, (work, arguments, named)))
            return outcome
        finally:
            self.waiting -= 1

    async def _next(self) -> "Worker":
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.free.get()
        except TimeoutError:
            raise BusyError from None

    async def _done(self, worker: "Worker", message: tuple[Any, ...]) -> Any:
        began = time.monotonic()
        try:
            return await worker.ask(message)
        finally:
            # A running mean of about the last twenty; no list of them has to be kept.
            self.usual += (time.monotonic() - began - self.usual) / 20
            self.free.put_nowait(worker)


_SIZE = struct.Struct("!i")
"""Before each message on a line, as `Connection` writes and reads it."""

_PART = 2**18
"""Bytes of a message that are taken at once."""


class Worker:
    """One process and its successors."""

    def __init__(self, packed: bytes, seconds: int, niceness: int) -> None:
        self.given = (packed, seconds, niceness)
        self.begin()

    def begin(self) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload([__name__, "hematinic.web.app"])
        ours, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, *self.given), daemon=True)
        self.process.start()
        theirs.close()
        # As the event loop waits at it, without a thread for each process.
        self.line = socket.fromfd(ours.fileno(), socket.AF_UNIX, socket.SOCK_STREAM)
        self.line.setblocking(False)
        ours.close()
        self.owes = False
        """An answer that has not come, or not whole."""

    def end(self) -> None:
        try:
            self.process.kill()
            self.process.join()
            self.process.close()
        except ValueError:
            return  # it is closed already
        self.line.close()

    async def ask(self, message: tuple[Any, ...]) -> Any:
        """Of a process that has ended, its successor."""
        # An answer that is owed to somebody who left would be taken for the answer to this
        # question.
        if self.owes or self.has_ended():
            await asyncio.to_thread(self.again)
        self.owes = True
        try:
            async with asyncio.timeout(AT_LONGEST):
                await self.send(pickle.dumps(message))
                whole, answer = pickle.loads(await self.received())
        except TimeoutError as error:
            await asyncio.to_thread(self.again)
            raise TooLongError from error
        except (EOFError, OSError) as error:
            raise await asyncio.to_thread(self.why) from error
        self.owes = False
        if whole:
            return answer
        raise answer

    def has_ended(self) -> bool:
        try:
            # A look that takes nothing away: no bytes at all mean that the other end is closed.
            return not self.line.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    async def send(self, content: bytes) -> None:
        whole = _SIZE.pack(len(content)) + content
        await asyncio.get_running_loop().sock_sendall(self.line, whole)

    async def received(self) -> memoryview:
        """The content of a whole message. Raises EOFError, OSError."""
        loop = asyncio.get_running_loop()
        message: asyncio.Future[memoryview] = loop.create_future()
        # Listened to until all of it has come: to begin anew for each part costs as much as the
        # part.
        # By its number: the loop would put a socket that it does not know into words, and ask the
        # kernel for them.
        number = self.line.fileno()
        loop.add_reader(number, self.take, bytearray(), message)
        try:
            return await message
        finally:
            loop.remove_reader(number)

    def take(self, content: bytearray, message: "asyncio.Future[memoryview]") -> None:
        """What has come of a message."""
        if message.done():
            return
        try:
            part = self.line.recv(_PART)
            if not part:
                raise EOFError
        except BlockingIOError:
            return
        except (EOFError, OSError) as error:
            message.set_exception(error)
            return
        content += part
        if len(content) < _SIZE.size:
            return
        size = _SIZE.size + _SIZE.unpack_from(content)[0]
        if len(content) >= size:
            message.set_result(memoryview(content)[_SIZE.size : size])

    def why(self) -> Exception:
        """Why it has ended; another is begun."""
        self.process.join(1)
        status = self.process.exitcode
        self.again()
        # The first is of the limit of processor time, the second of a machine that is short of
        # memory.
        if status in (-signal.SIGXCPU, -signal.SIGKILL):
            return TooLongError()
        return CrashError(f"the process ended with {status}")

    def again(self) -> None:
        self.end()
        self.begin()


# In the process


_ALONE = False


def alone() -> bool:
    """Whether this is a process of a pool: nobody else waits here, and too much is ended."""
    return _ALONE


def _serve(line: Connection, packed: bytes, seconds: int, niceness: int) -> None:
    """Until the other end is closed."""
    global _ALONE
    _ALONE = True
    end_with(line)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: the server decides
    os.environ["RAYON_NUM_THREADS"] = "1"  # what sets PDFs would take every processor
    _bound(resource.RLIMIT_CORE, 0)
    ground = pickle.loads(packed)()
    os.nice(niceness)  # once it is ready, which others may wait for
    gc.collect()
    gc.freeze()  # it lives as long as the process, and is kept out of every collection
    gc.set_threshold(SEARCHED_AFTER)
    # After the guideline was read, which is allowed more than a request is.
    _bound(resource.RLIMIT_AS, MEMORY)
    while True:
        try:
            work, arguments, named = line.recv()
        except (EOFError, OSError):
            return
        # Anew for each piece of work: the limit counts from the beginning of the process.
        _bound(resource.RLIMIT_CPU, math.ceil(time.process_time()) + seconds)
        try:
            outcome = (True, work(ground, *arguments, **named))
        except Exception as error:
            outcome = (False, _sendable(error))
        try:
            _put(line, pickle.dumps(outcome))
        except OSError:
            return


def _put(line: Connection, content: bytes) -> None:
    """As `line.send_bytes` does, but at once: it would write the size of what is long by itself,
    and the other end would wake up for that alone."""
    left = memoryview(_SIZE.pack(len(content)) + content)
    while left:
        left = left[os.write(line.fileno(), left) :]


def _bound(what: int, most: int) -> None:
    """As far as whoever started the program lets us."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _nothing(ground: object) -> None:
    """To see that a process is prepared."""


def _sendable(error: Exception) -> Exception:
    """The error itself where it travels; else only what kind it is, and where."""
    try:
        again = pickle.loads(pickle.dumps(error))
        if type(again) is type(error) and str(again) == str(error):
            return error
    except Exception:  # whatever it holds
        pass
    return CrashError(f"{type(error).__name__} at {place(error)}")


def place(error: BaseException) -> str:
    """`file:line`, and no message: that may quote a record."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


def end_with(line: Connection) -> None:
    """Ends this process, whatever it is at, when the other end of a line is gone: as it is when its
    process was killed."""

    def watch() -> None:
        gone = select.poll()
        gone.register(line.fileno(), 0)  # to be told of the end alone
        gone.poll()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
