package dev.paddock.controlplane;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Where a server sends its spans: takes what OTLP's exporter sends by gRPC.
public class Collector implements QuarkusTestResourceLifecycleManager {

    private static final List<String> BODIES = new CopyOnWriteArrayList<>();

    private @Nullable Vertx vertx;

    @Override
    public Map<String, String> start() {
        Vertx mine = Vertx.vertx();
        vertx = mine;
        try {
            HttpServer server = mine.createHttpServer()
                    .requestHandler(Collector::take)
                    .listen(0, "localhost")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            return Map.of(
                    "PADDOCK_OTLP_ENDPOINT",
                    "http://localhost:" + server.actualPort(),
                    "quarkus.otel.bsp.schedule.delay",
                    "100ms");
        } catch (Exception e) {
            throw new IllegalStateException("the collector did not start", e);
        }
    }

    private static void take(HttpServerRequest request) {
        request.bodyHandler(body -> {
            BODIES.add(HexFormat.of().formatHex(body.getBytes()));
            // An empty message, uncompressed, and all is well.
            request.response()
                    .putHeader("content-type", "application/grpc")
                    .putTrailer("grpc-status", "0")
                    .end(Buffer.buffer(new byte[5]));
        });
    }

    /// Whether spans of this trace have come.
    static boolean has(String traceId) {
        return BODIES.stream().anyMatch(body -> body.contains(traceId));
    }

    @Override
    public void stop() {
        if (vertx != null) {
            vertx.close();
        }
    }
}
