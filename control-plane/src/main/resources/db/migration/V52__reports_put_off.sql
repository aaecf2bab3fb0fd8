-- Since when it cannot be made for what may pass, as a registry that does not answer; null = it can, as far as is known.
alter table generation add column put_off_since timestamptz;
