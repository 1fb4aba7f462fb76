"""Registers filled by hand: the empty audit form, and rows that name no clause of theirs."""

from typing import TYPE_CHECKING

import polars as pl

from heatqa import errors
from heatqa.judging import audits
from heatqa.language import say
from heatqa.workbench.later import later
from heatqa.workbench.session import Session

if TYPE_CHECKING:
    from heatqa.tables import audit_form
else:
    audit_form = later("heatqa.tables.audit_form")


class Audits(Session):
    """What is asked of auditors, and what went astray in their registers."""

    def audit_template(self, document: str | None = None) -> tuple[bytes, int]:
        """An empty audit register as .xlsx, and how many clauses it asks about.

        Raises:
            DocumentUnknown: there is no such document.
            ArgumentUnusable: none of its clauses needs an audit.
        """
        chosen = audits.for_audits(self._binding(document))
        if not chosen:
            raise errors.ArgumentUnusable(
                argument="--document", found=document, remedy=say("audit.nothing_to_check")
            )
        return audit_form.workbook(chosen, self.catalogue), len(chosen)

    def astray(self) -> pl.DataFrame:
        """Rows of registers about no clause of theirs, see `judging.audits.astray`."""
        return audits.astray(self.connection(), self.catalogue)
