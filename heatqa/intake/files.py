"""Which files to read: paths and folders in, export files out, each with its kind and its parts."""

import contextlib
import gzip
import hashlib
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

import duckdb

from heatqa import errors

KINDS = {
    ".csv": "text",
    ".txt": "text",
    ".tsv": "text",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xls": "excel",
    ".et": "excel",
    ".parquet": "parquet",
}
_PACKED = (".gz", ".zip")
# What reading a packed file may raise where it is damaged, besides errors of the system.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError)
_GZIPPED = b"\x1f\x8b"
_BLOCK = 1 << 20
# Where DuckDB says which line of a text it cannot read.
_LINE = re.compile(r"(?<=Line: )\d+")


@dataclass(frozen=True)
class Part:
    """One table-like thing in a file: the file itself, what a .gz holds, or a member of a .zip."""

    file: Path
    member: str | None
    kind: str
    open: Callable[[], BinaryIO]

    @property
    def name(self) -> str:
        """The name for messages."""
        return f"{self.file}" if self.member is None else f"{self.file}:{self.member}"


def find(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The export files among `paths`, folders walked in order of name.

    Returns:
        The files to read, and those in folders that were passed over because of their ending.

    Raises:
        FileMissing: a path is not there.
        FileKindUnknown: a file that was named itself has an ending that is not read.
    """
    chosen: list[Path] = []
    passed_over: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                if file.is_file() and not _hidden(file.relative_to(path)):
                    (chosen if kind_of(file.name) else passed_over).append(file)
        elif not path.exists():
            raise errors.FileMissing(path=path)
        elif kind_of(path.name) is None:
            raise errors.FileKindUnknown(path=path, found=path.suffix or path.name)
        else:
            chosen.append(path)
    return list(dict.fromkeys(chosen)), passed_over


def kind_of(name: str) -> str | None:
    """Text, excel, parquet or zip, by the ending of a file's name; nothing if it is not read."""
    path = PurePosixPath(name.lower())
    if path.suffix == ".zip":
        return "zip"
    if path.suffix == ".gz":
        return KINDS.get(PurePosixPath(path.stem).suffix, "text")
    return KINDS.get(path.suffix)


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file, by which a second load of it is recognised.

    Raises:
        FileBroken: the file may not be read.
    """
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as problem:
        raise broken(path, path.suffix, problem) from None


def state(path: Path) -> tuple[int, int]:
    """Size and time of the last change: if they differ afterwards, somebody wrote meanwhile.

    Raises:
        FileChanged: the file has vanished.
    """
    try:
        found = path.stat()
    except OSError as problem:
        raise errors.FileChanged(path=path, found=problem.strerror or str(problem)) from None
    return found.st_size, found.st_mtime_ns


def parts(path: Path) -> Iterator[Part]:
    """What there is to read in a file.

    Raises:
        FileEmpty: the file, or a .zip's list of members, is empty.
        FileBroken: it is not the archive its name says.
    """
    if state(path)[0] == 0:
        raise errors.FileEmpty(path=path, found="0 B")
    kind = kind_of(path.name) or "text"
    if kind == "zip":
        yield from _members(path)
    elif path.suffix.lower() == ".gz" and _begins(path, _GZIPPED):
        yield Part(path, None, kind, lambda: cast("BinaryIO", gzip.GzipFile(path)))
    else:
        yield Part(path, None, kind, lambda: path.open("rb"))


def unpacked_already(part: Part) -> Path | None:
    """The file itself, if its very bytes are the part's."""
    return part.file if part.member is None and part.file.suffix.lower() != ".gz" else None


def unpacked(part: Part, folder: Path) -> Path:
    """A path with a part's bytes, for readers that need a file on disk.

    Raises:
        FileBroken: the archive is damaged.
    """
    if file := unpacked_already(part):
        return file
    target = folder / f"unpacked-{hashlib.sha256(part.name.encode()).hexdigest()[:12]}"
    try:
        with part.open() as source, temporary(target) as copy:
            while block := source.read(_BLOCK):
                copy(block)
    except (OSError, *DAMAGED) as problem:
        raise broken(part.name, part.file.suffix, problem) from None
    return target


@contextlib.contextmanager
def temporary(target: Path) -> Iterator[Callable[[bytes], object]]:
    """A function that adds to a file beside the load, told apart from reading the export.

    Raises:
        SpaceLacking: the disk for temporary files refuses.
    """

    def write(block: bytes) -> None:
        rest = memoryview(block)
        try:
            while rest:
                rest = rest[copy.write(rest) :]
        except OSError as problem:
            found = problem.strerror or str(problem)
            raise errors.SpaceLacking(path=target.parent, found=found) from None

    # Unbuffered: a full disk is met while writing, not while closing.
    with target.open("ab", buffering=0) as copy:
        yield write


@contextlib.contextmanager
def reading(name: str, kind: str, lines_before: int = 0) -> Iterator[None]:
    """What DuckDB cannot read in the block is the file's fault, unless memory and disk lack room.

    Args:
        name: The file, for messages.
        kind: What it should be.
        lines_before: How many of its lines stand before those that are read.

    Raises:
        FileBroken: the file is not what its name says.
    """
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as problem:
        found = _LINE.sub(lambda line: str(int(line[0]) + lines_before), str(problem))
        raise broken(name, kind, found) from None


def broken(name: str | Path, kind: str, problem: BaseException | str) -> errors.FileBroken:
    """The error for a file that is not what its name says, with the first line of the cause."""
    lines = str(problem).splitlines() or [type(problem).__name__]
    return errors.FileBroken(path=name, kind=kind, found=lines[0])


def _members(path: Path) -> Iterator[Part]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(entry.filename for entry in archive.infolist() if not entry.is_dir())
    except (OSError, *DAMAGED) as problem:
        raise broken(path, ".zip", problem) from None
    readable = [
        name
        for name in names
        if not _hidden(PurePosixPath(name)) and kind_of(name) not in (None, "zip")
    ]
    if not readable:
        raise errors.FileEmpty(path=path, found=", ".join(names) or "0")
    for name in readable:
        yield Part(path, name, str(kind_of(name)), _opener(path, name))


def _opener(path: Path, name: str) -> Callable[[], BinaryIO]:
    def open_member() -> BinaryIO:
        archive = zipfile.ZipFile(path)
        try:
            member = archive.open(name)
        except RuntimeError as problem:
            # An encrypted member.
            raise broken(f"{path}:{name}", ".zip", problem) from None
        finally:
            # The member keeps the file open by itself until it is closed.
            archive.close()
        if name.lower().endswith(".gz"):
            return cast("BinaryIO", gzip.GzipFile(fileobj=member))
        return cast("BinaryIO", member)

    return open_member


def _begins(path: Path, mark: bytes) -> bool:
    """Whether a file begins like that; one that was renamed only does not."""
    with path.open("rb") as source:
        return source.read(len(mark)) == mark


def _hidden(path: Path | PurePosixPath) -> bool:
    """Hidden files, and the lock files that spreadsheets leave beside open workbooks."""
    return any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
