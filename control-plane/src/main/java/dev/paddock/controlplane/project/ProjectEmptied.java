package dev.paddock.controlplane.project;

/// A project will be deleted: who has more of it than one transaction can delete removes most of that now, in short
/// transactions, by observing this. Fired outside of any.
public record ProjectEmptied(String environmentId, String projectId) {}
