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
    /// In Docker, or not at all.
    DOCKER,
    /// As a process: the built-in reviewer only.
    PROCESS;

    private static final Logger LOG = Logger.getLogger(EngineChoice.class);

    /// Opens what is chosen; with [#DOCKER], throws an [IOException] that says in one sentence why there is no engine.
    public ReviewContainers open(DockerConfig docker, ProcessConfig process, InstantSource clock) throws IOException {
        return switch (this) {
            case AUTO -> dockerElseProcess(docker, process, clock);
            case DOCKER -> DockerContainers.connect(docker, clock);
            case PROCESS -> new ProcessContainers(process, clock);
        };
    }

    private static ReviewContainers dockerElseProcess(DockerConfig docker, ProcessConfig process, InstantSource clock) {
        try {
            return DockerContainers.connect(docker, clock);
        } catch (IOException e) {
            LOG.warnf("%s; the built-in reviewer runs as a plain process, without a sandbox", e.getMessage());
            return new ProcessContainers(process, clock);
        }
    }
}
