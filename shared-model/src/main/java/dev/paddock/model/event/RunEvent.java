package dev.paddock.model.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.RunStatus;
import org.jspecify.annotations.Nullable;

/// What changed in a run: one event a change, written in the change's own transaction. Phases and logs are none.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunEvent.Queued.class, name = RunEvent.Queued.TYPE),
    @JsonSubTypes.Type(value = RunEvent.Started.class, name = RunEvent.Started.TYPE),
    @JsonSubTypes.Type(value = RunEvent.Requeued.class, name = RunEvent.Requeued.TYPE),
    @JsonSubTypes.Type(value = RunEvent.Finished.class, name = RunEvent.Finished.TYPE),
    @JsonSubTypes.Type(value = RunEvent.Reviewed.class, name = RunEvent.Reviewed.TYPE)
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface RunEvent {

    /// The word in `type`.
    String type();

    /// The run was accepted.
    record Queued() implements RunEvent {
        public static final String TYPE = "run.queued";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// A runner claimed the run's task; `attempt` counts the claims.
    record Started(int attempt, String taskId, String runnerId) implements RunEvent {
        public static final String TYPE = "run.started";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// An attempt ended without a verdict and another follows.
    ///
    /// @param taskState how the attempt ended: `lost`, `failed`, `returned` or `unconfirmed`
    /// @param delayMs the next attempt is held back this long
    record Requeued(int attempt, String taskState, @Nullable FailureReason reason, long delayMs) implements RunEvent {
        public static final String TYPE = "run.requeued";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// The run ended, for good.
    record Finished(RunStatus status, @Nullable FailureReason reason) implements RunEvent {
        public static final String TYPE = "run.finished";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// A person decided about the ended run.
    ///
    /// @param state `approved`, `rejected` or `pending`
    record Reviewed(String state) implements RunEvent {
        public static final String TYPE = "run.reviewed";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
