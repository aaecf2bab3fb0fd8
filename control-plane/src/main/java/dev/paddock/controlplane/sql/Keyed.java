package dev.paddock.controlplane.sql;

import java.util.function.Function;
import java.util.function.Supplier;

/// Work that finds every row by a key, whatever it is told to look for: claims, phases, log
/// batches, results. Its statements go over connections on which each is planned once, for any
/// number of keys, and then only run.
///
/// Begun within a transaction it would take a second connection: begin the transaction within.
public final class Keyed {

    private static final ScopedValue<Boolean> KEYED = ScopedValue.newInstance();

    private Keyed() {}

    /// `work`, as work by keys.
    public static <Q, A> Function<Q, A> work(Function<Q, A> work) {
        return request -> get(() -> work.apply(request));
    }

    /// What `work` gives, as work by keys.
    public static <T> T get(Supplier<T> work) {
        return ScopedValue.where(KEYED, true).call(work::get);
    }

    static boolean isOn() {
        return KEYED.isBound();
    }
}
