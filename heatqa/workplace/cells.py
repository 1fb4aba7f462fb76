"""What `%load_ext heatqa` adds to a notebook: `%%sql`, tables that read well, plain errors."""

import sys
from typing import Any

import duckdb
import polars as pl

from heatqa import errors
from heatqa.judging.period import Period
from heatqa.judging.why import Explanation
from heatqa.language import number, say
from heatqa.tables import explanation
from heatqa.tables.shown import Table
from heatqa.workbench import Workbench, open_workbench

# More rows than these are a file, not a picture; the frame itself keeps them all.
MOST_ROWS = 50
# The name under which `%%sql` opens a warehouse where the notebook has opened none.
_OPENED = "db"
_READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


def load(shell: Any) -> None:
    """Make an IPython shell show heatqa's answers well and understand `%%sql`."""
    html = shell.display_formatter.formatters["text/html"]
    text = shell.display_formatter.formatters["text/plain"]
    html.for_type(pl.DataFrame, lambda frame: shown(frame)._repr_html_() + _more(frame))
    text.for_type(pl.DataFrame, lambda frame, out, _: out.text(f"{shown(frame)!r}{_more(frame)}"))
    html.for_type(Workbench, lambda bench: Table(about(bench))._repr_html_())
    html.for_type(Explanation, lambda told: _told(shell, told))
    html.for_type(Period, lambda period: f"<p>{period!r}</p>")
    shell.register_magic_function(_sql_of(shell), "cell", "sql")
    shell.set_custom_exc((errors.HeatqaError,), _say_plainly)


def query(bench: Workbench, text: str) -> pl.DataFrame:
    """The answer to one query that only reads.

    Raises:
        QueryUnusable: it is no query, several, one that writes, or the database refuses it.
    """
    try:
        statements = duckdb.extract_statements(text)
        reads = [s.type in _READING for s in statements]
        if reads != [True]:
            raise errors.QueryUnusable(found=say("sql.one_query"))
        return bench.sql(text)
    except duckdb.Error as problem:
        raise errors.QueryUnusable(found=str(problem).strip()) from None


def about(bench: Workbench) -> pl.DataFrame:
    """A workbench as a frame of `about` and `found`: what it is on, as of when, whose clauses."""
    chosen = bench.settings
    facts = {
        "warehouse": str(chosen.warehouse),
        "source": bench.source,
        "company": chosen.company or say("init.nothing.company"),
        "documents": ", ".join(chosen.documents) or say("init.nothing.documents"),
        "rows": number(int(bench.books()["loaded"].sum())),
    }
    said = {say(f"bench.{name}"): found for name, found in facts.items()}
    return pl.DataFrame({"about": list(said), "found": list(said.values())})


def shown(frame: pl.DataFrame) -> Table:
    """The rows of a frame that are shown."""
    return Table(frame.head(MOST_ROWS))


def _more(frame: pl.DataFrame) -> str:
    if len(frame) <= MOST_ROWS:
        return ""
    return "\n" + say("sql.more", shown=MOST_ROWS, all=number(len(frame)))


def _sql_of(shell: Any) -> Any:
    def sql(line: str, cell: str) -> pl.DataFrame:
        """Ask the warehouse: `%%sql` shows the answer, `%%sql name` keeps it as `name` as well."""
        kept = line.strip()
        if kept and not kept.isidentifier():
            raise errors.QueryUnusable(found=say("sql.no_name", found=kept))
        answer = query(_bench(shell), cell)
        if kept:
            shell.user_ns[kept] = answer
        return answer

    return sql


def _bench(shell: Any) -> Workbench:
    """The workbench that the notebook opened last, else the company's own."""
    opened = [each for each in shell.user_ns.values() if isinstance(each, Workbench)]
    if not opened:
        opened = [open_workbench()]
        shell.user_ns[_OPENED] = opened[0]
    return opened[-1]


def _told(shell: Any, told: Explanation) -> str:
    return Table(explanation.as_frame(told, _bench(shell).catalogue))._repr_html_()


def _say_plainly(_shell: Any, _kind: type, problem: Exception, *_: Any, **__: Any) -> None:
    """An error that the reader can mend is said in its own words, without a traceback."""
    sys.stderr.write(f"{problem}\n")
