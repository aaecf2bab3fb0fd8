package dev.paddock.controlplane.project;

/// A project is about to be deleted: who has something of it removes it now, in the same transaction, by observing
/// this.
public record ProjectDeleted(String environmentId, String projectId) {}
