package dev.paddock.controlplane.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/// Something that happened to a run or a runner, as its event's record tells it.
///
/// @param subject the id of the run or runner
/// @param seq its place among the events of its subject; both together make a repeat known
/// @param type such as `run.finished`; a newer server may write types that this one does not know
/// @param event the event with all its members
public record Happening(String subject, long seq, Instant at, String type, JsonNode event) {}
