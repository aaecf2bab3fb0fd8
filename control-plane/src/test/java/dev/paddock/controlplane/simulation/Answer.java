package dev.paddock.controlplane.simulation;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What came of a step.
///
/// @param said the answer in words, which the model has to know beforehand
/// @param runs of a submission: the run that each request is
/// @param given of a claim: what each runner was given
record Answer(String said, List<String> runs, Map<String, List<Given>> given) {

    /// A task that a runner was given.
    record Given(String run, int attempt, UUID task) {}

    static final Answer DONE = said("done");

    static Answer said(String said) {
        return new Answer(said, List.of(), Map.of());
    }

    @Override
    public String toString() {
        return said + (runs.isEmpty() ? "" : " " + runs) + (given.isEmpty() ? "" : " " + given);
    }
}
