package dev.paddock.controlplane.loop;

import java.time.Duration;

/// Work that the server does again and again, for as long as it runs, and that nobody wakes. Whoever has such work
/// produces one of these as a bean.
///
/// @param name appears in logs
/// @param pause between two turns, where the one before left nothing to do
public record Chore(String name, Duration pause, Loop.Step turn) {}
