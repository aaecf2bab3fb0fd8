-- Whom the server tells over HTTP of what happens, and what each was told.

create table webhook (
    id              text primary key,
    url             text not null,
    -- The types of events that it is told of.
    events          text[] not null check (cardinality(events) > 0),
    enabled         boolean not null,
    -- Why the server disabled it; null while it is enabled, or when a user did.
    disabled_reason text,
    -- What its messages are signed with, sealed with the server's secret.
    secret          bytea not null,
    -- The one before, which signs too until then.
    previous_secret bytea,
    previous_until  timestamptz,
    -- Since when no message was taken; null = the newest one was, or there was none.
    failing_since   timestamptz,
    created_by      text not null,
    created_at      timestamptz not null default clock_timestamp(),
    check (disabled_reason is null or not enabled),
    check ((previous_secret is null) = (previous_until is null))
);

create index webhook_by_age on webhook (created_at desc, id desc);

-- One message to one webhook.
create table webhook_delivery (
    -- The receiver knows a repeat by it.
    id           text primary key,
    webhook_id   text not null references webhook on delete cascade,
    -- What it tells of; a webhook is told of the same once.
    source       text not null,
    event        text not null,
    -- The run, build or runner that it is about.
    subject      text not null,
    -- The body, letter by letter as it is signed.
    payload      text not null,
    state        text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
    -- Raised with every attempt; what an attempt found counts while it is the newest.
    attempt      integer not null default 0,
    -- Attempts since it was asked for, by an event or by a user.
    tries        integer not null default 0,
    -- When the next attempt may begin, and until when one is in work.
    due_at       timestamptz not null default clock_timestamp(),
    leased_until timestamptz,
    -- What came of the newest attempts, oldest first.
    log          jsonb not null default '[]',
    created_at   timestamptz not null default clock_timestamp(),
    finished_at  timestamptz,
    unique (webhook_id, source),
    check ((state = 'pending') = (finished_at is null)),
    check (state = 'pending' or leased_until is null)
);

create index webhook_delivery_due on webhook_delivery (webhook_id, due_at) where state = 'pending';
create index webhook_delivery_by_age on webhook_delivery (webhook_id, created_at desc, id desc);
create index webhook_delivery_old on webhook_delivery (finished_at) where finished_at is not null;
