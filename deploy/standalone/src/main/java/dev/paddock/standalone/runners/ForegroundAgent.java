package dev.paddock.standalone.runners;

import dev.paddock.standalone.Layout;
import dev.paddock.standalone.services.Detached;
import dev.paddock.standalone.stack.AgentProgram;
import dev.paddock.standalone.terminal.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/// The agent as a process of its own that ends with this one, and gets the signals that this one gets.
final class ForegroundAgent {

    private static final int INTERRUPTED = 130;

    /// What the agent ends with of its own accord.
    private static final Set<Integer> OF_ITS_OWN = Set.of(0, Ending.USAGE, Ending.NOT_ALLOWED);

    private final Layout layout;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    ForegroundAgent(Layout layout) {
        this.layout = layout;
    }

    /// Starts the agent with `settings` in its environment, and returns when it has ended: its exit code, or 130 after
    /// a Ctrl-C. What it says goes to standard error.
    int run(Map<String, String> settings) throws IOException, InterruptedException {
        // In a session of its own, or a Ctrl-C would reach it twice: the second one means haste.
        var builder = new ProcessBuilder(Detached.command(AgentProgram.command(layout)))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // The file is this command's to read.
        builder.environment().keySet().removeAll(List.of("PADDOCK_KEY_FILE", "PADDOCK_SECRET_KEY"));
        builder.environment()
                .putIfAbsent("PADDOCK_RUNNER_REVIEWER", layout.reviewer().toString());
        builder.environment().putAll(settings);
        builder.environment()
                .put("PADDOCK_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
        builder.environment().put("QUARKUS_LOG_CONSOLE_STDERR", "true");
        Process agent = builder.start();
        Signal.handle(new Signal("INT"), signal -> {
            interrupted.set(true);
            agent.destroy();
        });
        Signal.handle(new Signal("TERM"), signal -> agent.destroy());
        int code = agent.waitFor();
        if (interrupted.get()) {
            return INTERRUPTED;
        }
        return OF_ITS_OWN.contains(code) ? code : Ending.COULD_NOT_RUN;
    }
}
