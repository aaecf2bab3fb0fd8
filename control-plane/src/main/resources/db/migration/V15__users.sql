-- Users who have signed in through a provider.
create table signed_in_user (
    email          text primary key check (email = lower(email)),
    name           text not null,
    avatar_url     text,
    provider       text not null,
    -- What an administrator made of the role; null = the configured one counts.
    role_override  text check (role_override in ('admin', 'developer', 'viewer')),
    first_login_at timestamptz not null default now(),
    last_login_at  timestamptz not null default now()
);

create index signed_in_user_newest on signed_in_user (last_login_at desc, email);
