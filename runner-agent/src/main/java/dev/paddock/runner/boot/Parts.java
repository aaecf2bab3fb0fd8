package dev.paddock.runner.boot;

import dev.paddock.model.source.SourceRules;
import dev.paddock.runner.boot.folder.WorkFolder;
import dev.paddock.runner.container.ReviewContainers;
import dev.paddock.runner.container.choice.EngineChoice;
import dev.paddock.runner.container.docker.DockerConfig;
import dev.paddock.runner.container.process.ProcessConfig;
import dev.paddock.runner.container.supervise.OutBudget;
import dev.paddock.runner.result.Asked;
import dev.paddock.runner.result.ReadLimits;
import dev.paddock.runner.result.ReadReview;
import dev.paddock.runner.result.ReviewOutcome;
import dev.paddock.runner.review.Fetcher;
import dev.paddock.runner.review.ReviewJudge;
import dev.paddock.runner.workspace.Budget;
import dev.paddock.runner.workspace.ChildJvm;
import dev.paddock.runner.workspace.Workspaces;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// What fetches, runs and judges; made once, at the agent's start.
///
/// @param spool the folder for logs that wait
record Parts(Fetcher fetcher, ReviewContainers containers, ReviewJudge judge, Path spool) {

    /// The parts that the configuration asks for. Throws [BadSettings] where that can never be.
    static Parts of(RunnerConfig config, EngineChoice engine, WorkFolder folder) throws BadSettings {
        return new Parts(
                workspaces(config, folder)::fetch,
                open(config, engine, folder),
                reading(),
                folder.tasks().resolveSibling("spool"));
    }

    private static Workspaces workspaces(RunnerConfig config, WorkFolder folder) throws BadSettings {
        RunnerConfig.Source source = config.source();
        ChildJvm ours = ChildJvm.ofThisJvm();
        try {
            return new Workspaces(
                    folder.tasks(),
                    new SourceRules(
                            source.schemes().orElse(Set.of()),
                            source.privateAddresses(),
                            source.foldersFile().orElse(null)),
                    Budget.DEFAULT,
                    new ChildJvm(ours.java(), ours.heapMb(), source.sshFolder().orElse(null)));
        } catch (IllegalArgumentException e) {
            throw new BadSettings("PADDOCK_SOURCE_SCHEMES: " + e.getMessage() + ".");
        }
    }

    private static ReviewContainers open(RunnerConfig config, EngineChoice engine, WorkFolder folder)
            throws BadSettings {
        // The folder is locked by one process at a time.
        DockerConfig docker = DockerConfig.defaults().ownedBy(folder.tasks().toString(), folder::isOfTheDead);
        Path java = ChildJvm.ofThisJvm().java();
        // Without a jar, a machine without an engine serves no image at all, and says so.
        Path jar = config.runner().reviewer().orElse(Path.of("reviewer.jar"));
        ProcessConfig process = new ProcessConfig(
                config.reviewer().image(), java, jar, folder.tasks().resolveSibling("scratch"), OutBudget.defaults());
        try {
            return engine.open(docker, process, InstantSource.system());
        } catch (IllegalArgumentException e) {
            throw new BadSettings(e.getMessage() + ".");
        }
    }

    private static ReviewJudge reading() {
        ReadReview reader = new ReadReview(ReadLimits.defaults());
        // One report at a time: each may take up to half of the heap while it is read.
        Lock turn = new ReentrantLock();
        return (task, workspace, exit, warnings) -> {
            Asked asked = new Asked(
                    workspace.tree(), workspace.out(), workspace.files(), task.scope(), task.successExitCodes());
            turn.lock();
            try {
                return verdict(reader.read(exit, asked, warnings));
            } finally {
                turn.unlock();
            }
        };
    }

    private static ReviewJudge.Verdict verdict(ReviewOutcome outcome) {
        return switch (outcome) {
            case ReviewOutcome.Reviewed(var files, long lines) -> new ReviewJudge.Reviewed(files, lines);
            case ReviewOutcome.NotReviewed(var reason, var message) -> new ReviewJudge.NotReviewed(reason, message);
        };
    }
}
