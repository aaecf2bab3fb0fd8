package dev.paddock.controlplane.event;

/// Fired when an event was written that somebody waits for, perhaps at another replica. Heard after commit: the event
/// is
/// relayed, and runners are told, without waiting for the next look.
public record UrgentEvent() {}
