package dev.paddock.controlplane.site;

import java.time.Instant;

/// Lets whoever has it read one report until a time.
///
/// @param publication the report, which never changes
/// @param expires with whole seconds
record Ticket(String publication, Instant expires) {}
