package dev.paddock.controlplane.idempotency;

import dev.paddock.controlplane.loop.Chore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// Forgets replies and keys when their time is over. Any replica may do it.
@Singleton
class ForgetLoop {

    private static final int BATCH = 5000;

    private final ReplyStore replies;
    private final IdempotencyConfig config;

    ForgetLoop(ReplyStore replies, IdempotencyConfig config) {
        this.replies = replies;
        this.config = config;
    }

    @Produces
    @Singleton
    Chore forgetting() {
        return new Chore("idempotency", config.sweep(), this::forget);
    }

    /// Returns whether there may be more.
    boolean forget() {
        int forgotten = replies.forgetReplies(config.keep(), BATCH);
        int keys = replies.forgetKeys(config.keep(), config.keepRecords(), BATCH);
        return forgotten == BATCH || keys == BATCH;
    }
}
