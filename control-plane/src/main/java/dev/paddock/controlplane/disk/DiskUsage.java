package dev.paddock.controlplane.disk;

import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.sql.Outages;
import dev.paddock.controlplane.storage.Storage;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// How much is stored, looked at once a minute at most: a look goes over every file and every reference.
@Singleton
class DiskUsage {

    private static final Logger LOG = Logger.getLogger(DiskUsage.class);
    private static final Duration FRESH = Duration.ofSeconds(60);

    private final Storage storage;
    private final Blobs blobs;
    private final DiskStore store;
    private final InstantSource clock;
    private @Nullable DiskView seen;
    private Instant until = Instant.MIN;

    DiskUsage(Storage storage, Blobs blobs, DiskStore store, InstantSource clock) {
        this.storage = storage;
        this.blobs = blobs;
        this.store = store;
        this.clock = clock;
    }

    /// As it was seen last, a minute ago at most. Who comes while somebody looks waits for what he sees.
    synchronized DiskView get() throws IOException {
        DiskView known = seen;
        if (known != null && clock.instant().isBefore(until)) {
            return known;
        }
        DiskView now = look();
        seen = now;
        until = clock.instant().plus(FRESH);
        return now;
    }

    private DiskView look() throws IOException {
        Storage.Room room = storage.room().orElse(new Storage.Room(0, 0));
        OptionalLong used = storage.used();
        return new DiskView(
                used.isPresent() ? used.getAsLong() : blobs.usedBytes(), room.free(), room.total(), breakdown());
    }

    /// None, where the references are too many to be counted in the time that a statement may take:
    /// what is known is said all the same.
    private List<DiskView.Part> breakdown() {
        try {
            return store.projects();
        } catch (RuntimeException e) {
            if (!Outages.isBrokenOff(e)) {
                throw e;
            }
            LOG.warnf("nobody can say now whose bytes are stored: %s", e.getMessage());
            return List.of();
        }
    }
}
