-- Which version of Allure makes the reports, at every replica. No row: the one that comes with the server.

create table allure_version (
    one       boolean primary key default true check (one),
    version   text not null check (version ~ '^[0-9]+\.[0-9]+\.[0-9]+$'),
    chosen_at timestamptz not null default now()
);
