-- Of a minted credential: the one that its runner named as its own when it enrolled again. Only in that one's place may it
-- be registered while the runner is heard of; null = in nobody's.
alter table api_key add column replaces text;
