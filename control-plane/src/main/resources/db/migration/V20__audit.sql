-- Who changed what. An entry is written with its change and gets its number and its hash once, afterwards.

create table audit_entry (
    id       bigint generated always as identity primary key,
    at       timestamptz not null default clock_timestamp(),
    actor    text not null,
    -- Where the call came from; null for what came by Kafka.
    address  text,
    action   text not null,
    object   text not null,
    -- As it was written: jsonb would write it anew, and its hash with it.
    details  json not null,
    trace_id text,
    no       bigint unique,
    hash     bytea,
    check ((no is null) = (hash is null))
);
create index audit_entry_unchained on audit_entry (id) where no is null;

-- The end of the chain; who holds its lock goes on with it.
create table audit_head (
    one  boolean primary key default true check (one),
    no   bigint not null,
    hash bytea not null
);
insert into audit_head (no, hash) values (0, sha256('paddock audit log'));

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only' using errcode = 'restrict_violation';
end
$$;

create trigger audit_entry_is_kept before delete on audit_entry
    for each row execute function refuse_audit_change();
create trigger audit_log_is_kept before truncate on audit_entry
    for each statement execute function refuse_audit_change();
create trigger audit_entry_is_unchanged before update on audit_entry
    for each row when (old.no is not null
        or (new.id, new.at, new.actor, new.address, new.action, new.object, new.details::text, new.trace_id)
            is distinct from
            (old.id, old.at, old.actor, old.address, old.action, old.object, old.details::text, old.trace_id))
    execute function refuse_audit_change();

-- Also for the role that owns the tables, unless it is a superuser.
revoke update, delete, truncate on audit_entry from current_user;
grant update (no, hash) on audit_entry to current_user;
