-- What repositories may use. Nobody is limited until somebody says so.

alter table repository
    -- null = any number.
    add column limit_runs_per_month bigint check (limit_runs_per_month >= 0),
    add column limit_stored_bytes   bigint check (limit_stored_bytes >= 0),
    -- Nothing more is taken until somebody has paid.
    add column past_due             boolean not null default false;

-- What they store, so that it can be added up from indexes alone. It is never counted up and down: what goes, is gone.
alter table screenshot add column bytes bigint;
update screenshot s set bytes = b.bytes from blob b where b.digest = s.digest;
alter table screenshot alter column bytes set not null;
create index screenshot_bytes on screenshot (repository_id) include (bytes);

alter table report
    add column repository_id text references repository,
    -- Of its texts and those of its results.
    add column bytes         bigint;
update report p set repository_id = r.repository_id,
    bytes = octet_length(p.body::text)
        + (select coalesce(sum(octet_length(t.body::text)), 0) from report_result t where t.run_id = p.run_id)
from run r where r.id = p.run_id;
alter table report
    alter column repository_id set not null,
    alter column bytes set not null;
create index report_bytes on report (repository_id) include (bytes);

alter table baseline_version
    add column bytes bigint not null generated always as (coalesce(octet_length(snapshot::text), 0)) stored;
create index baseline_version_bytes on baseline_version (repository_id) include (bytes);
