package dev.paddock.runner.controlplane;

import dev.paddock.model.problem.Problem;
import dev.paddock.model.problem.ProblemCode;

/// What became of a call.
public sealed interface Reply<T> {

    /// It was accepted.
    ///
    /// @param startedAt when this very call began, by the [BootClock]: a lease it renewed began no earlier
    record Ok<T>(T data, long startedAt) implements Reply<T> {}

    /// It was answered, and the answer is no: the same call again would get the same.
    record Refused<T>(int status, Problem problem) implements Reply<T> {

        /// True when the control plane gave this code.
        public boolean is(ProblemCode code) {
            return code.wire().equals(problem.code());
        }
    }

    /// Nobody knows whether it arrived: no connection, no answer in time, or a server in trouble. `why` is one
    /// sentence.
    record Away<T>(String why) implements Reply<T> {}
}
