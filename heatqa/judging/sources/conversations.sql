-- One conversation that was written down, with the call and the case it belongs to. Words are
-- brought to one spelling in which phrases can be searched: narrow and small letters, "，" for a
-- pause, "。" for the end of a sentence, "‹ ›" around quotations, "¶" between turns, and a number for
-- what was masked. A text in which not every turn says whose it is, or in which only one side
-- speaks, does not tell who said what.
with written as (
    select
        record_id, day, team, source_id, source_row, call_id, ticket_id, agent_id, direction,
        started_at, text as words
    from worded_transcripts
    union all
    select
        record_id, day, team, source_id, source_row, call_id, ticket_id, agent_id, direction,
        started_at, transcript as words
    from worded_calls
    where transcript is not null
        and not exists (from seen_transcripts as apart where apart.call_id = worded_calls.call_id)
),
narrow as (
    select
        record_id,
        {narrow} as said
    from written
),
-- Turns begin with a mark: a for the agent, b for the customer, c for a machine, ? for somebody else.
by_agent as (
    select record_id, regexp_replace(said, {agent}, '\1␞a', 'g') as said from narrow
),
by_customer as (
    select record_id, regexp_replace(said, {customer}, '\1␞b', 'g') as said from by_agent
),
by_machine as (
    select record_id, regexp_replace(said, {machine}, '\1␞c', 'g') as said from by_customer
),
parted as (
    select record_id, string_split(regexp_replace(said, {others}, '\1␞?', 'g'), '␞') as parts
    from by_machine
),
numbered as (
    select record_id, parts, unnest(generate_series(1, array_length(parts))) as number from parted
),
pieces as (
    select record_id, number, parts[number] as piece from numbered
),
turns as (
    select
        record_id, number,
        case when number > 1 then left(piece, 1) when regexp_matches(piece, '\pL') then '?' end
            as who,
        {spelled} as words
    from pieces
),
ordered as (
    select
        record_id, number, who, words,
        min(case when who = 'b' and length(words) > {greeting} then number end) over (partition by record_id)
            as customer_at,
        row_number() over (partition by record_id, who order by number) as nth,
        row_number() over (partition by record_id, who order by number desc) as nth_last
    from turns
    where who is not null
),
said as (
    select
        record_id,
        count(*) filter (where who = '?') = 0
            and count(*) filter (where who = 'a') > 0
            and count(*) filter (where who = 'b') > 0 as speakers_known,
        string_agg(words, '¶' order by number) filter (
            where who = 'a' and (nth = 1 or number < coalesce(customer_at, number))
        ) as opening_words,
        string_agg(words, '¶' order by number) filter (where who = 'a' and nth_last <= 2)
            as closing_words,
        string_agg(words, '¶' order by number) filter (where who = 'a') as agent_words,
        string_agg(words, '¶' order by number) filter (where who = 'b') as customer_words,
        string_agg(words, '¶' order by number) as all_words
    from ordered
    group by record_id
)
select
    w.record_id, coalesce(c.day, w.day) as day, coalesce(c.community_id, t.community_id)
        as community_id,
    coalesce(w.team, c.team) as team, w.source_id, w.source_row, w.call_id,
    coalesce(w.agent_id, c.agent_id) as agent_id,
    coalesce(w.ticket_id, c.ticket_id) as ticket_id,
    coalesce(w.direction, c.direction) as direction,
    coalesce(w.started_at, c.started_at) as started_at,
    c.line_type, c.hold_seconds, c.hung_up_by, t.urgency, t.location, t.record_type,
    said.* exclude (record_id)
from written w
left join said using (record_id)
left join seen_calls c on c.call_id = w.call_id
left join seen_tickets t on t.ticket_id = coalesce(w.ticket_id, c.ticket_id)
