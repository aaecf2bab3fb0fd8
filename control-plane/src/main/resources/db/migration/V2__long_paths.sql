-- A path may be longer than an index entry; that it stands once in a result is checked before.

alter table reviewed_file drop constraint reviewed_file_pkey;
alter table reviewed_file drop constraint reviewed_file_result_id_key;
alter table reviewed_file add primary key (result_id);
create index reviewed_file_by_run on reviewed_file (run_id);
