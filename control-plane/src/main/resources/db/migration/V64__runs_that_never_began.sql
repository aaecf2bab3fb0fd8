create index run_never_began on run (created_at desc, id desc) where completed_at is not null and began_at is null;
