package dev.paddock.controlplane.upload;

import dev.paddock.controlplane.loop.Chore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The uploads that this process has in work. One statement says for all of them that it lives, so that they are not
/// taken for orphans however long they take.
@Singleton
public class HeldUploads {

    private static final int SIGNS_A_LEASE = 4;

    private final UploadPhases phases;
    private final UploadConfig config;
    private final Set<UUID> holders = ConcurrentHashMap.newKeySet();

    HeldUploads(UploadPhases phases, UploadConfig config) {
        this.phases = phases;
        this.config = config;
    }

    /// One upload in work, until it is closed.
    public final class Hold implements AutoCloseable {

        private final UUID holder = UUID.randomUUID();

        private Hold() {
            holders.add(holder);
        }

        /// Tells this one from every other.
        public UUID holder() {
            return holder;
        }

        @Override
        public void close() {
            holders.remove(holder);
        }
    }

    /// Takes an upload into work.
    public Hold hold() {
        return new Hold();
    }

    @Produces
    @Singleton
    Chore renewing() {
        return new Chore("held uploads", config.lease().dividedBy(SIGNS_A_LEASE), this::renew);
    }

    private boolean renew() {
        List<UUID> all = List.copyOf(holders);
        if (!all.isEmpty()) {
            phases.renew(all, config.lease());
        }
        return false;
    }
}
