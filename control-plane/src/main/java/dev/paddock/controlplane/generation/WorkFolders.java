package dev.paddock.controlplane.generation;

import dev.paddock.controlplane.scratch.OwnFolder;
import dev.paddock.controlplane.scratch.Tree;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Folders that reports are made in. This process's own stand together, so that what it leaves behind is found.
@Singleton
class WorkFolders {

    private static final Logger LOG = Logger.getLogger(WorkFolders.class);

    private final GenerationConfig config;
    private @Nullable OwnFolder own;

    WorkFolders(GenerationConfig config) {
        this.config = config;
    }

    /// Makes the place for them, and removes what processes have left that are gone.
    void start() {
        try {
            place();
        } catch (IOException e) {
            LOG.warnf("there is no folder to make reports in yet: %s", e);
        }
    }

    /// A new one, readable for this process's user alone.
    Path open() throws IOException {
        return Files.createTempDirectory(place(), "report-");
    }

    private synchronized Path place() throws IOException {
        if (own == null) {
            own = config.folder().isPresent()
                    ? OwnFolder.open(Files.createDirectories(parent()), "reports-")
                    : OwnFolder.open(parent(), "paddock-reports-");
        }
        return own.path();
    }

    /// On whose disk they lie.
    Path parent() {
        return config.folder().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
    }

    /// Removes one with all that is in it, and follows no link.
    void remove(Path folder) {
        try {
            Tree.remove(folder);
        } catch (IOException e) {
            LOG.warnf("the folder %s of a report could not be removed: %s", folder, e);
        }
    }

    /// Removes all.
    synchronized void close() {
        if (own != null) {
            own.close();
            own = null;
        }
    }
}
