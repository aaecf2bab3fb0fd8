-- Reads and writes go on meanwhile.
alter table run validate constraint run_duration_has_a_start;
