-- Keys: how they begin, who made them, when they were used, and what they are limited to.

alter table api_key
    -- Null for keys from before.
    add column prefix             text,
    add column created_by         text,
    -- To the minute.
    add column last_used_at       timestamptz,
    -- Ids of repositories; null without a limit. A limit of projects has their repositories too.
    add column scope_repositories text[],
    add column scope_projects     text[],
    add check ((scope_repositories is null) = (scope_projects is null));

create index api_key_by_age on api_key (created_at desc, id desc);

-- A key can be deleted; its runners stay, and are there for another key to take.
alter table runner drop constraint runner_key_id_fkey;
