package dev.paddock.runner.container.choice;

import dev.paddock.runner.container.ReviewContainers;
import dev.paddock.runner.container.docker.DockerConfig;
import dev.paddock.runner.container.docker.DockerContainers;
import dev.paddock.runner.container.process.ProcessConfig;
import dev.paddock.runner.container.process.ProcessContainers;
import java.io.IOException;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/// What a runner's configuration says of where its reviewers run.
public enum EngineChoice {
    /// In Docker where an engine answers, else as a process.
    AUTO,
    /// In Docker, or not at all: an engine that is not there is waited for.
    DOCKER,
    /// As a process: the built-in reviewer only.
    PROCESS;

    private static final Logger LOG = Logger.getLogger(EngineChoice.class);

    /// Opens what is chosen. With [#DOCKER] asks no engine yet: one that does not answer is the trouble of what is
    /// returned. Throws an [IllegalArgumentException] that says in one sentence what has to be set otherwise.
    public ReviewContainers open(DockerConfig docker, ProcessConfig process, InstantSource clock) {
        if (this == PROCESS) {
            return new ProcessContainers(process, clock);
        }
        DockerContainers.check(docker);
        return this == AUTO
                ? dockerElseProcess(docker, process, clock)
                : new AwaitedEngine(() -> docker(docker, process, clock));
    }

    /// What ran as a process before an engine was there is left to nobody else.
    private static ReviewContainers docker(DockerConfig docker, ProcessConfig process, InstantSource clock)
            throws IOException {
        ReviewContainers engine = DockerContainers.connect(docker, clock);
        try (var processes = new ProcessContainers(process, clock)) {
            processes.reap();
        }
        return engine;
    }

    private static ReviewContainers dockerElseProcess(DockerConfig docker, ProcessConfig process, InstantSource clock) {
        try {
            return docker(docker, process, clock);
        } catch (IOException e) {
            LOG.warnf("%s; the built-in reviewer runs as a plain process, without a sandbox", e.getMessage());
            return new ProcessContainers(process, clock);
        }
    }
}
