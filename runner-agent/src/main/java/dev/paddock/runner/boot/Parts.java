package dev.paddock.runner.boot;

import dev.paddock.runner.container.ReviewContainers;
import dev.paddock.runner.review.Fetcher;
import dev.paddock.runner.review.ReviewJudge;

/// What fetches, runs and judges; made once, at the agent's start.
record Parts(Fetcher fetcher, ReviewContainers containers, ReviewJudge judge) {

    /// The parts that the configuration asks for. Throws [BadSettings] where it asks for what is not there.
    static Parts of(RunnerConfig config, WorkFolder folder) throws BadSettings {
        throw new BadSettings("This build of the agent cannot fetch or run anything: its reviewers, to be "
                + config.runner().containers() + " in " + folder.tasks() + ", are not part of it.");
    }
}
