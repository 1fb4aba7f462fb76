"""A folder of immutable DuckDB files and a pointer, `CURRENT`, to the published one.

DuckDB lets no second process in while one writes, so a load works on a copy and publishes it
by replacing the pointer, which the file system does at once or not at all. Readers open the
file that `CURRENT` names and are never blocked; a crash leaves the old generation in place.
"""

import contextlib
import os
import shutil
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import filelock

from heatqa import errors, language
from heatqa.warehouse import memory, schema

KEPT = 5
_DIGITS = 6
_POINTER = "CURRENT"
_LOCK = "writer.lock"
_HOLDER = "writer.txt"


class Warehouse:
    """The warehouse in one folder: read the published generation, or write the next one.

    With the name of a `generation` it shows that one instead, as long as it is kept.
    """

    def __init__(self, folder: Path, generation: str | None = None) -> None:
        self.folder = Path(folder)
        self._generation = generation

    def generations(self) -> list[Path]:
        """The files kept, oldest first."""
        return sorted(self.folder.glob(f"generation-{'[0-9]' * _DIGITS}.duckdb"))

    def published(self) -> Path:
        """The file that readers see.

        Raises:
            WarehouseMissing: nothing has been published here yet.
            WarehouseBroken: the pointer names no generation.
            GenerationGone: the one asked for is no longer kept.
        """
        if self._generation is not None:
            file = self.folder / self._generation
            if not file.is_file():
                raise errors.GenerationGone(path=file, kept=KEPT)
            return file
        pointer = self.folder / _POINTER
        if not pointer.exists():
            raise errors.WarehouseMissing(path=self.folder)
        try:
            name = pointer.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as problem:
            raise errors.WarehouseBroken(path=pointer, found=_first_line(problem)) from None
        if not name.startswith("generation-") or not (self.folder / name).is_file():
            raise errors.WarehouseBroken(path=pointer, found=repr(name[:80]))
        return self.folder / name

    def read(self) -> duckdb.DuckDBPyConnection:
        """A read-only connection to the published generation.

        Raises:
            WarehouseMissing: nothing has been published here yet.
            WarehouseBroken: the file is gone or damaged.
        """
        file = self.published()
        try:
            connection = duckdb.connect(str(file), read_only=True)
            connection.execute("select load_id from loads").fetchall()
            schema.complete(connection)
        except duckdb.Error as problem:
            if self.published() != file:
                # Several loads have been published since the pointer was read.
                return self.read()
            raise errors.WarehouseBroken(path=file, found=_first_line(problem)) from None
        return connection

    @contextlib.contextmanager
    def write(self, memory_limit: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to a copy of the published generation, published if the block succeeds.

        Nobody sees anything of the block before it has succeeded; an error or a crash publishes
        nothing. With a `memory_limit` such as `2GB`, what does not fit lies in a folder beside the
        copy.

        Raises:
            WarehouseLocked: another process is loading.
            WarehouseUnwritable: the folder cannot be written, or the disk is full.
            MemoryLacking: not even with the disk's help does the work fit into the limit.
        """
        with self._locked():
            yield from self._next_generation(memory_limit)

    def writer(self) -> str | None:
        """Who is loading here, in the user's words; None if nobody is.

        A note that a killed load left behind is no writer: the lock itself is asked.
        """
        if not (self.folder / _HOLDER).exists():
            return None
        try:
            with filelock.FileLock(self.folder / _LOCK, timeout=0):
                return None
        except (filelock.Timeout, OSError):
            return self._holder()

    def roll_back(self) -> Path:
        """Publish the generation before the published one and return its file.

        A pointer that names nothing is mended by naming the latest generation there is.

        Raises:
            WarehouseMissing: nothing has been published here yet.
            NothingEarlier: there is no earlier generation.
            WarehouseLocked: another process is loading.
        """
        if not self.folder.is_dir():
            raise errors.WarehouseMissing(path=self.folder)
        with self._locked():
            earlier = self.generations()
            with contextlib.suppress(errors.WarehouseBroken):
                published = self.published()
                earlier = [file for file in earlier if file < published]
            if not earlier:
                raise errors.NothingEarlier(path=self.folder)
            self._publish(earlier[-1])
            return earlier[-1]

    def _next_generation(self, memory_limit: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
        self._remove_unpublished()
        numbers = [int(file.stem.rpartition("-")[2]) for file in self.generations()]
        new = self.folder / f"generation-{max(numbers, default=0) + 1:0{_DIGITS}d}.duckdb"
        draft = new.with_suffix(".draft")
        base = self.published() if (self.folder / _POINTER).exists() else None
        try:
            if base:
                shutil.copyfile(base, draft)
            yield from self._drafted(draft, memory_limit)
            _flush(draft)
            if base:
                # What was rolled back is not what came before this one.
                self._forget(file for file in self.generations() if file > base)
            draft.rename(new)
            self._publish(new)
        finally:
            self._remove_unpublished()
        self._forget(self.generations()[:-KEPT])

    @staticmethod
    def _drafted(draft: Path, memory_limit: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to a draft; what was done in it is written down when it goes well."""
        with duckdb.connect(str(draft)) as connection:
            memory.limit(connection, memory_limit)
            connection.execute("begin")
            schema.create(connection)
            yield connection
            connection.execute("commit")
            connection.execute("checkpoint")

    def _publish(self, file: Path) -> None:
        pointer = self.folder / f"{_POINTER}.new"
        pointer.write_text(file.name + "\n", encoding="utf-8")
        _flush(pointer)
        pointer.replace(self.folder / _POINTER)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the writer's lock; what the disk refuses meanwhile is said in the user's words."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._lock():
                yield
        except filelock.Timeout:
            raise errors.WarehouseLocked(path=self.folder, holder=self._holder()) from None
        except duckdb.OutOfMemoryException as problem:
            found = _first_line(problem)
            raise errors.MemoryLacking(path=self.folder, found=found) from None
        except (
            OSError,
            duckdb.IOException,
            # A commit or a checkpoint that meets a full disk is the end of the draft alone.
            duckdb.TransactionException,
            duckdb.FatalException,
        ) as problem:
            found = _first_line(problem)
            raise errors.WarehouseUnwritable(path=self.folder, found=found) from None

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        with filelock.FileLock(self.folder / _LOCK, timeout=0):
            holder = language.say(
                "warehouse.holder", process=os.getpid(), host=socket.gethostname()
            )
            (self.folder / _HOLDER).write_text(holder, encoding="utf-8")
            try:
                yield
            finally:
                (self.folder / _HOLDER).unlink(missing_ok=True)

    def _holder(self) -> str:
        with contextlib.suppress(OSError):
            return (self.folder / _HOLDER).read_text(encoding="utf-8")
        return language.say("warehouse.holder_unknown")

    def _remove_unpublished(self) -> None:
        """Drafts of a load that failed or was killed; nobody else can be writing one."""
        for leftover in self.folder.glob("generation-*.draft*"):
            if leftover.is_dir():
                # What did not fit into memory.
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)

    def _forget(self, files: Iterable[Path]) -> None:
        for file in files:
            # A reader that still has it open keeps it on Windows; the next load tries again.
            with contextlib.suppress(PermissionError):
                file.unlink()


def _first_line(problem: Exception) -> str:
    return str(problem).partition("\n")[0]


def _flush(file: Path) -> None:
    """Wait until the file is on the disk, so that a power cut cannot publish half of it."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
