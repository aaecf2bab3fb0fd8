-- A runner's row is written with every heartbeat. No index has a column that a heartbeat changes, and half of each
-- page is left free, so the new version of a row stays on its page and no index is touched.

alter table runner set (fillfactor = 50);
-- The runner that gave back the attempt before, or never confirmed it; others go first.
alter table task add column avoid_runner text;

-- The newest silence in which nobody swept: leases that ran out in it are nobody's fault, whoever ends them, and when.
alter table sweep add column away_from timestamptz;
alter table sweep add column away_until timestamptz;
