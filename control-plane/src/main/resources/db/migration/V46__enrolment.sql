-- Keys that enrol runners, and the credentials that they mint, each for one runner.

alter table api_key drop constraint api_key_role_check;
alter table api_key add constraint api_key_role_check
    check (role in ('admin', 'developer', 'viewer', 'runner', 'enrolment'));

alter table api_key
    -- How many runners an enrolment key may enrol; null = any number.
    add column max_uses      integer check (max_uses > 0),
    -- How many it has enrolled. Kept, not counted: credentials of runners that are gone are removed.
    add column uses          integer not null default 0,
    -- What runners must offer; a minted credential has them from its enrolment key.
    add column required_tags text[] not null default '{}',
    -- Whether its runners are removed when they are gone; the same.
    add column ephemeral     boolean not null default false,
    -- Of a minted credential: by which enrolment key, which may be gone by now, and for which runner.
    add column enrolment_id  text,
    add column runner_id     text,
    add check ((enrolment_id is null) = (runner_id is null)),
    add check (enrolment_id is null or role = 'runner');

create index api_key_of_runner on api_key (runner_id) where runner_id is not null;
create index api_key_minted on api_key (enrolment_id, created_at desc, id desc) where enrolment_id is not null;
