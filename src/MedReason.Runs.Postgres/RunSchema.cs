namespace MedReason.Runs.Postgres;

/// <summary>The tables of a run and the functions that change them, in a schema of the run's own.</summary>
/// <remarks>
/// <para>A worker changes the run by one statement at a time, a call of <c>work</c>, which is one transaction: whatever is cut between worker and database,
/// a batch is applied as a whole or not at all. Batches of a worker are numbered, and the last one's outcome is kept, so that a batch whose outcome was lost
/// is sent again and applied once.</para>
/// <para>Locks are taken in one order everywhere: the lead of batches, a worker's own row, replies, money, rate, calls in batches, rows.</para>
/// <para>Money: <c>workers.reserved + spent + possible</c> is what a worker's requests count with, and never passes <c>workers.granted</c>, its part of
/// <c>money.granted</c>, which never passes the cap. A worker takes its part in blocks, and gives back what it does not use where another one needs it.
/// Worker 0, which never works, is the account of calls in batches: what is set aside for them outlives whoever set it aside.</para>
/// </remarks>
internal static class RunSchema
{
    public const int Form = 2;

    /// <summary>The state of the function's caller: it was declared dead, or left.</summary>
    public const string FencedState = "MR001";

    /// <summary>A batch came out of order: two processes use one worker.</summary>
    public const string OrderState = "MR002";

    // States of a row.
    public const int Free = 0;
    public const int Leased = 1;
    public const int Done = 2;
    public const int Deferred = 3;
    public const int Waiting = 4;

