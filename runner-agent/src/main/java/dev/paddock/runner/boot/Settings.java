package dev.paddock.runner.boot;

import dev.paddock.runner.container.choice.EngineChoice;
import dev.paddock.runner.controlplane.RunnerIdentity;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

/// What the configuration says, checked.
///
/// @param workdir this runner's own folder
/// @param containers where reviewers run
/// @param shift how long it works
record Settings(URI url, RunnerKey key, RunnerIdentity runner, Path workdir, EngineChoice containers, Shift shift) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern TAG = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final Set<String> TAKEN_IDS = Set.of("tasks", "register", "enrol", ".", "..");
    private static final int MAX_TAGS = 32;
    private static final int DEFAULT_SLOTS = 2;
    private static final int MAX_SLOTS = 256;

    /// Throws [BadSettings] with what to set.
    static Settings of(RunnerConfig config, String version) throws BadSettings {
        RunnerIdentity runner = identity(config.runner(), version);
        Path workdir = config.runner()
                .workdir()
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".paddock", "work"))
                .toAbsolutePath()
                .resolve(runner.id());
        return new Settings(
                url(config),
                RunnerKey.of(config),
                runner,
                workdir,
                containers(config.runner().containers()),
                Shift.of(config.runner()));
    }

    /// Shows no key.
    @Override
    public String toString() {
        return "Settings[" + runner + " for " + url + " in " + workdir + "]";
    }

    private static URI url(RunnerConfig config) throws BadSettings {
        String text = config.url()
                .orElseThrow(() -> new BadSettings(
                        "PADDOCK_URL is not set; give the control plane's address, such as http://localhost:8080."));
        try {
            URI url = URI.create(text.strip());
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getQuery() == null && url.getFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw new BadSettings("PADDOCK_URL is not an address: " + e.getMessage() + ".");
        }
        throw new BadSettings("PADDOCK_URL is '" + text + "', not an http or https address.");
    }

    private static RunnerIdentity identity(RunnerConfig.Runner config, String version) throws BadSettings {
        String id = config.id().isPresent() ? config.id().get().strip() : hostName();
        if (!ID.matcher(id).matches() || TAKEN_IDS.contains(id)) {
            throw new BadSettings(
                    "PADDOCK_RUNNER_ID is '" + id
                            + "'; use up to 128 letters, digits, dots, dashes and underscores, and not 'tasks', 'register' or 'enrol'.");
        }
        int slots = slots(config);
        String name = config.name().map(String::strip).orElse(id);
        if (name.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new BadSettings("PADDOCK_RUNNER_NAME may hold printable ASCII characters only.");
        }
        List<String> tags = tags(config.tags().orElse(Set.of()));
        // One that ends with its only task does not come back either.
        boolean ephemeral = config.ephemeral() || config.once();
        return new RunnerIdentity(id, name, version, slots, tags, UUID.randomUUID(), ephemeral);
    }

    private static int slots(RunnerConfig.Runner config) throws BadSettings {
        if (config.slots().isEmpty()) {
            return config.once() ? 1 : DEFAULT_SLOTS;
        }
        String text = config.slots().get().strip();
        if (text.equalsIgnoreCase("auto")) {
            return config.once() ? 1 : AutoSlots.ofThisContainer(MAX_SLOTS);
        }
        // Three digits at most: longer ones are no number of slots, and may be no int.
        int slots = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (slots < 1 || slots > MAX_SLOTS) {
            throw new BadSettings("PADDOCK_RUNNER_SLOTS is '" + text + "'; use 1 to " + MAX_SLOTS + ", or auto.");
        }
        if (config.once() && slots > 1) {
            throw new BadSettings("PADDOCK_RUNNER_SLOTS is '" + text
                    + "', but with PADDOCK_RUNNER_ONCE there is one task; leave one of the two out.");
        }
        return slots;
    }

    private static EngineChoice containers(String text) throws BadSettings {
        try {
            return EngineChoice.valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new BadSettings("PADDOCK_RUNNER_CONTAINERS is '" + text + "'; use auto, docker or process.");
        }
    }

    private static List<String> tags(Set<String> given) throws BadSettings {
        Set<String> tags = new TreeSet<>();
        for (String tag : given) {
            String lower = tag.strip().toLowerCase(Locale.ROOT);
            if (!TAG.matcher(lower).matches()) {
                throw new BadSettings("PADDOCK_RUNNER_TAGS holds '" + tag
                        + "'; a tag is up to 64 letters, digits, dots, dashes and underscores.");
            }
            tags.add(lower);
        }
        if (tags.size() > MAX_TAGS) {
            throw new BadSettings("PADDOCK_RUNNER_TAGS holds more than " + MAX_TAGS + " tags.");
        }
        return List.copyOf(tags);
    }

    private static String hostName() throws BadSettings {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new BadSettings("This machine's name is unknown; set PADDOCK_RUNNER_ID.");
        }
    }
}
