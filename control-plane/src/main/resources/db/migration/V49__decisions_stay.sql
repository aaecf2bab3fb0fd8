-- The trail of decisions only grows: nothing that the server does deletes one.
drop trigger review_decision_stays on review_decision;
create trigger review_decision_stays before update or delete on review_decision
    for each row execute function refuse_change();
