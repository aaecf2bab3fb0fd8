package dev.paddock.controlplane.enrolment;

import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.enrolment.ForgottenStore.Credential;
import dev.paddock.controlplane.fleet.RunnerEvents;
import dev.paddock.controlplane.loop.Chore;
import dev.paddock.model.event.RunnerEvent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Removes ephemeral runners that are gone, with their credentials, so that no list grows with every pod that ever
/// was: after an hour those that were not heard of, and later those that deregistered, which are off the list of
/// runners at once and are told so meanwhile. Credentials that nobody registered with for an hour go too. Any replica
/// may do it. A runner that has a task in work stays.
@Singleton
class ForgetRunners {

    private static final Origin UPKEEP = Origin.of("upkeep");
    private static final int BATCH = 100;

    private final ForgottenStore store;
    private final RunnerEvents events;
    private final AuditLog audit;
    private final EnrolmentConfig config;

    ForgetRunners(ForgottenStore store, RunnerEvents events, AuditLog audit, EnrolmentConfig config) {
        this.store = store;
        this.events = events;
        this.audit = audit;
        this.config = config;
    }

    /// The removal as background work.
    @Produces
    @Singleton
    Chore forgets() {
        return new Chore("forget runners", config.look(), this::forget);
    }

    /// Removes up to a batch of each; true when there may be more.
    @Transactional
    public boolean forget() {
        Duration after = config.forgetAfter();
        List<AuditLog.Entry> entries = new ArrayList<>();
        // Behind the locks of their rows nobody claims for them; whether they hold a task is looked at only there.
        List<String> runners = store.idle(store.lockGone(config.goneFor(), after, BATCH));
        runners.forEach(runner -> {
            events.append(runner, new RunnerEvent.Removed());
            entries.add(entry("runner.remove", runner, Map.of()));
        });
        store.remove(runners).forEach(credential -> entries.add(end(credential)));
        List<Credential> unused = store.removeUnused(after, BATCH);
        unused.forEach(credential -> entries.add(end(credential)));
        audit.append(entries);
        return runners.size() == BATCH || unused.size() == BATCH;
    }

    private static AuditLog.Entry end(Credential credential) {
        return entry("key.end", credential.id(), Map.of("action", "delete", "runner", credential.runner()));
    }

    private static AuditLog.Entry entry(String action, String object, Map<String, ?> details) {
        return AuditLog.Entry.of(UPKEEP, action, object, details);
    }
}
