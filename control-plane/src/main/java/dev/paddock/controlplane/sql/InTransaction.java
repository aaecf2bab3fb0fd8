package dev.paddock.controlplane.sql;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One transaction around a whole call, for what has to be committed together with it.
@Singleton
public class InTransaction {

    private static final ScopedValue<List<Runnable>> AFTER_COMMIT = ScopedValue.newInstance();

    private final Commit commit;

    InTransaction(Commit commit) {
        this.commit = commit;
    }

    /// Does `work` in a transaction, joining the one that another [#call] has begun. What `work` throws undoes all and
    /// is thrown on.
    public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
        if (AFTER_COMMIT.isBound()) {
            return work.call();
        }
        List<Runnable> after = new ArrayList<>();
        T result = ScopedValue.where(AFTER_COMMIT, after).call(() -> commit.call(work));
        after.forEach(Runnable::run);
        return result;
    }

    /// [#call] for work that throws nothing checked.
    public <T> T get(Supplier<T> work) {
        try {
            return call(work::get);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the transaction could not end", e);
        }
    }

    /// Does `work` when the transaction around is committed, before its call returns; now, when there is none.
    public static void afterCommit(Runnable work) {
        if (AFTER_COMMIT.isBound()) {
            AFTER_COMMIT.get().add(work);
        } else {
            work.run();
        }
    }

    /// Where the container's transaction begins and ends.
    @Singleton
    static class Commit {

        /// The result of `work`, committed.
        @Transactional(rollbackOn = Exception.class)
        public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
            return work.call();
        }
    }
}
