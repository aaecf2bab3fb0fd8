package dev.paddock.proving.bench;

/// What can be measured by itself; the names are those of `--only`.
enum Figure {
    /// Submissions over HTTP.
    submit,
    /// Records on the intake topic.
    intake,
    /// A queue drained by claim and result alone.
    claim_result,
    /// A queue drained by whole lifecycles.
    lifecycle,
    /// One run read over HTTP, against its row read over HTTP from a bare server, and from the ledger.
    read,
    /// Reports of 20 MiB with 40 screenshots.
    report,
    /// Archives of some 1000 MiB in one call, against a file of that size written and synced.
    upload,
    /// The overview of ten times as many builds as there are runs.
    overview,
    /// A sweep of as many old builds with reports as there are runs.
    retention,
    /// From a submission to the waiting runner, at the same replica and at the other one.
    pickup,
    /// What a large fleet's heartbeats cost.
    heartbeat,
    /// Queues of growing length.
    queue,
    /// A growing number of idle runners.
    pollers,
    /// Many who follow one log.
    followers,
    /// Several replicas against one.
    replicas
}
