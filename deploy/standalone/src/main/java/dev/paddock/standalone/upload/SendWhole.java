package dev.paddock.standalone.upload;

import dev.paddock.standalone.Json;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.Query;
import dev.paddock.standalone.client.Repeated;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;

/// Sends an archive in one call.
record SendWhole(Connection connection) {

    /// Sends it, again under the same key when the connection breaks, so that it is taken once; returns
    /// the upload's id.
    String send(Target target, ResultArchive archive) throws IOException, InterruptedException {
        var headers = Map.of(
                "Content-Type",
                "application/zip",
                "Idempotency-Key",
                UUID.randomUUID().toString());
        String path = target.path() + "/results" + new Query().with("buildId", target.build());
        var reply = Repeated.call(() -> connection.send("POST", path, headers, archive.whole()));
        return Json.tree(reply.body()).path("uploadId").asText();
    }
}
