-- What a runner says of itself with its heartbeats: one that says it is offline is shown so.

alter table runner add column reported text not null default 'online'
    check (reported in ('online', 'busy', 'offline'));
