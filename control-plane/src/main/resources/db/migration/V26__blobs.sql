-- Bytes that are stored under their digest, and what keeps them.

create table blob (
    -- SHA-256, 64 hexadecimal digits.
    digest     text primary key check (digest ~ '^[0-9a-f]{64}$'),
    bytes      bigint not null check (bytes >= 0),
    -- arriving: the bytes may not be there yet; leaving: they may be there no more. Only a stored one is seen.
    state      text not null check (state in ('arriving', 'stored', 'leaving')),
    created_at timestamptz not null default now(),
    -- When it was last put or asked for: the grace time counts from here.
    touched_at timestamptz not null,
    -- Perhaps nothing refers to it: false = something did when it was last looked at.
    loose      boolean not null
);
create index blob_loose on blob (touched_at) where loose;
create index blob_leaving on blob (digest) where state = 'leaving';

create table blob_reference (
    -- What the owner is, and its id among those of its kind.
    kind   text not null,
    owner  text not null,
    digest text not null references blob,
    primary key (kind, owner, digest)
);
create index blob_reference_digest on blob_reference (digest);
