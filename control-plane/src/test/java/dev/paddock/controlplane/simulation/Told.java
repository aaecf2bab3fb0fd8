package dev.paddock.controlplane.simulation;

import java.util.List;

/// A step that was made, and what came of it.
///
/// @param answers of a race: one of each of its steps, in their order; else one. None while it is being made
record Told(Step step, List<Answer> answers) {

    List<Step> steps() {
        return step instanceof Step.Race race ? race.steps() : List.of(step);
    }
}
