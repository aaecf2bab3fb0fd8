package dev.paddock.controlplane.build;

import java.util.List;

/// Builds are deleted, and their projects stay. Fired in the transaction that deletes them.
public record BuildsDeleted(List<BuildKey> builds) {}
