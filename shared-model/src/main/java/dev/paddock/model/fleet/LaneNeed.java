package dev.paddock.model.fleet;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/// How many runners a lane should have, and why.
///
/// @param lane the tags that its runs require, sorted and joined by `,`; `default` for none
/// @param desired runners
/// @param assigned tasks that runners have which stay
/// @param waiting tasks that a runner could take now
/// @param idle free slots of the runners that could take them
@JsonPropertyOrder({"lane", "desired", "assigned", "waiting", "idle"})
public record LaneNeed(String lane, int desired, int assigned, int waiting, int idle) {}
