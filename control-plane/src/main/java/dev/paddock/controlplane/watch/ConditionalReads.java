package dev.paddock.controlplane.watch;

import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.run.RunId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads of a run with `ETag`, `If-None-Match` and `wait`.
@Singleton
public class ConditionalReads {

    private static final int MAX_WAIT = 60;

    private final StampStore stamps;
    private final RunWatch watch;

    ConditionalReads(StampStore stamps, RunWatch watch) {
        this.stamps = stamps;
        this.watch = watch;
    }

    /// 200 with the run and its `ETag`; 304 when the caller has this state. 404 when there is no such run, 400 for a
    /// `wait` that is none.
    ///
    /// Called on a virtual thread. While the caller waits no thread is held.
    ///
    /// @param id of the run, as the caller wrote it
    /// @param ifNoneMatch the header; a caller that names no state is answered at once
    /// @param wait 0–60 seconds in which a state that the caller has may change; null = 0
    public Uni<Response> answer(String id, @Nullable String ifNoneMatch, @Nullable String wait, Reading reading) {
        Duration patience = patience(wait);
        RunId run = RunId.parse(id).orElseThrow(() -> ProblemException.notFound("run", id));
        Known known = Known.of(ifNoneMatch);
        // Before the run is read: what changes in between makes the next look find a difference.
        Optional<String> stamp = patience.isZero() ? Optional.empty() : stamps.stamp(run);
        Tagged now = reading.readForCaller(run).orElseThrow(() -> ProblemException.notFound("run", id));
        if (stamp.isEmpty() || !known.has(now)) {
            return Uni.createFrom().item(known.has(now) ? unchanged(now.etag()) : changed(now));
        }
        reading.callerWaits();
        // Not the reply itself, which may be large.
        String etag = now.etag();
        Waiting waiting = new Waiting(run, reading, known, stamp.get());
        watch.add(waiting);
        return Uni.createFrom()
                .completionStage(waiting.answer())
                .ifNoItem()
                .after(patience)
                .recoverWithItem(Optional.empty())
                .map(news -> news.map(ConditionalReads::changed).orElseGet(() -> unchanged(etag)))
                .onTermination()
                .invoke(() -> watch.forget(waiting));
    }

    private static Response changed(Tagged tagged) {
        return Response.ok(tagged.body(), MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ETAG, tagged.etag())
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }

    private static Response unchanged(String etag) {
        return Response.notModified()
                .header(HttpHeaders.ETAG, etag)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }

    private static Duration patience(@Nullable String wait) {
        if (wait == null) {
            return Duration.ZERO;
        }
        return Duration.ofSeconds(Parameters.whole(wait, 0, MAX_WAIT)
                .orElseThrow(
                        () -> ProblemException.invalid("wait", "must be a number of seconds from 0 to " + MAX_WAIT)));
    }
}
