-- One check of a clause, with the evidence in the words of whoever checked.
select seen.*, own.evidence
from seen_audits as seen
join audits as own
    on own.clause_id = seen.clause_id
    and own.checked_on = seen.checked_on
    and own.place is not distinct from seen.place
    and own.subject is not distinct from seen.subject
