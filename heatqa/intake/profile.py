"""Profiles: a TOML file that says which column of an export is which, where headers do not.

One profile serves one kind of export (`table = …` at the top), or several (a section
`[tables.NAME]` each): then every sheet is read by the section whose headers it has, and by the
dictionary alone where none fits. With a profile of one kind the dictionary reads the rows of other
tables too, so that a folder loads with it; a sheet of its own table has to have what it names.
Columns that the profile does not name are matched by the dictionary unless it says `only = true`.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from heatqa import errors, language
from heatqa.intake import entries, files, headers, rules, sections, staging, two_rows
from heatqa.intake import plan as plans
from heatqa.intake.sections import Rows, Section

_PACKAGE = Path(__file__).parents[1]
FOLDERS = (
    Path("profiles"),
    Path("data/profiles"),
    _PACKAGE.parent / "data/profiles",
    _PACKAGE / "shipped/data/profiles",
)


@dataclass(frozen=True)
class Profile:
    """A profile that was read and checked.

    Attributes:
        path: The file.
        identity: Name and fingerprint: a file is read again when its profile has changed.
        sections: One for each kind of export.
        delimiter: What separates cells in text files, where it is not to be found out.
        encoding: The encoding of text files, where it is not to be found out.
        calendar: The year in which spreadsheets begin to count days, where they do not say.
        texts_as_written: Whether what people wrote is stored with the numbers in it.
    """

    path: Path
    identity: str
    sections: tuple[Section, ...]
    delimiter: str | None = None
    encoding: str | None = None
    calendar: int | None = None
    texts_as_written: bool = False

    @property
    def name(self) -> str:
        """The name by which it is called."""
        return self.path.stem

    @property
    def tables(self) -> set[str]:
        """The tables that it has a section for."""
        return {section.table.name for section in self.sections}

    @property
    def sheets(self) -> tuple[str, ...] | None:
        """The sheets of a workbook to read; none named means all."""
        named = [sheet for section in self.sections for sheet in section.sheets]
        return tuple(named) if named and all(s.sheets for s in self.sections) else None

    def plan(self, rows: Rows, staged: staging.Staged) -> tuple[plans.Plan, list[rules.Rule]]:
        """What is read from where in a staged sheet, and the profile's rules for it.

        Raises:
            ProfileBroken: the sheet lacks a header that the profile's only section names, and its
                rows are of no other table.
            TableUnknown: no section fits the sheet, and neither does the dictionary.
            ColumnsMissing: what tells rows apart is not there.
        """
        broken: errors.ProfileBroken | None = None
        for section in self.sections:
            if section.sheets and staged.sheet and staged.sheet not in section.sheets:
                continue
            row = section.header_row_of(rows)
            texts = two_rows.names(rows, row)
            missing = sorted(section.headers - set(texts))
            if not missing:
                return self._made(section, row, texts, rows, staged), list(section.row_rules)
            if len(self.sections) == 1:
                broken = self._lacking(section, missing[0], texts, staged)
        try:
            heading = headers.find(rows, staged.name)
        except (errors.TableUnknown, errors.ColumnsMissing) as problem:
            raise broken or problem from None
        if broken and heading.table.name in self.tables:
            raise broken
        return plans.from_heading(heading, staged), []

    def _made(
        self,
        section: Section,
        row: int,
        texts: Mapping[str, int],
        rows: Rows,
        staged: staging.Staged,
    ) -> plans.Plan:
        cells = dict(rows)
        of_one = set(two_rows.texts(cells.get(row, ())).values())
        above = None if section.headers <= of_one else cells.get(row - 1)
        matched = headers.read_row(row, cells.get(row, ()), section.table, above)
        try:
            fields = section.fields(texts)
            sections.try_out(fields, texts)
        except ValueError as problem:
            raise errors.ProfileBroken(
                path=self.path, where="when", found=section.table.name, remedy=str(problem)
            ) from None
        named = set().union(*map(plans.mentioned, fields))
        others = {
            name: f"c{index}"
            for name, index in matched.columns.items()
            if not section.only and name not in section.columns and f"c{index}" not in named
        }
        fields += [
            plans.Field(section.table.columns[name], cell, nothing=section.nothing)
            for name, cell in others.items()
        ]
        undated = [entry for entry in fields if entry.since and not _read(entry.dated_by, fields)]
        if undated:
            raise errors.ProfileBroken(
                path=self.path,
                where=f"columns.{undated[0].column.name}.dated_by",
                found=undated[0].dated_by,
                remedy=language.say("profile.remedy.dated_by"),
            )
        # A column per room, unless the profile says where the temperature stands.
        value = section.table.wide.value if section.table.wide else None
        own = section.only or value in section.columns or value in others
        wide = {} if own else matched.wide
        address = texts.get(section.address or "") or (None if section.only else matched.address)
        used = named | set(others.values()) | {f"c{index}" for index in (*wide, address)}
        unread = (text for index, text in matched.texts.items() if f"c{index}" not in used)
        heading = headers.Heading(
            row=row,
            table=section.table,
            columns={entry.column.name: 0 for entry in fields},
            wide=wide,
            into=matched.into,
            texts=matched.texts,
            unread=tuple(unread),
            lines=matched.lines,
            address=address,
        )
        lacking = headers.missing_keys(heading)
        if lacking:
            raise errors.ColumnsMissing(
                path=staged.name,
                table=language.pick(section.table.label),
                columns=", ".join(lacking),
                found=", ".join(texts),
            )
        return plans.make(heading, fields, staged)

    def _lacking(
        self, section: Section, header: str, texts: Mapping[str, int], staged: staging.Staged
    ) -> errors.ProfileBroken:
        """What is said of a sheet that has not a header which the profile names."""
        named = [name for name, source in section.columns.items() if header in source.headers]
        where = f"columns.{named[0]}" if named else "address"
        # Who names no header over two rows is shown none.
        shown = [text for text in texts if "/" in header or "/" not in text]
        hint = errors.suggestion(header, shown)
        remedy = language.say("profile.remedy.lacking", file=staged.name, hint=hint)
        return errors.ProfileBroken(path=self.path, where=where, found=header, remedy=remedy)


def load(name: str | Path) -> Profile:
    """The profile in a file, or of that name in one of the usual folders.

    Raises:
        ProfileUnknown: there is none.
        ProfileBroken: it says something that cannot be followed.
    """
    path = _found(name)
    content = path.read_bytes()
    try:
        written = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        remedy = language.say("profile.remedy.toml")
        raise errors.ProfileBroken(
            path=path, where="TOML", found=str(problem), remedy=remedy
        ) from None
    read = entries.read(path, written)
    identity = f"{path.stem} {hashlib.sha256(content).hexdigest()[:12]}"
    return Profile(
        path,
        identity,
        read,
        delimiter=written.get("delimiter"),
        encoding=entries.ENCODINGS.get(written.get("encoding", "")),
        calendar=written.get("calendar"),
        texts_as_written=written.get("texts") == "as written",
    )


def stage(
    connection: duckdb.DuckDBPyConnection,
    part: files.Part,
    profile: Profile | None,
    *,
    hidden: bool = False,
    in_shares: bool = False,
) -> Iterator[staging.Staged]:
    """Stage a part of a file as the profile says, if there is one; `hidden` sheets if wished.

    Of a sheet with very many rows only the first share is staged, if `in_shares`.

    Raises:
        HeatqaError: as of `staging.stage`.
    """
    if profile is None:
        yield from staging.stage(connection, part, hidden=hidden, in_shares=in_shares)
        return
    said = (profile.delimiter, profile.encoding)
    ways: dict[str, bool] = {"hidden": hidden, "in_shares": in_shares}
    try:
        yield from staging.stage(connection, part, profile.sheets, *said, **ways)
    except errors.SheetUnknown:
        # Of several workbooks it may be one of another table; else the sheet is misspelt.
        if not any(_of_others(connection, profile, part)):
            raise
        yield from staging.stage(connection, part, None, *said, **ways)


def _of_others(
    connection: duckdb.DuckDBPyConnection, profile: Profile, part: files.Part
) -> Iterator[bool]:
    """For each sheet of a workbook, whether its rows are of a table the profile says nothing of."""
    for staged in staging.stage(connection, part):
        try:
            heading = headers.find(staging.head(connection), staged.name)
        except (errors.TableUnknown, errors.ColumnsMissing):
            yield False
        else:
            yield heading.table.name not in profile.tables


def plan(
    connection: duckdb.DuckDBPyConnection, staged: staging.Staged, profile: Profile | None
) -> tuple[plans.Plan, list[rules.Rule]]:
    """What is read from where in a staged sheet, and a profile's rules for it.

    Raises:
        ProfileBroken, TableUnknown, ColumnsMissing: as of `Profile.plan`.
    """
    rows = staging.head(connection)
    if profile is None:
        return plans.from_heading(headers.find(rows, staged.name), staged), []
    return profile.plan(rows, staged)


def names() -> list[str]:
    """The profiles that can be called by name."""
    return sorted({file.stem for folder in FOLDERS for file in folder.glob("*.toml")})


def _found(name: str | Path) -> Path:
    path = Path(name)
    if path.suffix == ".toml" or path.parent != Path():
        if path.is_file():
            return path
    else:
        for folder in FOLDERS:
            if (folder / f"{name}.toml").is_file():
                return folder / f"{name}.toml"
    raise errors.ProfileUnknown(name=name, hint=errors.suggestion(path.stem, names()))


def _read(name: str, fields: Iterable[plans.Field]) -> bool:
    """Whether a column is among those that are read."""
    return any(entry.column.name == name for entry in fields)