    private const string Text = """
        create table @.run (id int primary key check (id = 1), form int not null, configuration text not null, row_count bigint, session bigint not null);
        create table @.steering (id int primary key check (id = 1), is_paused boolean not null default false, is_cancelled boolean not null default false,
            concurrency int, requests_per_minute int, tokens_per_minute int, max_cost bigint, deadline timestamptz);
        create table @.audit (id bigint generated always as identity primary key, at timestamptz not null default clock_timestamp(), who text not null,
            command text not null, detail text not null);
        create table @.money (id int primary key check (id = 1), granted bigint not null default 0, scarce_until timestamptz not null default '-infinity')
            with (fillfactor = 20);
        create table @.rate (id int primary key check (id = 1), next_request timestamptz not null default '-infinity',
            next_tokens timestamptz not null default '-infinity') with (fillfactor = 20);
        create table @.workers (id bigint generated always as identity primary key, name text not null, session bigint not null,
            started_at timestamptz not null default clock_timestamp(), seen_at timestamptz not null default clock_timestamp(),
            up_since timestamptz not null default clock_timestamp(),
            lease_until timestamptz not null, ended_at timestamptz, was_lost boolean not null default false, batch bigint not null default 0,
            granted bigint not null default 0, reserved bigint not null default 0, spent bigint not null default 0, possible bigint not null default 0,
            answered bigint not null default 0, failed bigint not null default 0, possibly_billed bigint not null default 0,
            input_tokens bigint not null default 0, output_tokens bigint not null default 0, uncertain bigint not null default 0,
            results bigint not null default 0, usable bigint not null default 0,
            o_status int[], o_delay float8[], o_own boolean[], o_recorded boolean[], o_gathered boolean[], o_ordinal bigint[], o_attempt int[],
            o_remaining boolean, in_batches boolean not null default false) with (fillfactor = 20);
        create table @.rows (ordinal bigint primary key, id text not null unique, content_hash text not null, state smallint not null default 0,
            worker bigint, attempt int not null default 0) with (fillfactor = 80);
        create index rows_open on @.rows (state, ordinal) where state <> 2;
        create table @.row_payloads (ordinal bigint primary key, payload bytea not null);
        create table @.results (ordinal bigint primary key, outcome text not null, stage text, reason text, is_transient boolean not null,
            session bigint not null, payload bytea not null, recorded_at timestamptz not null default clock_timestamp());
        create table @.replies (key text primary key, is_usable boolean not null, reply bytea not null);
        create table @.requests (worker bigint not null, number bigint not null, key text not null, session bigint not null, state smallint not null,
            amount bigint, max_input_tokens bigint not null, max_output_tokens int, input_tokens bigint, cached_tokens bigint, output_tokens bigint,
            failure text, primary key (worker, number)) with (fillfactor = 80);
        create index requests_open on @.requests (worker) where state = 0;
        create index requests_unpriced on @.requests (worker) where amount is null and state <> 2;
        create table @.batch_lead (id int primary key check (id = 1), worker bigint);
        create table @.batches (id bigint primary key, step int not null, tag text not null, hash text not null, calls int not null, length bigint not null,
            file text, remote text, since timestamptz, version bigint not null default 0);
        create sequence @.batch_places;
        create table @.batch_calls (key text primary key, place bigint not null unique default nextval('@.batch_places'), state int not null, batch bigint,
            attempts int not null default 0, session bigint not null, length bigint not null, reserved bigint, max_input_tokens bigint not null,
            max_output_tokens int, failure text, ended_at timestamptz);
        create index batch_calls_gathered on @.batch_calls (place) where state = 0;
        create index batch_calls_sealed on @.batch_calls (batch, place) where state = 1;
        create table @.batch_bodies (key text primary key, body bytea not null);
        create table @.batch_waits (ordinal bigint not null, key text not null, not_before timestamptz not null, primary key (ordinal, key));

        create function @.retire(p_worker bigint, p_lost boolean) returns void language plpgsql as $f$
        declare
            w @.workers%rowtype;
            used bigint;
        begin
            select * into w from @.workers where id = p_worker and ended_at is null for update;
            if not found then
                return;
            end if;
            update @.requests set state = 3, failure = 'lost' where worker = p_worker and state = 0;
            get diagnostics used = row_count;
            w.possibly_billed := w.possibly_billed + used;
            w.possible := w.possible + w.reserved;
            w.reserved := 0;
            used := w.spent + w.possible;
            update @.money set granted = granted - (w.granted - used) where id = 1;
            update @.workers set ended_at = clock_timestamp(), was_lost = p_lost, granted = used, reserved = 0, possible = w.possible,
                possibly_billed = w.possibly_billed where id = p_worker;
            update @.rows set state = 0, worker = null where worker = p_worker and state = 1;
        end
        $f$;

        create function @.reap(p_caller bigint, p_lease interval) returns int language plpgsql as $f$
        declare
            found_id bigint;
            count int := 0;
            silent_since timestamptz := clock_timestamp();
        begin
            -- While the server was away nobody could say that it lives. Who was heard of all the time may judge others; who just came waits for longer.
            if p_caller is null then
                silent_since := silent_since - p_lease;
                if pg_postmaster_start_time() > silent_since - p_lease then
                    return 0;
                end if;
            elsif not exists (select 1 from @.workers where id = p_caller and ended_at is null and up_since < silent_since - p_lease) then
                return 0;
            end if;
            -- A lease begins again with the server: who comes back a little later than the caller has all of it.
            for found_id in
                select id from @.workers
                where ended_at is null and greatest(lease_until, pg_postmaster_start_time() + p_lease * 0.75) < silent_since
                order by id for update skip locked
            loop
                perform @.retire(found_id, true);
                count := count + 1;
            end loop;
            return count;
        end
        $f$;

        create function @.work(
            p_worker bigint, p_batch bigint, p_lease interval, p_cap bigint, p_requests int, p_tokens int, p_block bigint, p_priced boolean,
            b_number bigint[], b_key text[], b_worst bigint[], b_input bigint[], b_output int[], b_tokens float8[], b_share float8[],
            a_number bigint[], a_key text[], a_worst bigint[], a_cost bigint[], a_input bigint[], a_cached bigint[], a_output bigint[], a_usable boolean[],
            a_reply bytea[], a_excess float8,
            f_number bigint[], f_worst bigint[], f_billed boolean[], f_reason text[],
            r_ordinal bigint[], r_attempt int[], r_outcome text[], r_stage text[], r_reason text[], r_transient boolean[], r_payload bytea[],
            l_ordinal bigint[], l_attempt int[], l_deferred boolean[], j_key text[],
            g_key text[], g_state int[], g_length bigint[], g_input bigint[], g_output int[], g_failure text[], g_body bytea[],
            v_ordinal bigint[], v_attempt int[], k_ordinal bigint[], k_key text[], k_pause interval[],
            c_count int, c_every bigint, c_deferred boolean)
            returns table (status int[], delay float8[], own boolean[], recorded boolean[], gathered boolean[], ordinals bigint[], attempts int[],
                remaining boolean, is_paused boolean, is_cancelled boolean, concurrency int, requests_per_minute int, tokens_per_minute int, max_cost bigint,
                deadline timestamptz)
            language plpgsql as $f$
        declare
            w @.workers%rowtype;
            s @.steering%rowtype;
            m @.money%rowtype;
            q @.rate%rowtype;
            now_at timestamptz;
            due timestamptz;
            placed timestamptz;
            cap bigint;
            per_requests float8;
            per_tokens float8;
            has_money boolean := false;
            is_scarce boolean;
            is_stopped boolean;
            need bigint;
            extra bigint;
            settled bigint;
            done bigint[];
            new_keys text[];
        begin
            select * into w from @.workers where id = p_worker for update;
            if not found or w.ended_at is not null then
                raise exception 'the worker is no longer of the run' using errcode = 'MR001';
            end if;
            select * into s from @.steering where id = 1;
            if w.batch = p_batch then
                return query select w.o_status, w.o_delay, w.o_own, w.o_recorded, w.o_gathered, w.o_ordinal, w.o_attempt, w.o_remaining, s.is_paused,
                    s.is_cancelled, s.concurrency, s.requests_per_minute, s.tokens_per_minute, s.max_cost, s.deadline;
                return;
            end if;
            if w.batch <> p_batch - 1 then
                raise exception 'batch % came after batch %', p_batch, w.batch using errcode = 'MR002';
            end if;
            now_at := clock_timestamp();
            is_stopped := s.is_paused or s.is_cancelled or coalesce(now_at >= s.deadline, false);
            cap := coalesce(s.max_cost, p_cap);
            per_requests := coalesce(s.requests_per_minute, p_requests);
            per_tokens := coalesce(s.tokens_per_minute, p_tokens);
            w.o_status := '{}'; w.o_delay := '{}'; w.o_own := '{}'; w.o_recorded := '{}'; w.o_gathered := '{}'; w.o_ordinal := '{}'; w.o_attempt := '{}';
            w.o_remaining := true;

            -- Replies and what they cost. Of what nothing limits no amount is on record until its usage is, so that no later session takes it for free.
            if cardinality(a_number) > 0 then
                update @.requests r set state = 1, amount = case when p_priced and (a.input is not null or r.amount is not null) then a.cost end,
                    input_tokens = a.input, cached_tokens = a.cached, output_tokens = a.output
                from unnest(a_number, a_cost, a_input, a_cached, a_output) as a(number, cost, input, cached, output)
                where r.worker = p_worker and r.number = a.number and r.state = 0;
                get diagnostics settled = row_count;
                if settled <> cardinality(a_number) then
                    raise exception 'a reply is of no open request' using errcode = 'MR002';
                end if;
                with put as (
                    insert into @.replies as k (key, is_usable, reply)
                    select distinct on (a.key) a.key, a.usable, a.reply from unnest(a_key, a_usable, a_reply) with ordinality as a(key, usable, reply, place)
                    order by a.key, a.usable desc, a.place
                    on conflict (key) do update set is_usable = excluded.is_usable, reply = excluded.reply where not k.is_usable
                    returning k.is_usable)
                select w.usable + count(*) filter (where put.is_usable) into w.usable from put;
                select array_agg(coalesce(k.reply = a.reply, true) order by a.place) into w.o_own
                from unnest(a_key, a_usable, a_reply) with ordinality as a(key, usable, reply, place) left join @.replies k on k.key = a.key;
                select w.reserved - sum(a.worst), w.spent + sum(a.cost), w.input_tokens + coalesce(sum(a.input), 0),
                    w.output_tokens + coalesce(sum(a.output), 0), w.uncertain + count(*) filter (where a.input is null), w.answered + count(*)
                into w.reserved, w.spent, w.input_tokens, w.output_tokens, w.uncertain, w.answered
                from unnest(a_worst, a_cost, a_input, a_output) as a(worst, cost, input, output);
            end if;
            if cardinality(f_number) > 0 then
                update @.requests r set state = case when f.billed then 3 else 2 end,
                    amount = case when not p_priced then null when f.billed then r.amount else 0 end, failure = f.reason
                from unnest(f_number, f_worst, f_billed, f_reason) as f(number, worst, billed, reason)
                where r.worker = p_worker and r.number = f.number and r.state = 0;
                select w.reserved - sum(f.worst), w.possible + coalesce(sum(f.worst) filter (where f.billed), 0),
                    w.possibly_billed + count(*) filter (where f.billed), w.failed + count(*) filter (where not f.billed)
                into w.reserved, w.possible, w.possibly_billed, w.failed
                from unnest(f_worst, f_billed) as f(worst, billed);
            end if;
            if cardinality(j_key) > 0 then
                update @.replies set is_usable = false where key = any(j_key) and is_usable;
                get diagnostics settled = row_count;
                w.usable := w.usable - settled;
            end if;

            -- Money: what is over a cap that was lowered, and what others wait for, goes back first.
            select * into m from @.money where id = 1;
            is_scarce := m.scarce_until > now_at;
            extra := w.granted - w.reserved - w.spent - w.possible;
            if extra < 0 or (extra > 0 and (is_scarce or m.granted > cap)) then
                select * into m from @.money where id = 1 for update;
                has_money := true;
                m.granted := m.granted - extra;
                w.granted := w.granted - extra;
            end if;

            -- Requests that are to be sent.
            for i in 1 .. cardinality(b_number) loop
                w.o_delay[i] := 0;
                if exists (select 1 from @.replies where key = b_key[i] and is_usable) then
                    w.o_status[i] := 2;
                    continue;
                end if;
                if is_stopped then
                    w.o_status[i] := 3;
                    continue;
                end if;
                need := w.reserved + w.spent + w.possible + b_worst[i] - w.granted;
                if need > 0 then
                    if not has_money then
                        select * into m from @.money where id = 1 for update;
                        has_money := true;
                    end if;
                    if cap is null or m.granted + need <= cap then
                        extra := case when is_scarce then 0 when cap is null then p_block else greatest(0, least(p_block, (cap - m.granted - need) / 8)) end;
                        m.granted := m.granted + need + extra;
                        w.granted := w.granted + need + extra;
                    else
                        select coalesce(sum(o.spent + o.possible), 0) into settled from @.workers o where o.id <> p_worker;
                        w.o_status[i] := case when settled + w.spent + w.possible + b_worst[i] > cap
                            and (select o.reserved from @.workers o where o.id = 0) = 0 then 5 else 4 end;
                        if w.o_status[i] = 4 then
                            m.scarce_until := now_at + interval '2 seconds';
                        end if;
                        continue;
                    end if;
                end if;
                due := now_at;
                if per_requests is not null or per_tokens is not null then
                    if q.id is null then
                        select * into q from @.rate where id = 1 for update;
                    end if;
                    if per_requests is not null then
                        placed := greatest(q.next_request, now_at - interval '1 second');
                        q.next_request := placed + interval '1 minute' / (per_requests * b_share[i]);
                        due := greatest(due, placed);
                    end if;
                    if per_tokens is not null then
                        placed := greatest(q.next_tokens, now_at - interval '1 second');
                        q.next_tokens := placed + interval '1 minute' * (b_tokens[i] / (per_tokens * b_share[i]));
                        due := greatest(due, placed);
                    end if;
                end if;
                w.reserved := w.reserved + b_worst[i];
                w.o_status[i] := 1;
                w.o_delay[i] := extract(epoch from due - now_at);
            end loop;
            if cardinality(b_number) > 0 then
                insert into @.requests (worker, number, key, session, state, amount, max_input_tokens, max_output_tokens)
                select p_worker, b.number, b.key, w.session, 0, case when p_priced and (b.worst > 0 or b.output is not null) then b.worst end, b.input, b.output
                from unnest(b_number, b_key, b_worst, b_input, b_output, w.o_status) as b(number, key, worst, input, output, status) where b.status = 1;
            end if;
            if has_money then
                update @.money set granted = m.granted, scarce_until = m.scarce_until where id = 1;
            end if;
            if per_tokens is not null and a_excess <> 0 then
                update @.rate set next_tokens = coalesce(q.next_tokens, next_tokens) + interval '1 minute' * (a_excess / per_tokens),
                    next_request = coalesce(q.next_request, next_request) where id = 1;
            elsif q.id is not null then
                update @.rate set next_request = q.next_request, next_tokens = q.next_tokens where id = 1;
            end if;

            -- Calls that wait for a batch.
            if cardinality(g_key) > 0 then
                with asked as (
                    select distinct on (g.key) g.* from unnest(g_key, g_state, g_length, g_input, g_output, g_failure, g_body) with ordinality
                        as g(key, state, length, input, output, failure, body, place) order by g.key, g.place),
                put as (
                    insert into @.batch_calls as c (key, state, session, length, max_input_tokens, max_output_tokens, failure)
                    select a.key, a.state, w.session, a.length, a.input, a.output, a.failure from asked a order by a.key
                    on conflict (key) do update set place = excluded.place, state = excluded.state, batch = null, attempts = 0, session = excluded.session,
                        length = excluded.length, reserved = null, max_input_tokens = excluded.max_input_tokens,
                        max_output_tokens = excluded.max_output_tokens, failure = excluded.failure
                    where c.state not in (0, 1) returning c.key),
                bodies as (
                    insert into @.batch_bodies (key, body) select a.key, a.body from asked a join put on put.key = a.key where a.state = 0
                    on conflict (key) do update set body = excluded.body)
                select coalesce(array_agg(put.key), '{}') into new_keys from put;
                select array_agg(g.key = any(new_keys) order by g.place) into w.o_gathered from unnest(g_key) with ordinality as g(key, place);
            end if;

            -- Rows.
            if cardinality(r_ordinal) > 0 then
                with changed as (
                    update @.rows o set state = 2, worker = null from unnest(r_ordinal, r_attempt) as r(ordinal, attempt)
                    where o.ordinal = r.ordinal and o.worker = p_worker and o.attempt = r.attempt and o.state = 1 returning o.ordinal)
                select coalesce(array_agg(changed.ordinal), '{}') into done from changed;
                insert into @.results (ordinal, outcome, stage, reason, is_transient, session, payload)
                select r.ordinal, r.outcome, r.stage, r.reason, r.transient, w.session, r.payload
                from unnest(r_ordinal, r_outcome, r_stage, r_reason, r_transient, r_payload) as r(ordinal, outcome, stage, reason, transient, payload)
                where r.ordinal = any(done)
                on conflict (ordinal) do update set outcome = excluded.outcome, stage = excluded.stage, reason = excluded.reason,
                    is_transient = excluded.is_transient, session = excluded.session, payload = excluded.payload, recorded_at = excluded.recorded_at;
                select array_agg(r.ordinal = any(done) order by r.place) into w.o_recorded from unnest(r_ordinal) with ordinality as r(ordinal, place);
                w.results := w.results + cardinality(done);
            end if;
            if cardinality(l_ordinal) > 0 then
                update @.rows o set state = case when l.deferred then 3 else 0 end, worker = null
                from unnest(l_ordinal, l_attempt, l_deferred) as l(ordinal, attempt, deferred)
                where o.ordinal = l.ordinal and o.worker = p_worker and o.attempt = l.attempt and o.state = 1;
            end if;
            if cardinality(v_ordinal) > 0 then
                with changed as (
                    update @.rows o set state = 4, worker = null from unnest(v_ordinal, v_attempt) as v(ordinal, attempt)
                    where o.ordinal = v.ordinal and o.worker = p_worker and o.attempt = v.attempt and o.state = 1 returning o.ordinal)
                insert into @.batch_waits (ordinal, key, not_before)
                select k.ordinal, k.key, coalesce(now_at + k.pause, '-infinity') from unnest(k_ordinal, k_key, k_pause) as k(ordinal, key, pause)
                join changed using (ordinal) on conflict (ordinal, key) do update set not_before = excluded.not_before;
            end if;
            if c_count > 0 and not is_stopped then
                with pending as (
                    select o.ordinal from @.rows o where o.state <> 2 and o.state = 0 and o.ordinal % c_every = 0
                    order by o.ordinal limit c_count for update skip locked),
                put_off as (
                    select o.ordinal from @.rows o where c_deferred and o.state <> 2 and o.state = 3 and o.ordinal % c_every = 0
                    order by o.ordinal limit c_count for update skip locked),
                free as (
                    select f.ordinal from (select * from pending union all select * from put_off) f order by f.ordinal limit c_count),
                taken as (
                    update @.rows o set state = 1, worker = p_worker, attempt = o.attempt + 1 from free where o.ordinal = free.ordinal
                    returning o.ordinal, o.attempt)
                select coalesce(array_agg(t.ordinal order by t.ordinal), '{}'), coalesce(array_agg(t.attempt order by t.ordinal), '{}')
                into w.o_ordinal, w.o_attempt from taken t;
                if cardinality(w.o_ordinal) = 0 then
                    w.o_remaining := exists (select 1 from @.rows o where o.state <> 2 and o.state in (0, 1) and o.ordinal % c_every = 0)
                        or (c_deferred and exists (select 1 from @.rows o where o.state <> 2 and o.state = 3 and o.ordinal % c_every = 0));
                end if;
            end if;
            update @.workers set batch = p_batch, seen_at = now_at, lease_until = now_at + p_lease * 0.75,
                up_since = case when seen_at < now_at - p_lease / 2 then now_at else up_since end, granted = w.granted, reserved = w.reserved,
                spent = w.spent, possible = w.possible, answered = w.answered, failed = w.failed, possibly_billed = w.possibly_billed,
                input_tokens = w.input_tokens, output_tokens = w.output_tokens, uncertain = w.uncertain, results = w.results, usable = w.usable,
                o_status = w.o_status, o_delay = w.o_delay, o_own = w.o_own, o_recorded = w.o_recorded, o_gathered = w.o_gathered, o_ordinal = w.o_ordinal,
                o_attempt = w.o_attempt, o_remaining = w.o_remaining where id = p_worker;
            return query select w.o_status, w.o_delay, w.o_own, w.o_recorded, w.o_gathered, w.o_ordinal, w.o_attempt, w.o_remaining, s.is_paused,
                s.is_cancelled, s.concurrency, s.requests_per_minute, s.tokens_per_minute, s.max_cost, s.deadline;
        end
        $f$;
        """ + BatchSchema.Functions;

    /// <summary>The statements that make a run's tables and functions.</summary>
    /// <param name="schema">The schema, which exists.</param>
    public static string Create(string schema) => Text.Replace("@.", $"\"{schema}\".", StringComparison.Ordinal);
}
