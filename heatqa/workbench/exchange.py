"""Facts handed over to other engines, and the cube that comes back."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from heatqa.judging import cube
from heatqa.warehouse import judged_from
from heatqa.workbench.later import later
from heatqa.workbench.session import Session

if TYPE_CHECKING:
    from heatqa.engines import adoption, export, facts_folder, folder_reader, spark_session
else:
    adoption = later("heatqa.engines.adoption")
    export = later("heatqa.engines.export")
    facts_folder = later("heatqa.engines.facts_folder")
    folder_reader = later("heatqa.engines.folder_reader")
    spark_session = later("heatqa.engines.spark_session")

Engine = Literal["duckdb", "spark"]
# Named as what a killed load leaves, which the next one removes.
_SPILLS = "generation-judged.draft.tmp"


class Exchange(Session):
    """What a city too large for one machine needs."""

    def export(self, folder: Path) -> "facts_folder.Manifest":
        """Write the facts as Parquet, see `engines.export.write`."""
        return export.write(self.connection(), folder)

    def judge(
        self,
        places: Sequence[str],
        engine: Engine = "duckdb",
        *,
        master: str | None = None,
        options: Mapping[str, str] | None = None,
        memory_limit: str | None = None,
        progress: cube.Progress | None = None,
    ) -> None:
        """Judge exported facts, and publish their cube and what fits of them in the warehouse.

        Args:
            places: Folders of facts, for Spark also URLs; together they are one city.
            engine: Where the work is done.
            master: The cluster, see `engines.spark_session.started`.
            options: Spark's settings by their names.
            memory_limit: The most memory that the database here takes, such as `2GB`; what does
                not fit lies in files beside the warehouse until the judging ends.
            progress: See `judging.cube.build`.

        Raises:
            HeatqaError: the facts or the engine cannot be used, or the warehouse holds other
                records; the message says which and what to do. Nothing is published then.
        """
        self.close()
        spills = str(self.settings.warehouse.absolute() / _SPILLS)
        with _opened(engine, master, options or {}, memory_limit, spills) as reader:
            folders = facts_folder.manifests(reader, places)
            as_of = self._asked_as_of or max(folder.as_of for folder in folders)
            with self.warehouse.write(memory_limit) as connection:
                adoption.adopt(connection, reader, folders, warehouse=self.settings.warehouse)
                facts_folder.arrange(reader, folders, ["sources"])
                cube.build(
                    connection, self.catalogue, self.settings, as_of, reader, progress=progress
                )

    def origins(self) -> list[judged_from.Origin]:
        """Where the records were judged, see `warehouse.judged_from.origins`."""
        return judged_from.origins(self.connection())


def _opened(
    engine: Engine,
    master: str | None,
    options: Mapping[str, str],
    memory_limit: str | None,
    spills: str,
) -> "AbstractContextManager[facts_folder.Reader]":
    if engine == "spark":
        return spark_session.started(master, options)
    return nullcontext(folder_reader.in_memory(memory_limit, spills))
