package dev.paddock.controlplane.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that webhooks are to be told.
///
/// @param event its type, one of [#EVENTS]
/// @param source what it tells of, such as `run run_01… 3`; a webhook is told of the same once
/// @param subject the id of the run, build or runner that it is about
/// @param at when it happened; webhooks that were made later are not told
/// @param data the member `data` of the body
public record Message(String event, String source, String subject, Instant at, Map<String, @Nullable Object> data) {

    public static final String RUN_STARTED = "run.started";
    public static final String RUN_FINISHED = "run.finished";
    public static final String RUN_REVIEWED = "run.reviewed";
    public static final String BUILD_FINISHED = "build.finished";
    public static final String RUNNER_LOST = "runner.lost";

    /// The types of events that a webhook may ask for.
    public static final List<String> EVENTS =
            List.of(RUN_STARTED, RUN_FINISHED, RUN_REVIEWED, BUILD_FINISHED, RUNNER_LOST);
}
