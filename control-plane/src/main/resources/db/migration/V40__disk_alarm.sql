-- When those who manage are told that the disk fills up, and whether they were.

create table disk_alarm (
    one               boolean primary key default true check (one),
    threshold_percent integer not null default 85 check (threshold_percent between 0 and 100),
    -- The threshold was reached, and the disk has not been clearly below it since.
    raised            boolean not null default false,
    -- How often it was raised: each time is told once.
    times             bigint not null default 0
);
insert into disk_alarm default values;
