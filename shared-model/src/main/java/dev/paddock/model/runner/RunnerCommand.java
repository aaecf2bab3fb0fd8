package dev.paddock.model.runner;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// What a runner is told on `GET /api/runners/:id/commands`: an event's data. Obeying one twice does nothing more.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunnerCommand.Cancel.class, name = RunnerCommand.Cancel.TYPE),
    @JsonSubTypes.Type(value = RunnerCommand.Drain.class, name = RunnerCommand.Drain.TYPE),
    @JsonSubTypes.Type(value = RunnerCommand.Undrain.class, name = RunnerCommand.Undrain.TYPE)
})
public sealed interface RunnerCommand {

    /// The word in `type`, and the name of the event.
    String type();

    /// Stop these tasks: their runs were cancelled. Ids that the runner does not hold mean nothing.
    record Cancel(List<String> taskIds) implements RunnerCommand {
        public static final String TYPE = "cancel";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// Take no new tasks; those in work go on.
    record Drain() implements RunnerCommand {
        public static final String TYPE = "drain";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// Take tasks again.
    record Undrain() implements RunnerCommand {
        public static final String TYPE = "undrain";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
