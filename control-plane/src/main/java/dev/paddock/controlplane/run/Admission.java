package dev.paddock.controlplane.run;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Decides whether held tasks may go to the runners now. Every way out of `held` leads through here.
///
/// A task waits while its agent is paused, and while its concurrency group holds as many ready and live tasks as it
/// may. The agent's shared lock and the group's lock make what is decided still true at commit.
@Singleton
public class Admission {

    private final TaskStore tasks;
    private final TurnStore turns;
    private final Event<TaskStore.MadeReady> ready;

    Admission(TaskStore tasks, TurnStore turns, Event<TaskStore.MadeReady> ready) {
        this.tasks = tasks;
        this.turns = turns;
        this.ready = ready;
    }

    /// Lets those of these held tasks go that nothing else holds; the others are held for that from now on.
    ///
    /// Joins the caller's transaction, which holds the locks of their runs and locks no run afterwards:
    /// call it once, with all tasks of the transaction.
    @Transactional(Transactional.TxType.MANDATORY)
    public void admit(List<UUID> held) {
        List<TurnStore.Judged> judged = turns.judge(held);
        List<TurnStore.Judged> paused =
                judged.stream().filter(TurnStore.Judged::paused).toList();
        List<TurnStore.Judged> active =
                judged.stream().filter(task -> !task.paused()).toList();
        List<TurnStore.Judged> grouped =
                active.stream().filter(task -> task.group() != null).toList();
        List<UUID> going = new ArrayList<>(active.stream()
                .filter(task -> task.group() == null)
                .map(TurnStore.Judged::task)
                .toList());
        if (!paused.isEmpty()) {
            turns.pause(paused);
        }
        if (!grouped.isEmpty()) {
            Set<String> groups = grouped.stream()
                    .map(task -> Objects.requireNonNull(task.group()))
                    .collect(Collectors.toSet());
            turns.lockGroups(groups);
            turns.lineUp(grouped);
            going.addAll(turns.next(
                    groups, grouped.stream().map(TurnStore.Judged::agent).collect(Collectors.toSet())));
        }
        go(going);
    }

    /// Lets the next of these concurrency groups go, as far as there is room.
    @Transactional
    public void release(Collection<String> groups) {
        List<String> agents = turns.lockAgentsInFront(groups);
        if (!agents.isEmpty()) {
            turns.lockGroups(groups);
            go(turns.next(groups, agents));
        }
    }

    /// Lets up to `limit` tasks go that a pause of `agent` held, unless it lasts. False when there are none.
    @Transactional
    public boolean resume(String agent, int limit) {
        List<UUID> held = turns.resumable(agent, limit);
        if (!held.isEmpty()) {
            admit(held);
        }
        return !held.isEmpty();
    }

    private void go(List<UUID> going) {
        if (!going.isEmpty()) {
            tasks.makeReady(going);
            ready.fire(new TaskStore.MadeReady());
        }
    }

    /// Those of these agents that hold no task: neither paused nor limited, until the end of the caller's transaction.
    @Transactional(Transactional.TxType.MANDATORY)
    public Set<String> unlimited(List<String> agents) {
        return turns.lockUnlimited(agents);
    }

    /// Tells, after commit, that tasks were added ready.
    @Transactional(Transactional.TxType.MANDATORY)
    public void addedReady() {
        ready.fire(new TaskStore.MadeReady());
    }
}
