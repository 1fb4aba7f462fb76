"""Is a clause getting better, and which groups stand out: charts of rates over time and size.

The statistics are imported when they are asked for: they start slower than all the rest.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

import polars as pl

from heatqa.judging import cases, series
from heatqa.language import pick
from heatqa.statistics import differences
from heatqa.workbench.standards import Standards


class Charts(Standards):
    """Answers about change and about differences between groups."""

    def control_chart(
        self,
        clause_id: str,
        every: str = "week",
        period_name: str | None = None,
        *,
        team: str | None = None,
        community_id: str | None = None,
        only: Mapping[str, str] | None = None,
        kind: str = "share",
        rebase: Sequence[dt.date] = (),
        baseline: int | None = None,
        rules: str = "nhs",
    ) -> pl.DataFrame:
        """A clause's rate by week or month with its short `label`, limits and special causes.

        See `judging.series.series` and `statistics.control_chart.control_chart`.

        Raises:
            ClauseUnknown, ClauseNotJudged: there is no such clause, or it gives no verdicts.
        """
        from heatqa.statistics import control_chart

        clause = self.catalogue.judged_clause(clause_id)
        groups = {"team": team, "community_id": community_id, **(only or {})}
        found = series.series(
            self._judged(),
            self.catalogue,
            self.settings,
            [clause],
            every=every,
            period=self.period(period_name),
            only={group: value for group, value in groups.items() if value is not None},
        )
        return control_chart.control_chart(
            found.with_columns(label=pl.lit(pick(clause.label))),
            kind=kind,
            target=1.0 if clause.target is None else clause.target,
            rebase=rebase,
            baseline=baseline,
            rules=rules,
        )

    def icons(
        self,
        document: str | None = None,
        every: str = "week",
        period_name: str | None = None,
        *,
        only: Mapping[str, str] | None = None,
    ) -> pl.DataFrame:
        """How every clause of a document varies and what to expect of it.

        Returns:
            One row per clause with a rate in the order of the document: `clause`, its short
            `label`, and what `statistics.control_chart.summary` tells of its chart.
        """
        from heatqa.statistics import control_chart

        clauses = {clause.id: clause for clause in self._binding(document)}
        found = series.series(
            self._judged(),
            self.catalogue,
            self.settings,
            list(clauses.values()),
            every=every,
            period=self.period(period_name),
            only=only,
        )
        none = control_chart.summary(control_chart.control_chart(found.clear(), kind="share"))
        rows = [none.with_columns(clause=pl.lit(None, pl.String))]
        for (name,), mine in found.group_by("clause", maintain_order=True):
            target = clauses[str(name)].target
            chart = control_chart.control_chart(
                mine, kind="share", target=1.0 if target is None else target
            )
            rows.append(control_chart.summary(chart).with_columns(clause=pl.lit(name)))
        told = pl.concat(rows, how="diagonal")
        labels = pl.DataFrame(
            {"clause": list(clauses), "label": [pick(c.label) for c in clauses.values()]},
            schema={"clause": pl.String, "label": pl.String},
        )
        return labels.join(told, on="clause", maintain_order="left")

    def funnel(
        self,
        clause_id: str,
        group: str,
        period_name: str | None = None,
        *,
        only: Mapping[str, str] | None = None,
        target: float | None = None,
        dispersion: str = "none",
    ) -> pl.DataFrame:
        """A clause's rate by `team` or `community_id` with funnel limits.

        Groups too small to publish have no place in it; see `statistics.funnel.funnel`.
        """
        from heatqa.statistics import funnel

        groups = self.by(clause_id, group, period_name, only=only).drop_nulls(group)
        counts = groups.select(group, "met", "missed")
        return funnel.funnel(counts, target, dispersion=dispersion)

    def ranking(self, clause_id: str, group: str, period_name: str | None = None) -> pl.DataFrame:
        """A clause's rate by `team` or `community_id`, each with the ranks that are possible.

        Groups too small to publish have no rank; see `statistics.ranking.ranking`.
        """
        from heatqa.statistics import ranking

        groups = self.by(clause_id, group, period_name).drop_nulls(group)
        return ranking.ranking(groups.select(group, "met", "missed"))

    def differences(
        self, clause_id: str, group: str, period_name: str | None = None
    ) -> pl.DataFrame:
        """How far the rate of each `team` or `community_id` is from that of the others together.

        Returns:
            One row per group large enough to publish, the lowest rate first: its column, `met`,
            `missed`, `rate`, `target`, `difference` from the others with its 95 % interval
            `difference_low` to `difference_high` (-1 to 1), and `p_value`: how likely so low a
            rate is if the group's true rate is on the target.
        """
        from heatqa.statistics import exact

        groups = self.by(clause_id, group, period_name).select(
            group, "met", "missed", "rate", "target"
        )
        # The others include groups too small to be named.
        return exact.with_test(differences.from_the_rest(groups)).drop_nulls([group, "rate"])

    def case_funnel(
        self,
        period_name: str | None = None,
        *,
        record_type: str | None = None,
        dispersion: str = "additive",
    ) -> pl.DataFrame:
        """The cases of each community against those expected for its homes, with funnel limits.

        Communities differ in their buildings too, so over-dispersion is allowed for unless told
        otherwise; see `judging.cases.by_community` and `statistics.case_funnel.case_funnel`.
        """
        from heatqa.statistics import case_funnel

        found = cases.by_community(
            self._judged(),
            self.settings,
            self.as_of,
            period=self.period(period_name),
            record_type=record_type,
        )
        return case_funnel.case_funnel(found, dispersion=dispersion)
