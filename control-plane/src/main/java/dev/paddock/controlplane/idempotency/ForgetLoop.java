package dev.paddock.controlplane.idempotency;

import dev.paddock.controlplane.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Forgets replies and keys when their time is over. Any replica may do it.
@Singleton
class ForgetLoop {

    private static final int BATCH = 5000;

    private final ReplyStore replies;
    private final IdempotencyConfig config;
    private @Nullable Loop loop;

    ForgetLoop(ReplyStore replies, IdempotencyConfig config) {
        this.replies = replies;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("idempotency", config.sweep(), this::forget);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }

    /// Returns whether there may be more.
    boolean forget() {
        int forgotten = replies.forgetReplies(config.keep(), BATCH);
        int keys = replies.forgetKeys(config.keep(), config.keepRecords(), BATCH);
        return forgotten == BATCH || keys == BATCH;
    }
}
