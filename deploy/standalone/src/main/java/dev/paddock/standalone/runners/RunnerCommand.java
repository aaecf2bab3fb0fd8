package dev.paddock.standalone.runners;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.NotAllowed;
import dev.paddock.standalone.containers.ReviewerImage;
import dev.paddock.standalone.credentials.ApiKey;
import dev.paddock.standalone.server.LocalStack;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.services.Folders;
import dev.paddock.standalone.stack.AgentProgram;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `./paddock runner`: the agent in the foreground, against any control plane.
@Command(
        name = "runner",
        description = {
            "Runs one runner on this machine until Ctrl-C; tasks in work get some time to end, and none after a second one.",
            "It takes a key of the role runner in PADDOCK_KEY or PADDOCK_KEY_FILE.",
            "It works below PADDOCK_RUNNER_WORKDIR (default: ~/.paddock/work), and removes what runners that are gone"
                    + " have left there."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Every PADDOCK_RUNNER_ variable and PADDOCK_SOURCE_ variable of the agent applies, too."})
public final class RunnerCommand implements Callable<Integer> {

    private static final String AUTO = "auto";

    /// Where reviews run; the agent judges what is given.
    static final class Places implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("auto", "docker", "process").iterator();
        }
    }

    @Option(names = "--id", paramLabel = "ID", description = "Its identity over restarts (default: the host's name).")
    private @Nullable String id;

    @Option(names = "--name", paramLabel = "NAME", description = "What people call it (default: its id).")
    private @Nullable String name;

    @Option(names = "--tags", paramLabel = "TAG,TAG", description = "What it can do; runs may ask for tags.")
    private @Nullable String tags;

    @Option(names = "--slots", paramLabel = "NUMBER", description = "How many reviews at once (default: 2).")
    private @Nullable Integer slots;

    @Option(
            names = "--once",
            description = "Works on one task and ends, also when none comes within PADDOCK_RUNNER_ONCE_WAIT (60s).")
    private boolean once;

    @Option(
            names = "--containers",
            paramLabel = "WHERE",
            defaultValue = AUTO,
            completionCandidates = Places.class,
            description = "Where reviews run: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, Docker where an"
                    + " engine answers).")
    private String containers = AUTO;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Layout layout = Layout.here();
        URI url = server.address();
        var settings = new HashMap<String, String>();
        Optional<LocalStack> local = server.local();
        if (local.isPresent()) {
            settings.putAll(AgentProgram.localSources(layout));
        }
        settings.put("PADDOCK_URL", url.toString());
        settings.put("PADDOCK_KEY", key(url, local).text());
        settings.put("PADDOCK_RUNNER_CONTAINERS", containers(layout));
        put(settings, "PADDOCK_RUNNER_ID", id);
        put(settings, "PADDOCK_RUNNER_NAME", name);
        put(settings, "PADDOCK_RUNNER_TAGS", tags);
        put(settings, "PADDOCK_RUNNER_SLOTS", slots);
        put(settings, "PADDOCK_RUNNER_ONCE", once ? true : null);
        if (output.json()) {
            output.record(Map.of(
                    "server", url.toString(), "containers", settings.getOrDefault("PADDOCK_RUNNER_CONTAINERS", AUTO)));
        }
        return new ForegroundAgent(layout).run(settings);
    }

    private ApiKey key(URI url, Optional<LocalStack> local) {
        return server.key()
                .or(() -> local.map(stack -> stack.credentials().runnerKey()))
                .orElseThrow(() -> new NotAllowed(
                        "A runner shows a key of the role runner; put one into PADDOCK_KEY, which ./paddock keys create NAME --role runner --server %s makes."
                                .formatted(url)));
    }

    /// As the one-machine stack decides it, the image of the built-in reviewer included.
    private String containers(Layout layout) throws IOException, InterruptedException {
        if (!containers.equals(AUTO)) {
            return containers;
        }
        try {
            Folders.secret(layout.data());
            Files.createDirectories(layout.logs());
        } catch (IOException e) {
            throw new CouldNotRun(
                    "The data folder %s cannot be used (%s); make it writable, or set PADDOCK_HOME to another folder."
                            .formatted(layout.data(), e),
                    e);
        }
        return ReviewerImage.choose(layout, System.getenv(), output::remark);
    }

    private static void put(Map<String, String> settings, String name, @Nullable Object value) {
        if (value != null) {
            settings.put(name, Objects.toString(value));
        }
    }
}
