package dev.paddock.controlplane.blob;

import dev.paddock.controlplane.blob.CollectBlobs.Collected;
import dev.paddock.controlplane.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Looks for blobs that nothing refers to any more. Any replica may do it.
@Singleton
class BlobLoop {

    private static final Logger LOG = Logger.getLogger(BlobLoop.class);

    private final CollectBlobs blobs;
    private final BlobConfig config;
    private @Nullable Loop loop;

    BlobLoop(CollectBlobs blobs, BlobConfig config) {
        this.blobs = blobs;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("blobs", config.sweep(), this::collect);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }

    private boolean collect() throws Exception {
        Collected collected = blobs.collect();
        if (collected.blobs() > 0) {
            LOG.infof("removed %d blobs of %d bytes that nothing refers to", collected.blobs(), collected.bytes());
        }
        return collected.more();
    }
}
