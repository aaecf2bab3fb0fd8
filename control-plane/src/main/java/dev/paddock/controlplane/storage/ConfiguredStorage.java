package dev.paddock.controlplane.storage;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/// The storage that the settings choose.
class ConfiguredStorage {

    private static final Logger LOG = Logger.getLogger(ConfiguredStorage.class);

    /// So that what is missing is told before anything runs.
    void start(@Observes @Priority(1) StartupEvent event, Storage storage) {
        LOG.debugf("bytes are kept in %s", storage);
    }

    @Produces
    @Singleton
    Storage storage(StorageConfig config) {
        try {
            return open(config);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The place for uploads and reports cannot be used: " + e.getMessage()
                            + " Set PADDOCK_BLOBS, or with S3 PADDOCK_S3_SPOOL, to a folder that can be written.",
                    e);
        }
    }

    private static Storage open(StorageConfig config) throws IOException {
        Optional<String> bucket = config.s3().bucket();
        return bucket.isPresent()
                ? BucketAccess.open(config.s3(), bucket.get())
                : FolderStorage.open(config.folder().orElseGet(ConfiguredStorage::ofThisStart));
    }

    void close(@Disposes Storage storage) {
        storage.close();
    }

    private static Path ofThisStart() {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            throw new ConfigurationException(
                    "The server has no place for uploads and reports; set PADDOCK_BLOBS to a folder, or"
                            + " PADDOCK_S3_BUCKET to a bucket.");
        }
        try {
            Path folder = Files.createTempDirectory("paddock-blobs-");
            LOG.warnf("no PADDOCK_BLOBS: what is uploaded lies in %s", folder);
            return folder;
        } catch (IOException e) {
            throw new ConfigurationException("No folder for temporary files can be made: " + e.getMessage(), e);
        }
    }
}
