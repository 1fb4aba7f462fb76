"""Is the company's own in order: settings, room on the disk, warehouse, writer, key."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from heatqa import clauses
from heatqa import settings as files
from heatqa.intake.privacy import KEY_FILE
from heatqa.language import number, say
from heatqa.settings import Settings
from heatqa.tables.moments import moment
from heatqa.warehouse import Warehouse
from heatqa.workplace.findings import Finding, good, poor
from heatqa.workplace.machine import wanted

_GIGABYTE = 10**9
_MEGABYTE = 10**6


def settings(read: Callable[[], Settings]) -> Finding:
    """Whether the settings can be followed, down to the documents and readings they name.

    Raises:
        HeatqaError: they cannot; the message says what to mend.
    """
    chosen = read()
    known = clauses.load(chosen.own_clauses).with_phrases(chosen.phrases)
    clauses.with_limits(known, chosen.limits).choice(chosen.readings)
    for document in chosen.documents:
        known.of_document(document)
    if chosen == Settings() and files.nearest() is None:
        return poor("settings", say("doctor.no_settings", path=files.FILE_NAME))
    documents = ", ".join(chosen.documents) or say("init.nothing.documents")
    company = chosen.company or say("init.nothing.company")
    return good("settings", say("doctor.settings", company=company, documents=documents))


def disk(chosen: Settings) -> Finding:
    """Whether there is room for the next load: beside the warehouse and for temporary files."""
    limits = wanted()["disk"]
    places = (_standing(chosen.warehouse), Path(tempfile.gettempdir()))
    free, place = min((shutil.disk_usage(place).free / _GIGABYTE, place) for place in places)
    # A load writes the next generation beside the present one.
    needed = 2 * sum(file.stat().st_size for file in _published(chosen)) / _GIGABYTE
    found = say("doctor.disk", free=number(free, 1), place=place)
    if free < max(limits["least_gigabytes"], needed):
        return poor("disk", found, "fail")
    if free < limits["enough_gigabytes"]:
        return poor("disk", found)
    return good("disk", found)


def warehouse(chosen: Settings) -> Finding:
    """Whether the published generation can be read, which it is and how many are kept.

    Raises:
        WarehouseBroken: it cannot be read.
    """
    store = Warehouse(chosen.warehouse)
    if not (chosen.warehouse / "CURRENT").exists():
        return poor("warehouse", say("doctor.no_warehouse", path=chosen.warehouse))
    store.read().close()
    file = store.published()
    found = say(
        "doctor.warehouse",
        path=file,
        published=moment(dt.datetime.fromtimestamp(int(file.stat().st_mtime))),  # noqa: DTZ006
        size=number(file.stat().st_size / _MEGABYTE, 1),
        kept=len(store.generations()),
    )
    return good("warehouse", found)


def writer(chosen: Settings) -> Finding:
    """Who holds the lock for writing; a load that runs is no fault, only worth knowing."""
    holder = Warehouse(chosen.warehouse).writer()
    if holder is None:
        return good("writer", say("doctor.no_writer"))
    return poor("writer", holder)


def key(chosen: Settings) -> Finding:
    """Whether the key that hashes people is where the next load looks for it."""
    file = chosen.warehouse.absolute().parent / KEY_FILE
    if file.is_file():
        return good("key", str(file))
    if _published(chosen):
        return poor("key", str(file), "fail", path=file)
    return good("key", say("doctor.key_to_come", path=file))


def _published(chosen: Settings) -> list[Path]:
    return Warehouse(chosen.warehouse).generations()[-1:]


def _standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(
        place for place in (folder.absolute(), *folder.absolute().parents) if place.exists()
    )
