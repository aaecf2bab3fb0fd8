package dev.paddock.standalone.upload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.client.Changes;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.Patience;
import dev.paddock.standalone.client.Repeated;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// Follows one upload to its end.
record WatchUpload(Connection connection, Target target, String uploadId) {

    /// The build as the server shows it, with its report; empty when `patience` is over first. Throws [CouldNotRun]
    /// when there will be no report.
    Optional<JsonNode> toTheEnd(Patience patience) throws IOException, InterruptedException {
        var changes = new Changes(connection, target.path() + "/uploads/" + uploadId);
        for (Optional<String> reply = changes.next(patience); reply.isPresent(); reply = changes.next(patience)) {
            JsonNode progress = Json.tree(reply.get());
            switch (progress.path("phase").asText()) {
                case "done" -> {
                    return Optional.of(build());
                }
                case "failed" ->
                    throw new CouldNotRun("The upload of " + target + " failed: "
                            + progress.path("error").asText("the server does not say why."));
                default -> {
                    // It goes on.
                }
            }
        }
        return Optional.empty();
    }

    /// It has just been made, so it is among the newest.
    private JsonNode build() throws IOException, InterruptedException {
        JsonNode newest = Json.tree(Repeated.call(() -> connection.get(target.path() + "/reports?limit=100")));
        return StreamSupport.stream(newest.path("builds").spliterator(), false)
                .filter(one -> one.path("buildId").asText().equals(target.build()))
                .findFirst()
                .orElseThrow(() -> new CouldNotRun("The build " + target + " is not there any more; it was deleted."));
    }
}
