package dev.paddock.model.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// What changed about a runner: one event a change, written in the change's own transaction. Heartbeats are none.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunnerEvent.Registered.class, name = RunnerEvent.Registered.TYPE),
    @JsonSubTypes.Type(value = RunnerEvent.Online.class, name = RunnerEvent.Online.TYPE),
    @JsonSubTypes.Type(value = RunnerEvent.Offline.class, name = RunnerEvent.Offline.TYPE),
    @JsonSubTypes.Type(value = RunnerEvent.Draining.class, name = RunnerEvent.Draining.TYPE),
    @JsonSubTypes.Type(value = RunnerEvent.Drained.class, name = RunnerEvent.Drained.TYPE),
    @JsonSubTypes.Type(value = RunnerEvent.Resumed.class, name = RunnerEvent.Resumed.TYPE),
    @JsonSubTypes.Type(value = RunnerEvent.Deregistered.class, name = RunnerEvent.Deregistered.TYPE),
    @JsonSubTypes.Type(value = RunnerEvent.Removed.class, name = RunnerEvent.Removed.TYPE)
})
public sealed interface RunnerEvent {

    /// The word in `type`.
    String type();

    /// A process of the runner registered, be it the first or a later one.
    record Registered(String name, String version, int maxConcurrency, List<String> tags) implements RunnerEvent {
        public static final String TYPE = "runner.registered";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// The runner is heard of, and was not before.
    record Online() implements RunnerEvent {
        public static final String TYPE = "runner.online";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// The runner was not heard of for as long as the server waits for a heartbeat.
    record Offline() implements RunnerEvent {
        public static final String TYPE = "runner.offline";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// The runner gets no new tasks from now on.
    record Draining() implements RunnerEvent {
        public static final String TYPE = "runner.draining";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// The draining runner holds no task any more.
    record Drained() implements RunnerEvent {
        public static final String TYPE = "runner.drained";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// The runner is not drained any longer: it gets tasks again.
    record Resumed() implements RunnerEvent {
        public static final String TYPE = "runner.resumed";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// The runner was taken off the list.
    record Deregistered() implements RunnerEvent {
        public static final String TYPE = "runner.deregistered";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// The ephemeral runner was gone, and its record was removed.
    record Removed() implements RunnerEvent {
        public static final String TYPE = "runner.removed";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
