package dev.paddock.controlplane.turn;

import dev.paddock.controlplane.catalog.UpdateAgent;
import dev.paddock.controlplane.run.Admission;
import dev.paddock.controlplane.run.TurnStore;
import jakarta.inject.Singleton;
import java.time.Duration;

/// What a replica does for those that wait for their turn, one step at a time.
@Singleton
public class TurnCalls {

    /// Looks at every turn.
    private record Always(Duration levelAfter) implements TurnConfig {

        @Override
        public Duration sweep() {
            return Duration.ZERO;
        }

        @Override
        public Duration ageing() {
            return Duration.ZERO;
        }
    }

    private final Admission admission;
    private final TurnStore turns;
    private final AgentChanges changes;
    private final Ageing ageing;
    private final TurnConfig config;

    TurnCalls(Admission admission, TurnStore turns, AgentChanges changes, Ageing ageing, TurnConfig config) {
        this.admission = admission;
        this.turns = turns;
        this.changes = changes;
        this.ageing = ageing;
        this.config = new Always(config.levelAfter());
    }

    /// A look at the ledger for all that was not heard.
    public void look() {
        var unused = loop().turn();
    }

    /// An agent has changed, and its replica lived on to say so.
    public void changed(String agent) {
        loop().changed(new UpdateAgent.Changed(agent));
    }

    private TurnLoop loop() {
        return new TurnLoop(admission, turns, changes, ageing, config);
    }
}
