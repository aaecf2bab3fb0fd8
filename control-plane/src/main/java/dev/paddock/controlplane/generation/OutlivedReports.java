package dev.paddock.controlplane.generation;

import dev.paddock.controlplane.blob.BlobReferences;
import dev.paddock.controlplane.build.Builds;
import dev.paddock.controlplane.loop.Chore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// Lets reports go that newer ones have taken the place of, when nobody can be reading them any more.
@Singleton
class OutlivedReports {

    private static final int TOGETHER = 20;

    private final Sweep sweep;
    private final GenerationConfig config;

    OutlivedReports(Sweep sweep, GenerationConfig config) {
        this.sweep = sweep;
        this.config = config;
    }

    @Produces
    @Singleton
    Chore sweeping() {
        return new Chore("outlived reports", config.sweep(), sweep::run);
    }

    /// Some of them, in one transaction.
    @Singleton
    static class Sweep {

        private final GenerationStore store;
        private final BlobReferences references;
        private final GenerationConfig config;
        private final Jdbi jdbi;

        Sweep(GenerationStore store, BlobReferences references, GenerationConfig config, Jdbi jdbi) {
            this.store = store;
            this.references = references;
            this.config = config;
            this.jdbi = jdbi;
        }

        /// True when there may be more.
        @Transactional
        public boolean run() {
            List<String> outlived = store.outlived(config.keep(), TOGETHER);
            outlived.forEach(id -> references.drop(Builds.FILES, id));
            jdbi.useHandle(handle -> handle.createUpdate("delete from publication where id = any(:ids)")
                    .bindArray("ids", String.class, outlived)
                    .execute());
            return outlived.size() == TOGETHER;
        }
    }
}
