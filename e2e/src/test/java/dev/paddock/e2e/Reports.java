package dev.paddock.e2e;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// What CI has that sends reports: a repository with a client, and screenshots.
final class Reports {

    /// Grey, and colours with transparency, as PNG numbers them.
    static final int GREY = 0;

    static final int RGBA = 6;

    private Reports() {}

    /// A client of a repository.
    record Client(String repository, String id, String secret) {}

    /// A new repository with a client.
    static Client client(String name) {
        String repository = Cluster.admin()
                .body(Map.of("clone_url", "https://example.com/owner/" + name))
                .post("/v1/repositories")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        var login = RestAssured.given()
                .contentType("application/json")
                .body(Map.of("user", "admin", "password", Cluster.ADMIN_PASSWORD))
                .post("/auth/login");
        JsonPath made = RestAssured.given()
                .cookies(login.cookies())
                .header("X-CSRF-Token", login.cookie("paddock_csrf"))
                .contentType("application/json")
                .body(Map.of("repository", repository))
                .post("/api/settings/clients")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return new Client(repository, made.getString("client_id"), made.getString("client_secret"));
    }

    /// A PNG of noise: as large as its pixels, and no other test's.
    static byte[] noise(int width, int height) throws Exception {
        byte[] rows = new byte[(width + 1) * height];
        ThreadLocalRandom.current().nextBytes(rows);
        for (int y = 0; y < height; y++) {
            rows[y * (width + 1)] = 0;
        }
        return png(width, height, 8, GREY, rows);
    }

    /// A PNG of so many zeros, packed into little.
    static byte[] blank(int width, int height, int depth, int colour, int bytesOfPixel, int first) throws Exception {
        byte[] rows = new byte[(width * bytesOfPixel + 1) * height];
        rows[1] = (byte) first;
        return png(width, height, depth, colour, rows);
    }

    private static byte[] png(int width, int height, int depth, int colour, byte[] rows) throws Exception {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {(byte) depth, (byte) colour, 0, 0, 0})
                .array();
        var packed = new ByteArrayOutputStream();
        var fast = new Deflater(Deflater.BEST_SPEED);
        try (var out = new DeflaterOutputStream(packed, fast)) {
            out.write(rows);
        } finally {
            fast.end();
        }
        var all = new ByteArrayOutputStream();
        all.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        chunk(all, "IHDR", header);
        chunk(all, "IDAT", packed.toByteArray());
        chunk(all, "IEND", new byte[0]);
        return all.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream all, String type, byte[] data) {
        byte[] named = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .array();
        var sum = new CRC32();
        sum.update(named);
        all.writeBytes(ByteBuffer.allocate(8 + named.length)
                .putInt(data.length)
                .put(named)
                .putInt((int) sum.getValue())
                .array());
    }
}
