-- What a repository stores is let go of when nothing of it is kept any more, and all of a report counts.

-- Every report and screenshot is looked at once.
set local statement_timeout = 0;

-- Of reports that were deleted for their age nothing is left to be paid for.
update report_result t set more_references = null from run r
where r.id = t.run_id and r.cleared_at is not null and t.more_references is not null;
update report p set bytes = p.bytes + m.bytes
from (select run_id, sum(octet_length(more_references::text)) as bytes from report_result
    where more_references is not null group by run_id) m
where m.run_id = p.run_id;
update report p set bytes = 0 from run r where r.id = p.run_id and r.cleared_at is not null;

alter table screenshot
    -- When it was last sent or asked for: it stays for a day from here.
    add column touched_at timestamptz not null default now(),
    -- Perhaps nothing of its repository refers to it: false = something did when it was last looked at.
    add column loose      boolean not null default true;
create index screenshot_loose on screenshot (touched_at) where loose;
create index baseline_version_screenshot on baseline_version (repository_id, screenshot) where screenshot is not null;
