package dev.paddock.controlplane.run;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/// Decides whether held tasks may go to the runners now. Every way out of `held` leads through here.
@Singleton
public class Admission {

    private final TaskStore tasks;
    private final Event<TaskStore.MadeReady> ready;

    Admission(TaskStore tasks, Event<TaskStore.MadeReady> ready) {
        this.tasks = tasks;
        this.ready = ready;
    }

    /// Lets these held tasks go. Joins the caller's transaction, which holds the locks of their runs.
    @Transactional(Transactional.TxType.MANDATORY)
    public void admit(List<UUID> held) {
        tasks.makeReady(held);
        ready.fire(new TaskStore.MadeReady());
    }

    /// Tells, after commit, that runs wait for their commit to be resolved.
    @Transactional(Transactional.TxType.MANDATORY)
    public void callResolver() {
        ready.fire(new TaskStore.MadeReady());
    }
}
