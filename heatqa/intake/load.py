"""Loading files into an open warehouse: each file once, each row into the books."""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path

import duckdb

from heatqa import dictionary, errors
from heatqa.intake import (
    aliases,
    alike,
    books,
    files,
    lookups,
    meanings,
    plan,
    privacy,
    repeats,
    rows,
    rules,
    seasons,
    staging,
    typed,
    values,
)
from heatqa.intake import profile as profiles
from heatqa.intake.report import LoadReport, SheetReport
from heatqa.settings import Settings
from heatqa.sql import single

Progress = Callable[[str, int, int], None]
_TEMPORARY = (
    "staged",
    "skipped",
    typed.READ,
    alike.TABLE,
    "doubtful",
    "met",
    "several",
    "contested",
    "folded",
    "states",
    "flagged",
    "aliases",
    "spellings",
    "above",
    books.REMARKED,
    meanings.MET,
    repeats.DAYS,
    repeats.BESIDE,
)


def load_files(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    *,
    settings: Settings,
    key_folder: Path,
    profile: str | Path | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load exports into the warehouse that `connection` has open for writing.

    Args:
        connection: From `Warehouse.write()`; whatever is raised here throws everything away.
        paths: Files, or folders that are walked.
        settings: The company's settings; the time zone is used.
        key_folder: Where the key for hashing names and numbers lies, or is made.
        profile: Name or path of a profile that says which column is which.
        progress: Called with a file's name, the files done and all files.

    Raises:
        HeatqaError: something that the user can mend; nothing may be kept.
    """
    chosen, passed_over = files.find(paths)
    used = profiles.load(profile) if profile is not None else None
    key = privacy.key(key_folder)
    privacy.use(connection, key)
    # The caller shows its own progress, file by file.
    # In a notebook without widgets the bar is off, and DuckDB refuses to hear of it.
    if single(connection, "select current_setting('enable_progress_bar')")[0]:
        connection.execute("set enable_progress_bar = false")
    load = _Load(connection, settings, used, privacy.mark(connection, key, key_folder))
    try:
        for done, path in enumerate(chosen):
            if progress:
                progress(path.name, done, len(chosen))
            load.file(path)
        if progress and chosen:
            progress(chosen[-1].name, len(chosen), len(chosen))
        return load.finish(tuple(passed_over))
    finally:
        privacy.use(connection, None)


class _Load:
    """One load: what has been read so far."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        settings: Settings,
        profile: profiles.Profile | None,
        key_mark: str,
    ) -> None:
        self.connection = connection
        self.key_mark = key_mark
        self.settings = settings
        self.profile = profile
        self.identity = profile.identity if profile else None
        self.digest = ""
        self.state = (0, 0)
        aliases.remember(connection)
        self.load_id = _next(connection, "loads", "load_id")
        self.sheets: list[SheetReport] = []
        self.already_loaded: list[Path] = []
        self.unread_sheets: list[tuple[Path, str]] = []
        self.hidden_sheets: list[tuple[Path, str]] = []

    def file(self, path: Path) -> None:
        """Load one file, unless its content has been loaded in the same way before.

        Raises:
            FileChanged: it was written to meanwhile, or vanished.
        """
        self.state = files.state(path)
        self.digest = files.fingerprint(path)
        query = "select count(*) from sources where sha256 = $1 and profile is not distinct from $2"
        if single(self.connection, query, [self.digest, self.identity])[0]:
            self.already_loaded.append(path)
            return
        read = 0
        unknown: list[tuple[str, errors.HeatqaError]] = []
        for part in files.parts(path):
            for staged in self._staged(part):
                try:
                    planned = self._plan(staged)
                except (
                    errors.TableUnknown,
                    errors.ColumnsMissing,
                    errors.ProfileBroken,
                ) as problem:
                    if staged.hidden or staged.sheet in dictionary.explanations():
                        continue
                    if isinstance(problem, errors.ProfileBroken):
                        raise
                    unknown.append((staged.sheet or part.member or path.name, problem))
                    continue
                if staged.hidden:
                    self.hidden_sheets.append((path, str(staged.sheet)))
                    continue
                self.sheets.append(self._sheet(path, staged, *planned))
                read += 1
        if unknown and not read:
            raise unknown[0][1]
        if (now := files.state(path)) != self.state:
            raise errors.FileChanged(path=path, found=f"{self.state[0]:,} → {now[0]:,} B")
        self.unread_sheets += [(path, sheet) for sheet, _ in unknown]

    def _staged(self, part: files.Part) -> Iterator[staging.Staged]:
        return profiles.stage(self.connection, part, self.profile, hidden=True, in_shares=True)

    def finish(self, passed_over: tuple[Path, ...]) -> LoadReport:
        """Write the load into the books and report it."""
        respelled: list[aliases.Respelled] = []
        if any(sheet.table in aliases.REGISTERS for sheet in self.sheets):
            respelled = aliases.apply_everywhere(self.connection)
        lookups.forget(self.connection)
        self.connection.execute("drop view if exists temp.typed")
        for name in _TEMPORARY:
            self.connection.execute(f"drop table if exists temp.{name}")
        report = LoadReport(
            load_id=self.load_id if self.sheets else None,
            sheets=tuple(self.sheets),
            already_loaded=tuple(self.already_loaded),
            passed_over=passed_over,
            unread_sheets=tuple(self.unread_sheets),
            hidden_sheets=tuple(self.hidden_sheets),
            respelled=tuple(respelled),
        )
        if self.sheets:
            zone = zoneinfo.ZoneInfo(self.settings.time_zone)
            self.connection.execute(
                "insert into loads values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null)",
                [
                    self.load_id,
                    dt.datetime.now(zone).replace(tzinfo=None),
                    metadata.version("heatqa"),
                    report.files,
                    report.rows_read,
                    report.loaded,
                    report.duplicates,
                    report.updates,
                    report.rejected,
                    self.key_mark,
                ],
            )
        return report

    def _plan(self, staged: staging.Staged) -> tuple[plan.Plan, list[rules.Rule], values.Habits]:
        """What is read from where in the staged sheet, the profile's rules for it, its habits."""
        made, own_rules = profiles.plan(self.connection, staged, self.profile)
        rows.skip(self.connection, made, below=0)
        above = (cells for row, cells in staging.head(self.connection) if row < made.heading.row)
        titles = [cell for cells in above for cell in cells if cell]
        return (
            made,
            own_rules,
            values.Habits(
                zone=self.settings.time_zone,
                calendar=(self.profile and self.profile.calendar) or staged.calendar,
                year=seasons.year(self.connection, made, staged, self.settings, titles),
                first_month=seasons.first_month(self.settings),
                texts_masked=not (self.profile and self.profile.texts_as_written),
            ),
        )

    def _sheet(
        self,
        path: Path,
        staged: staging.Staged,
        made: plan.Plan,
        own_rules: list[rules.Rule],
        habits: values.Habits,
    ) -> SheetReport:
        """Take the staged rows into the warehouse and the books."""
        connection = self.connection
        table = made.table
        row_rules = [*rules.of_table(table.name), *own_rules]
        source_id = _next(connection, "sources", "source_id")
        taken = rows.take(
            connection, staged, made, habits, row_rules=row_rules, source_id=source_id
        )
        if table.name in aliases.REGISTERS:
            aliases.remember(connection)
        report = SheetReport(
            file=path,
            sheet=staged.sheet or staged.part.member,
            table=table.name,
            profile=self.profile.name if self.profile else None,
            encoding=staged.encoding,
            header_row=made.heading.row,
            lines=staged.rows,
            rows_read=taken.read,
            loaded=taken.merged.loaded,
            duplicates=taken.merged.duplicates,
            updates=taken.merged.updates,
            rejected=sum(taken.rejects.values()),
            flagged=taken.flagged,
            skipped_lines=dict(sorted(taken.skipped.items())),
            unread_columns=made.heading.unread,
            unclocked_columns=taken.unclocked,
            rejects=dict(sorted(taken.rejects.items())),
            flags=taken.flags,
            own_rules={rule.name: rule.told for rule in own_rules},
        )
        report.balance(None if made.heading.wide else staged.rows)
        books.enter(
            connection,
            report,
            made,
            load_id=self.load_id,
            source_id=source_id,
            digest=self.digest,
            size=self.state[0],
            profile=self.identity,
        )
        return report


def _next(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> int:
    return int(single(connection, f"select coalesce(max({column}), 0) + 1 from {table}")[0])
