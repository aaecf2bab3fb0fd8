-- Since when an announcement is due: its age tells how far Kafka is behind.
alter table announcement add column due_at timestamptz not null default now();
