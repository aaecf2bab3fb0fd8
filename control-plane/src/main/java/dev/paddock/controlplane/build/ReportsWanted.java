package dev.paddock.controlplane.build;

/// Reports are to be made. Fired in the transaction that asks for them.
public record ReportsWanted() {}
