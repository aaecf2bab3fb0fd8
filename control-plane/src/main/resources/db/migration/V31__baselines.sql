-- What a repository's targets looked like when somebody approved of it. Versions stay as they are.

create table baseline (
    repository_id text not null references repository,
    target        text not null,
    kind          text not null,
    -- The newest version; 0 before the first. Its row's lock guards the next number.
    version       integer not null default 0,
    digest        text,
    primary key (repository_id, target, kind)
);

create table baseline_version (
    repository_id text not null,
    target        text not null,
    kind          text not null,
    version       integer not null check (version >= 1),
    digest        text not null,
    screenshot    text,
    snapshot      json,
    -- The run that it was promoted from; null for one that was sent.
    run_id        text references run on delete set null,
    -- Whose reference keeps the screenshot's bytes.
    kept_by       text not null,
    created_by    text not null,
    created_at    timestamptz not null default clock_timestamp(),
    primary key (repository_id, target, kind, version),
    foreign key (repository_id, target, kind) references baseline
);
create index baseline_version_of_run on baseline_version (run_id) where run_id is not null;
create trigger baseline_version_stays before update on baseline_version
    for each row when (old.digest is distinct from new.digest or old.screenshot is distinct from new.screenshot
        or old.snapshot::text is distinct from new.snapshot::text)
    execute function refuse_change();
