package dev.paddock.model.wire;

/// The `{"data": …}` around every reply of the runners family.
public record Data<T>(T data) {}
