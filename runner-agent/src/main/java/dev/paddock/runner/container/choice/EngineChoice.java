package dev.paddock.runner.container.choice;

import dev.paddock.runner.container.ReviewContainers;
import dev.paddock.runner.container.docker.DockerConfig;
import dev.paddock.runner.container.docker.DockerContainers;
import dev.paddock.runner.container.process.ProcessConfig;
import dev.paddock.runner.container.process.ProcessContainers;
import java.io.IOException;
import java.time.Duration;
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
    private static final Duration LOOK = Duration.ofMillis(500);

    /// Opens what is chosen; with [#DOCKER], throws an [IOException] that says in one sentence why there is no engine.
    public ReviewContainers open(DockerConfig docker, ProcessConfig process, InstantSource clock) throws IOException {
        return switch (this) {
            case AUTO -> dockerElseProcess(docker, process, clock);
            case DOCKER -> docker(docker, process, clock);
            case PROCESS -> new ProcessContainers(process, clock);
        };
    }

    /// As [#open(DockerConfig, ProcessConfig, InstantSource)], but with [#DOCKER] an engine has `patience` to
    /// answer: in a pod it may be started after the runner.
    public ReviewContainers open(DockerConfig docker, ProcessConfig process, InstantSource clock, Duration patience)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        for (boolean said = false; ; said = true) {
            try {
                return open(docker, process, clock);
            } catch (IOException e) {
                if (System.nanoTime() - begun >= patience.toNanos()) {
                    throw e;
                }
                if (!said) {
                    LOG.infof("%s; waiting for it for %d s", e.getMessage(), patience.toSeconds());
                }
            }
            Thread.sleep(LOOK);
        }
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
