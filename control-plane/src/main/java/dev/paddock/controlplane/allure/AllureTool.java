package dev.paddock.controlplane.allure;

import dev.paddock.controlplane.child.ChildProcess;
import dev.paddock.controlplane.child.Ended;
import dev.paddock.controlplane.scratch.OwnFolder;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The installed versions of Allure. Each is in a folder of its own that appears whole, by a rename, so that whoever
/// finds one can use it; runs in work go on with the one that they began with.
@Singleton
class AllureTool {

    /// Whether a version can be used.
    sealed interface Found {

        /// It can.
        ///
        /// @param command what runs it, to be followed by its arguments
        record Ready(List<String> command) implements Found {}

        /// It cannot until somebody changes this server.
        ///
        /// @param reason one or more sentences
        record Missing(String reason) implements Found {}

        /// It cannot be installed now: npm does not reach its registry, or the disk fails.
        ///
        /// @param reason one or more sentences, with what npm said
        record NotNow(String reason) implements Found {}
    }

    private static final Logger LOG = Logger.getLogger(AllureTool.class);
    private static final Duration SWIFT = Duration.ofSeconds(30);
    private static final String PROGRAM = "node_modules/allure/cli.js";
    private static final String DRAFT = ".installing-";

    private final AllureConfig config;
    private final Npm npm;
    /// Each version is installed once at a time, and holds up nobody who wants another.
    private final Map<AllureVersion, ReentrantLock> installing = new ConcurrentHashMap<>();
    private @Nullable Path folder;
    private @Nullable OwnFolder temporary;

    AllureTool(AllureConfig config, Npm npm) {
        this.config = config;
        this.npm = npm;
    }

    /// Removes what installations have left that were killed.
    void start(@Observes StartupEvent event) {
        Optional<Path> place = config.folder().filter(Files::isDirectory);
        if (place.isPresent()) {
            try {
                OwnFolder.open(place.get(), DRAFT).close();
            } catch (IOException e) {
                LOG.warnf("what installations may have left in %s stays: %s", place.get(), e);
            }
        }
    }

    /// Finds a version, and installs it when it is not there.
    Found require(AllureVersion version) throws InterruptedException {
        Optional<Path> node = onPath(config.node());
        if (node.isEmpty()) {
            return new Found.Missing("There is no Node.js (" + config.node()
                    + ") on the server; install version 20 or later, or set paddock.allure.node.");
        }
        try {
            Path place = folder().resolve(version.text());
            return isInstalled(place) ? ready(node.get(), place) : installOnce(version, place, node.get());
        } catch (IOException e) {
            return new Found.NotNow("The server cannot install Allure " + version + ": " + e.getMessage() + ".");
        }
    }

    private static boolean isInstalled(Path place) {
        return Files.isRegularFile(place.resolve(PROGRAM));
    }

    private Found.Ready ready(Path node, Path place) {
        return new Found.Ready(List.of(
                node.toString(),
                "--max-old-space-size=" + config.heapMebibytes(),
                place.resolve(PROGRAM).toString()));
    }

    private Found installOnce(AllureVersion version, Path place, Path node) throws IOException, InterruptedException {
        ReentrantLock turn = installing.computeIfAbsent(version, any -> new ReentrantLock());
        turn.lockInterruptibly();
        try {
            return isInstalled(place) ? ready(node, place) : install(version, place, node);
        } finally {
            turn.unlock();
        }
    }

    private Found install(AllureVersion version, Path place, Path node) throws IOException, InterruptedException {
        if (onPath(config.npm()).isEmpty()) {
            return new Found.Missing("There is no npm (" + config.npm()
                    + ") on the server to install Allure with; install it, or set paddock.allure.npm.");
        }
        try (OwnFolder own = OwnFolder.open(folder(), DRAFT)) {
            Path draft = Files.createDirectory(own.path().resolve("allure"));
            Optional<String> failure = npm.install(version, draft, folder());
            if (failure.isPresent()) {
                return new Found.NotNow(failure.get());
            }
            Optional<String> wrong = check(version, draft, node);
            if (wrong.isPresent()) {
                return new Found.Missing(wrong.get());
            }
            appear(draft, place);
            LOG.infof("installed Allure %s", version);
            return ready(node, place);
        }
    }

    /// What is wrong with what npm installed.
    private static Optional<String> check(AllureVersion version, Path draft, Path node) throws InterruptedException {
        try {
            Ended ended = ChildProcess.run(
                    List.of(node.toString(), draft.resolve(PROGRAM).toString(), "--version"),
                    draft,
                    Map.of("PATH", "/usr/bin:/bin", "HOME", draft.toString()),
                    SWIFT);
            return ended.output().strip().equals(version.text())
                    ? Optional.empty()
                    : Optional.of("Allure " + version + " was installed but does not run: "
                            + ended.output().strip().lines().limit(5).toList());
        } catch (IOException e) {
            return Optional.of("Allure " + version + " was installed but does not start: " + e.getMessage());
        }
    }

    private static void appear(Path draft, Path place) throws IOException {
        try {
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isRegularFile(place.resolve(PROGRAM))) {
                throw e;
            }
            // Another replica of this machine was faster.
        }
    }

    /// Where the versions are, each in a folder of its own; npm may be asked things there.
    synchronized Path folder() throws IOException {
        if (folder == null) {
            if (config.folder().isPresent()) {
                folder = Files.createDirectories(config.folder().get())
                        .toAbsolutePath()
                        .normalize();
            } else {
                temporary = OwnFolder.open(Path.of(System.getProperty("java.io.tmpdir")), "paddock-allure-");
                folder = temporary.path();
            }
        }
        return folder;
    }

    /// When nobody makes reports any more.
    @PreDestroy
    synchronized void close() {
        if (temporary != null) {
            temporary.close();
            temporary = null;
            folder = null;
        }
    }

    /// The program `name`, by its own path or looked for.
    private static Optional<Path> onPath(String name) {
        if (name.contains("/")) {
            return Optional.of(Path.of(name).toAbsolutePath()).filter(Files::isExecutable);
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(part -> !part.isEmpty())
                .map(part -> Path.of(part, name).toAbsolutePath())
                .filter(Files::isExecutable)
                .findFirst();
    }
}
