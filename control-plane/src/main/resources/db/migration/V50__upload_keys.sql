-- Which upload was begun for an idempotency key. A repeat finds it, whichever replica took the first call and whether
-- or not its reply was heard; the key of results that were not taken is free again.

create table upload_key (
    -- Whose key it is, and for which call.
    scope      text not null,
    key        text not null,
    upload     text not null references upload_session on delete cascade,
    created_at timestamptz not null default now(),
    primary key (scope, key)
);
create index upload_key_of_upload on upload_key (upload);
