package dev.paddock.controlplane.allure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.child.ChildProcess;
import dev.paddock.controlplane.child.Ended;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What npm is asked for. No package's own scripts are run.
@Singleton
class Npm {

    private static final Logger LOG = Logger.getLogger(Npm.class);
    private static final Duration LOOK = Duration.ofSeconds(15);
    private static final int MOST_DETAIL = 4000;
    /// What npm and Node.js go by; nothing else of the server's variables is their business.
    private static final Pattern VARIABLES =
            Pattern.compile("(?i)PATH|HOME|USER|LANG|TMPDIR|npm_config_.*|(http|https|no|all)_proxy|SSL_CERT_(FILE|DIR)"
                    + "|NODE_EXTRA_CA_CERTS");
    private static final Pattern CREDENTIALS = Pattern.compile("://[^/@\\s]+@");
    private static final List<String> QUIET =
            List.of("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error");
    private static final String PINNED = "/allure/";
    private static final String CACHE = "npm_config_cache";

    private final AllureConfig config;
    private final ObjectMapper json;

    Npm(AllureConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
    }

    /// Installs Allure with all that it needs into `folder`, which is empty.
    ///
    /// @param place where the server keeps Allure, and npm what it fetches
    /// The default version is installed as its lock file says, each package with the digest that stands there;
    /// another one with the digests that the registry gives.
    ///
    /// @return what went wrong; empty when it is installed
    Optional<String> install(AllureVersion version, Path folder, Path place) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        copy("package.json", folder);
        if (version.equals(AllureVersion.DEFAULT)) {
            copy("package-lock.json", folder);
            command.add("ci");
        } else {
            Files.writeString(folder.resolve("package.json"), "{\"name\":\"paddock-allure\",\"private\":true}");
            command.addAll(List.of("install", "--save-exact", "allure@" + version));
        }
        command.addAll(QUIET);
        Ended ended = run(command, folder, place, config.installTime());
        if (ended.timedOut()) {
            return Optional.of("npm took longer than " + config.installTime().toSeconds() + " seconds.");
        }
        return ended.status() == 0 ? Optional.empty() : Optional.of(detail(ended.output()));
    }

    /// The newest release, as the registry that npm is configured for says; empty when it does not answer.
    ///
    /// @param place as [#install] has it
    Optional<String> latest(Path place) throws InterruptedException {
        try {
            Ended ended = run(List.of("view", "allure@latest", "version", "--json"), place, place, LOOK);
            return ended.status() == 0
                    ? Optional.of(json.readTree(ended.output()).asText()).filter(text -> !text.isBlank())
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            LOG.debug("npm said something else than a version", e);
            return Optional.empty();
        } catch (IOException e) {
            LOG.debug("there is no npm", e);
            return Optional.empty();
        }
    }

    private Ended run(List<String> arguments, Path folder, Path place, Duration time)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(config.npm()));
        command.addAll(arguments);
        Map<String, String> environment =
                environment(System.getenv(), place.resolve("npm-cache").toAbsolutePath());
        return ChildProcess.run(command, folder, environment, time);
    }

    /// The variables for npm. It keeps what it fetched below its user's home, and fails where it cannot; the users that
    /// servers run as often have none, in the image for one.
    ///
    /// @param servers the server's own
    /// @param cache where it keeps that instead; made when it is missing
    static Map<String, String> environment(Map<String, String> servers, Path cache) {
        Map<String, String> environment = new TreeMap<>(servers);
        environment.keySet().removeIf(name -> !VARIABLES.matcher(name).matches());
        boolean told = environment.keySet().stream().anyMatch(CACHE::equalsIgnoreCase);
        if (!told && !isHome(environment.get("HOME"))) {
            environment.put(CACHE, cache.toString());
        }
        return environment;
    }

    private static boolean isHome(@Nullable String folder) {
        return folder != null && Files.isDirectory(Path.of(folder)) && Files.isWritable(Path.of(folder));
    }

    private static void copy(String name, Path folder) throws IOException {
        try (InputStream pinned = Npm.class.getResourceAsStream(PINNED + name)) {
            Files.copy(Objects.requireNonNull(pinned, name), folder.resolve(name));
        }
    }

    /// The end of what npm wrote, without the credentials that addresses may hold.
    private static String detail(String output) {
        String text = CREDENTIALS.matcher(output.strip()).replaceAll("://***@");
        return text.length() <= MOST_DETAIL ? text : "…" + text.substring(text.length() - MOST_DETAIL);
    }
}
