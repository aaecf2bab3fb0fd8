package dev.paddock.controlplane.blob;

import dev.paddock.controlplane.blob.CollectBlobs.Collected;
import dev.paddock.controlplane.loop.Chore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/// Looks for blobs that nothing refers to any more. Any replica may do it.
@Singleton
class BlobLoop {

    private static final Logger LOG = Logger.getLogger(BlobLoop.class);

    private final CollectBlobs blobs;
    private final BlobConfig config;

    BlobLoop(CollectBlobs blobs, BlobConfig config) {
        this.blobs = blobs;
        this.config = config;
    }

    @Produces
    @Singleton
    Chore collecting() {
        return new Chore("blobs", config.sweep(), this::collect);
    }

    private boolean collect() throws Exception {
        Collected collected = blobs.collect();
        if (collected.blobs() > 0) {
            LOG.infof("removed %d blobs of %d bytes that nothing refers to", collected.blobs(), collected.bytes());
        }
        return collected.more();
    }
}
