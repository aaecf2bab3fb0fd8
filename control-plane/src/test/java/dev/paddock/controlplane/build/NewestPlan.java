package dev.paddock.controlplane.build;

import org.jdbi.v3.core.Handle;

/// How the newest builds are found, for tests of other packages.
public final class NewestPlan {

    private NewestPlan() {}

    /// The plan.
    public static String of(Handle handle) {
        return String.join(
                "\n",
                handle.createQuery("explain " + BuildStore.VIEW + BuildStore.NEWEST)
                        .bind("limit", 10)
                        .mapTo(String.class)
                        .list());
    }
}
