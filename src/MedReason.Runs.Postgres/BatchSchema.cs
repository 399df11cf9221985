namespace MedReason.Runs.Postgres;

/// <summary>The functions by which the worker that leads moves batches on. Each may be called twice with the same arguments.</summary>
/// <remarks>
/// A worker leads until it has left the run or was not heard of within its lease, and another one took the lead. From then on whatever it sends of a batch is
/// refused, as all else of it is.
/// </remarks>
internal static class BatchSchema
{
    // States of a request that has ended.
    public const int Answered = 1;
    public const int Failed = 2;
    public const int PossiblyBilled = 3;

    // What batch_seal returns where it takes no call.
    public const int NoMoneyNow = 0;
    public const int NoMoney = -1;
    public const int NoLimit = -2;
    public const int NoPrice = -3;

    public const string Functions = """


        create function @.batch_try_lead(p_worker bigint) returns boolean language plpgsql as $f$
        declare
            leader bigint;
        begin
            -- Who does not lead asks often, and locks nothing as long as the leader lives.
            if exists (select 1 from @.batch_lead l join @.workers w on w.id = l.worker where l.worker <> p_worker and w.ended_at is null) then
                return false;
            end if;
            select worker into leader from @.batch_lead where id = 1 for update;
            if not exists (select 1 from @.workers where id = p_worker and ended_at is null) then
                raise exception 'the worker is no longer of the run' using errcode = 'MR001';
            end if;
            if leader is distinct from p_worker then
                if exists (select 1 from @.workers where id = leader and ended_at is null) then
                    return false;
                end if;
                update @.batch_lead set worker = p_worker where id = 1;
            end if;
            return true;
        end
        $f$;

        create function @.batch_require(p_worker bigint) returns void language plpgsql as $f$
        begin
            if p_worker is distinct from (select worker from @.batch_lead where id = 1 for update) then
                raise exception 'another worker leads' using errcode = 'MR001';
            end if;
        end
        $f$;

        create function @.batch_charge(p_reserved bigint, p_spent bigint, p_possible bigint) returns void language plpgsql as $f$
        begin
            update @.workers set reserved = reserved + p_reserved, spent = spent + p_spent, possible = possible + p_possible,
                granted = granted + p_reserved + p_spent + p_possible where id = 0;
            update @.money set granted = granted + p_reserved + p_spent + p_possible where id = 1;
        end
        $f$;

        create function @.batch_seal(p_worker bigint, p_id bigint, p_place bigint[], p_worst bigint[], p_cap bigint, p_priced boolean)
            returns int language plpgsql as $f$
        declare
            cap bigint;
            taken bigint;
            total bigint := 0;
            count int := 0;
        begin
            perform @.batch_require(p_worker);
            select calls into count from @.batches where id = p_id;
            if found then
                return count;
            end if;
            count := 0;
            select coalesce(max_cost, p_cap) into cap from @.steering where id = 1;
            perform 1 from @.workers where id = 0 for update;
            select granted into taken from @.money where id = 1 for update;
            if cap is not null and not p_priced then
                return -3;
            end if;
            for i in 1 .. cardinality(p_place) loop
                if cap is not null and p_worst[i] is null then
                    if count = 0 then
                        return -2;
                    end if;
                    exit;
                end if;
                if taken + total + coalesce(p_worst[i], 0) > cap then
                    exit;
                end if;
                total := total + coalesce(p_worst[i], 0);
                count := count + 1;
            end loop;
            if count = 0 then
                -- What another worker holds and does not use comes back; so may what other batches hold.
                update @.money set scarce_until = clock_timestamp() + interval '2 seconds' where id = 1;
                select coalesce(sum(o.spent + o.possible), 0) into taken from @.workers o;
                return case when taken + coalesce(p_worst[1], 0) > cap and (select reserved from @.workers where id = 0) = 0 then -1 else 0 end;
            end if;
            perform @.batch_charge(total, 0, 0);
            insert into @.batches (id, step, tag, hash, calls, length) values (p_id, 0, '', '', count, 0);
            perform 1 from @.batch_calls c where c.place = any(p_place[1:count]) order by c.key for update;
            update @.batch_calls c set state = 1, batch = p_id, session = w.session, reserved = u.worst
            from unnest(p_place[1:count], p_worst[1:count]) as u(place, worst), @.workers w where c.place = u.place and c.state = 0 and w.id = p_worker;
            get diagnostics taken = row_count;
            if taken <> count then
                raise exception 'a call of a batch does not wait for one' using errcode = 'MR002';
            end if;
            return count;
        end
        $f$;

        create function @.batch_record(p_worker bigint, p_id bigint, p_version bigint, p_step int, p_tag text, p_hash text, p_length bigint, p_file text,
            p_remote text, p_since timestamptz) returns void language plpgsql as $f$
        begin
            perform @.batch_require(p_worker);
            -- What comes late, or twice, is of a version that is gone.
            update @.batches set step = p_step, tag = p_tag, hash = p_hash, length = p_length, file = p_file, remote = p_remote, since = p_since,
                version = p_version where id = p_id and version = p_version - 1;
        end
        $f$;

        create function @.batch_settle(p_worker bigint, p_place bigint[], p_state int[], p_request int[], p_cost bigint[], p_amount bigint[],
            p_input bigint[], p_cached bigint[], p_output bigint[], p_usable boolean[], p_reply bytea[], p_failure text[])
            returns void language plpgsql as $f$
        declare
            a @.workers%rowtype;
            of_session bigint;
            freed bigint;
            own_spent bigint;
            own_possible bigint;
        begin
            perform @.batch_require(p_worker);
            select session into of_session from @.workers where id = p_worker;
            select * into a from @.workers where id = 0 for update;
            -- None but this worker changes calls that are in a batch: the same are found by each statement.
            insert into @.requests (worker, number, key, session, state, amount, max_input_tokens, max_output_tokens, input_tokens, cached_tokens,
                output_tokens, failure)
            select 0, a.batch + row_number() over (order by u.place), c.key, of_session, u.request, u.amount, c.max_input_tokens, c.max_output_tokens,
                u.input, u.cached, u.output, u.failure
            from unnest(p_place, p_request, p_amount, p_input, p_cached, p_output, p_failure)
                as u(place, request, amount, input, cached, output, failure) join @.batch_calls c on c.place = u.place and c.state = 1;
            with put as (
                insert into @.replies as k (key, is_usable, reply)
                select c.key, u.usable, u.reply from unnest(p_place, p_request, p_usable, p_reply) as u(place, request, usable, reply)
                join @.batch_calls c on c.place = u.place and c.state = 1 where u.request = 1 order by c.key
                on conflict (key) do update set is_usable = excluded.is_usable, reply = excluded.reply where not k.is_usable returning k.is_usable)
            select a.usable + count(*) filter (where put.is_usable) into a.usable from put;
            select coalesce(sum(c.reserved), 0), coalesce(sum(u.cost) filter (where u.request = 1), 0),
                coalesce(sum(u.cost) filter (where u.request <> 1), 0), a.batch + count(*), a.answered + count(*) filter (where u.request = 1),
                a.failed + count(*) filter (where u.request = 2), a.possibly_billed + count(*) filter (where u.request = 3),
                a.input_tokens + coalesce(sum(u.input), 0), a.output_tokens + coalesce(sum(u.output), 0),
                a.uncertain + count(*) filter (where u.request = 1 and u.input is null)
            into freed, own_spent, own_possible, a.batch, a.answered, a.failed, a.possibly_billed, a.input_tokens, a.output_tokens, a.uncertain
            from unnest(p_place, p_request, p_cost, p_input, p_output) as u(place, request, cost, input, output)
            join @.batch_calls c on c.place = u.place and c.state = 1;
            update @.workers set batch = a.batch, answered = a.answered, failed = a.failed, possibly_billed = a.possibly_billed,
                input_tokens = a.input_tokens, output_tokens = a.output_tokens, uncertain = a.uncertain, usable = a.usable where id = 0;
            perform @.batch_charge(-freed, own_spent, own_possible);
            perform 1 from @.batch_calls c where c.place = any(p_place) and c.state = 1 order by c.key for update;
            delete from @.batch_bodies b using @.batch_calls c, unnest(p_place, p_state) as u(place, state)
            where b.key = c.key and c.place = u.place and c.state = 1 and u.state <> 0;
            update @.batch_calls c set state = u.state, session = of_session, ended_at = clock_timestamp(),
                failure = case when u.state <> 0 then u.failure else c.failure end,
                place = case when u.state = 0 then nextval('@.batch_places') else c.place end, batch = case when u.state <> 0 then c.batch end,
                attempts = c.attempts + case when u.state = 0 then 1 else 0 end, reserved = case when u.state <> 0 then c.reserved end
            from unnest(p_place, p_state, p_failure) as u(place, state, failure) where c.place = u.place and c.state = 1;
        end
        $f$;

        create function @.batch_dissolve(p_worker bigint, p_id bigint, p_place bigint[], p_refusal text[], p_attempts int)
            returns void language plpgsql as $f$
        declare
            of_session bigint;
            freed bigint;
        begin
            perform @.batch_require(p_worker);
            select session into of_session from @.workers where id = p_worker;
            select coalesce(sum(c.reserved), 0) into freed from @.batch_calls c where c.batch = p_id and c.state = 1;
            perform @.batch_charge(-freed, 0, 0);
            perform 1 from @.batch_calls c where c.batch = p_id and c.state = 1 order by c.key for update;
            delete from @.batch_bodies b using @.batch_calls c, unnest(p_place, p_refusal) as u(place, refusal)
            where b.key = c.key and c.place = u.place and c.batch = p_id and c.state = 1 and u.refusal is not null;
            update @.batch_calls c set state = case when u.refusal is null then 0 else 4 end, session = of_session, ended_at = clock_timestamp(),
                reserved = null, failure = coalesce(u.refusal, c.failure), place = case when u.refusal is null then nextval('@.batch_places') else c.place end,
                batch = case when u.refusal is not null then c.batch end, attempts = c.attempts + case when u.refusal is null then p_attempts else 0 end
            from unnest(p_place, p_refusal) as u(place, refusal) where c.place = u.place and c.batch = p_id and c.state = 1;
            update @.batches set step = 4, version = version + 1 where id = p_id;
        end
        $f$;

        create function @.batch_release(p_worker bigint) returns table (ready bigint, waiting bigint) language plpgsql as $f$
        declare
            now_at timestamptz := clock_timestamp();
        begin
            if p_worker = (select worker from @.batch_lead where id = 1) then
                with freed as (
                    update @.rows o set state = 0 where o.state <> 2 and o.state = 4 and not exists (
                        select 1 from @.batch_waits v left join @.batch_calls c on c.key = v.key
                        where v.ordinal = o.ordinal and (c.state in (0, 1) or v.not_before > now_at))
                    returning o.ordinal)
                delete from @.batch_waits v using freed where v.ordinal = freed.ordinal;
            end if;
            -- Rows that others work on may come to wait yet: nobody leaves before.
            return query select count(*) filter (where o.state = 0), count(*) filter (where o.state in (1, 4))
            from @.rows o where o.state <> 2 and o.state in (0, 1, 4);
        end
        $f$;
        """;
}
