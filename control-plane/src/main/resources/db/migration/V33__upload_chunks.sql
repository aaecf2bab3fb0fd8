-- What has come of an upload in chunks. The bytes are blobs, so that any replica puts them together.

create table upload_chunk (
    upload text not null references upload_session on delete cascade,
    -- From 0.
    nth    integer not null check (nth >= 0),
    digest text not null,
    bytes  bigint not null check (bytes > 0),
    primary key (upload, nth)
);
