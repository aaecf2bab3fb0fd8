-- The place of what was claimed last. Its condition is one that no other query implies: a query for the live tasks of
-- some runners would look cheap by this index while few tasks were claimed when the statistics were taken, and read
-- every task that was ever claimed.
drop index task_claimed_place;
create index task_claimed_place on task (place desc) where claimed_at > '-infinity';

-- A run's start changes no indexed column: with room in its page it costs no index a write.
alter table run set (fillfactor = 75);
