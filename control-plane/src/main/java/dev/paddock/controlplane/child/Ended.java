package dev.paddock.controlplane.child;

/// How a program ended.
///
/// @param status its exit status; 137 when it was killed
/// @param timedOut whether its time was over
/// @param output what it wrote, errors among it: the beginning and the end where it was too much
public record Ended(int status, boolean timedOut, String output) {}
