-- When a runner is heard of: it is registered, does not say that it is offline, and beat or registered within so many
-- milliseconds. A single expression, which the planner puts into the queries that call it: they use indexes as before.
create function is_heard_of(r runner, within_ms bigint) returns boolean language sql stable
    return r.deregistered_at is null and r.reported <> 'offline'
        and greatest(r.last_heartbeat_at, r.registered_at) > now() - within_ms * interval '1 millisecond';
