package dev.paddock.controlplane;

import static io.restassured.config.EncoderConfig.encoderConfig;

import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Results that the tests upload, each to a project of its own.
public final class Results {

    public static final String ZIP = "application/zip";

    private static final RestAssuredConfig BYTES = RestAssuredConfig.config()
            .encoderConfig(encoderConfig()
                    .encodeContentTypeAs(ZIP, ContentType.BINARY)
                    .encodeContentTypeAs("text/plain", ContentType.BINARY));

    /// A project to upload to.
    ///
    /// @param path `/api/environments/…/projects/…`
    public record Project(String environment, String id) {

        public String path() {
            return "/api/environments/" + environment + "/projects/" + id;
        }

        /// As keys are limited to it.
        public String name() {
            return environment + "/" + id;
        }
    }

    private Results() {}

    /// A new project in an environment of its own.
    public static Project project() {
        String environment = "env-" + UUID.randomUUID();
        Server.admin()
                .body(Map.of("id", environment, "name", "Uploads"))
                .post("/api/environments")
                .then()
                .statusCode(201);
        Server.admin()
                .body(Map.of("id", "web", "name", "Web"))
                .post("/api/environments/" + environment + "/projects")
                .then()
                .statusCode(201);
        return new Project(environment, "web");
    }

    /// A zip of one result and `noise` bytes that cannot be packed.
    public static byte[] zip(int noise) {
        byte[] attachment = new byte[noise];
        new Random().nextBytes(attachment);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            String uuid = UUID.randomUUID().toString();
            zip.putNextEntry(new ZipEntry(uuid + "-result.json"));
            zip.write(("{\"uuid\": \"" + uuid + "\", \"name\": \"adds up\", \"fullName\": \"Sum.adds\", "
                            + "\"status\": \"passed\", \"start\": 1, \"stop\": 2}")
                    .getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry(UUID.randomUUID() + "-attachment.bin"));
            zip.write(attachment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// A call with bytes as its body.
    public static RequestSpecification bytes(String type, byte[] body) {
        return Server.admin().config(BYTES).contentType(type).body(body);
    }

    /// Sends results in one call.
    public static Response send(Project project, String build, byte[] zip) {
        return bytes(ZIP, zip).post(project.path() + "/results?buildId=" + build);
    }

    /// The uploads of a build, newest first.
    public static List<Map<String, Object>> of(Project project, String build) {
        List<Map<String, Object>> all = Server.admin()
                .get("/api/uploads?limit=1000")
                .then()
                .statusCode(200)
                .extract()
                .path("$");
        return all.stream()
                .filter(one -> project.environment().equals(one.get("envId")) && build.equals(one.get("buildId")))
                .toList();
    }

    /// The upload of this id.
    public static Map<String, Object> upload(String uploadId) {
        List<Map<String, Object>> all =
                Server.admin().get("/api/uploads?limit=1000").path("$");
        return all.stream()
                .filter(one -> uploadId.equals(one.get("uploadId")))
                .findFirst()
                .orElseThrow();
    }

    /// Begins an upload in chunks; its id.
    public static String begin(Project project, String build, long size, int chunks) {
        return announce(project, build, size, chunks)
                .then()
                .statusCode(201)
                .extract()
                .path("uploadId");
    }

    public static Response announce(Project project, String build, long size, int chunks) {
        return Server.admin()
                .body(Map.of("fileName", "results.zip", "totalSize", size, "totalChunks", chunks, "buildId", build))
                .post(project.path() + "/uploads");
    }

    public static Response chunk(Project project, String upload, int index, int total, byte[] bytes) {
        return bytes(ContentType.BINARY.toString(), bytes)
                .header("X-Chunk-Index", index)
                .header("X-Total-Chunks", total)
                .put(project.path() + "/uploads/" + upload);
    }

    public static Response progress(Project project, String upload) {
        return Server.admin().get(project.path() + "/uploads/" + upload);
    }

    public static Response complete(Project project, String upload) {
        return Server.admin().post(project.path() + "/uploads/" + upload + "/complete");
    }
}
