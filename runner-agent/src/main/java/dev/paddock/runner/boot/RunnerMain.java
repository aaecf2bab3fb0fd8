package dev.paddock.runner.boot;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.runner.boot.folder.WorkFolder;
import dev.paddock.runner.worker.Ending;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import sun.misc.Signal;

/// The agent's process. It ends with 0 when it was told to by a signal (tasks in work get some time to end, and none
/// after a second signal) or has worked on its only task, 2 when it cannot start as it is set up, 3 when it was to work
/// on one task and could not register, 4 when the control plane will not have it; in the last three cases its
/// last line says why.
@QuarkusMain
public class RunnerMain implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(RunnerMain.class);
    private static final int STOPPED = 0;
    private static final int BAD_SETTINGS = 2;
    private static final int UNREACHED = 3;
    private static final int REFUSED = 4;

    private final RunnerConfig config;
    private final ObjectMapper json;
    private final String version;
    private final AtomicBoolean told = new AtomicBoolean();

    @Inject
    RunnerMain(
            RunnerConfig config,
            ObjectMapper json,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config;
        this.json = json;
        this.version = version;
    }

    @Override
    public int run(String... args) throws Exception {
        try {
            Settings settings = Settings.of(config, version);
            try (WorkFolder folder = open(settings);
                    Agent agent = new Agent(settings, Parts.of(config, settings.containers(), folder), json)) {
                return work(agent, settings.shift().grace());
            }
        } catch (BadSettings e) {
            LOG.error(e.getMessage());
            return BAD_SETTINGS;
        }
    }

    private static WorkFolder open(Settings settings) throws BadSettings, InterruptedException {
        try {
            return WorkFolder.open(settings.workdir(), settings.runner().ephemeral());
        } catch (IOException e) {
            throw new BadSettings(e.getMessage() + ".");
        }
    }

    private int work(Agent agent, Duration grace) throws InterruptedException, BadSettings {
        // In place of Quarkus' own handlers, which would end the process at once and with another code.
        Signal.handle(new Signal("TERM"), signal -> signalled(agent, grace, "SIG" + signal.getName()));
        Signal.handle(new Signal("INT"), signal -> signalled(agent, grace, "SIG" + signal.getName()));
        if (config.parentPid().isPresent()) {
            var _ = parentEnd(config.parentPid().getAsLong())
                    .thenRun(() -> stop(agent, grace, "its parent process ended"));
        }
        return switch (agent.run()) {
            case Ending.Stopped(), Ending.Done() -> STOPPED;
            case Ending.Unreached(String sentence) -> {
                LOG.error(sentence);
                yield UNREACHED;
            }
            case Ending.Refused(String sentence) -> {
                LOG.error(sentence);
                yield REFUSED;
            }
        };
    }

    private static CompletableFuture<ProcessHandle> parentEnd(long pid) throws BadSettings {
        Optional<ProcessHandle> parent = ProcessHandle.of(pid);
        if (parent.isEmpty()) {
            throw new BadSettings("The process that PADDOCK_PARENT_PID names, " + pid + ", has ended already.");
        }
        return parent.get().onExit();
    }

    /// The first one lets tasks in work end, the second does not.
    private void signalled(Agent agent, Duration grace, String signal) {
        if (told.compareAndSet(false, true)) {
            stop(agent, grace, signal);
        } else {
            LOG.infof("%s again: handing back what is in work now", signal);
            agent.hurry();
        }
    }

    /// Beside the caller's thread, which the process may need.
    private static void stop(Agent agent, Duration grace, String why) {
        Thread.ofPlatform().name("stop").start(() -> {
            LOG.infof("stopping (%s); tasks in work get %d s", why, grace.toSeconds());
            try {
                agent.stop(grace);
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; if somebody does, it ends.
                Thread.currentThread().interrupt();
            }
        });
    }
}
