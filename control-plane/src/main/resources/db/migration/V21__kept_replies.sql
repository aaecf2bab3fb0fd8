-- What was replied to a call with an idempotency key.

create table kept_reply (
    -- Whose key it is, and for which call.
    scope      text not null,
    key        text not null,
    -- SHA-256 of the request.
    request    bytea not null,
    status     smallint not null,
    headers    jsonb not null,
    -- Null when it held a secret.
    body       bytea,
    created_at timestamptz not null default now(),
    primary key (scope, key)
);
create index kept_reply_by_age on kept_reply using brin (created_at);
create index idempotency_key_by_age on idempotency_key using brin (created_at);
