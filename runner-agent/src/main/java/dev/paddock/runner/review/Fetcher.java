package dev.paddock.runner.review;

import dev.paddock.runner.workspace.Fetch;
import dev.paddock.runner.workspace.FetchRequest;

/// Fetches commits, from any thread.
@FunctionalInterface
public interface Fetcher {

    /// Fetches one; interrupted, it ends soon and leaves nothing behind.
    Fetch fetch(FetchRequest request) throws InterruptedException;
}
