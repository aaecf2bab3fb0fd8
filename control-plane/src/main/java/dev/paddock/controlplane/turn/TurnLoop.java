package dev.paddock.controlplane.turn;

import dev.paddock.controlplane.catalog.UpdateAgent;
import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.run.Admission;
import dev.paddock.controlplane.run.EndStore;
import dev.paddock.controlplane.run.TurnStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Gives tasks their turn: at once when one of their group ended here or their agent changed here, and by looking at
/// the ledger again and again for all that was not heard. Any replica may do it.
@Singleton
class TurnLoop {

    private final Set<String> freed = ConcurrentHashMap.newKeySet();
    private final Admission admission;
    private final TurnStore turns;
    private final AgentChanges changes;
    private final Ageing ageing;
    private final TurnConfig config;
    private volatile long nextSweep = System.nanoTime();
    private @Nullable Loop loop;

    TurnLoop(Admission admission, TurnStore turns, AgentChanges changes, Ageing ageing, TurnConfig config) {
        this.admission = admission;
        this.turns = turns;
        this.changes = changes;
        this.ageing = ageing;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("turns", config.sweep(), this::turn);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }

    /// A member of a group ended: the next one's turn comes after that commit.
    void freed(@Observes(during = TransactionPhase.AFTER_SUCCESS) EndStore.Freed event) {
        freed.add(event.group());
        if (loop != null) {
            loop.wake();
        }
    }

    /// Within the call that changed the agent, after its commit: who pauses an agent sees it paused.
    void changed(@Observes UpdateAgent.Changed event) {
        changes.settle(event.agent());
        turns.roomy().forEach(group -> admission.release(List.of(group)));
    }

    /// One turn: what was heard, and what is found when it is time to look.
    boolean turn() {
        List<Runnable> steps = new ArrayList<>();
        for (String group : List.copyOf(freed)) {
            freed.remove(group);
            steps.add(() -> admission.release(List.of(group)));
        }
        if (System.nanoTime() - nextSweep >= 0) {
            nextSweep = System.nanoTime() + config.sweep().toNanos();
            steps.add(() -> changes.unsettled().forEach(changes::settle));
            steps.add(() -> turns.roomy().forEach(group -> admission.release(List.of(group))));
            steps.add(() -> ageing.age(config.levelAfter(), config.ageing()));
        }
        Loop.runAll(steps);
        return false;
    }
}
