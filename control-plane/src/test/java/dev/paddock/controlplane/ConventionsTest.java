package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.DecoderConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What holds for every call, shown on calls that only the tests make.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ConventionsTest {

    private static final String OLD = "/v1/test-conventions/old";
    private static final String PARAMETERS = "/v1/test-conventions/parameters";

    @Test
    void aDeprecatedCallSaysSinceWhenAndUntilWhen() {
        Server.admin()
                .get(OLD)
                .then()
                .statusCode(200)
                .header("Deprecation", "@1769817600")
                .header("Sunset", "Sun, 31 Jan 2027 00:00:00 GMT");
        Server.admin().get(PARAMETERS).then().header("Deprecation", nullValue()).header("Sunset", nullValue());
    }

    @Test
    void repliesAreCompressedForThoseWhoAskForIt() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + OLD))
                .header("x-api-key", RealServices.ADMIN_KEY)
                .header("Accept-Encoding", "gzip")
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> reply = client.send(request, HttpResponse.BodyHandlers.ofByteArray());

            assertThat(reply.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(reply.body()).hasSizeLessThan(1000);
        }
        given().config(RestAssured.config()
                        .decoderConfig(DecoderConfig.decoderConfig().noContentDecoders()))
                .header("x-api-key", RealServices.ADMIN_KEY)
                .get(OLD)
                .then()
                .header("Content-Encoding", nullValue());
    }

    @Test
    void otherSitesAreNotLetIn() {
        Server.admin()
                .header("Origin", "https://elsewhere.example")
                .get(OLD)
                .then()
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void parametersAreReadAndNamedWhenTheyCannotBe() {
        Server.admin()
                .urlEncodingEnabled(false)
                .get(PARAMETERS
                        + "?number=7&long=9&flag=true&time=2026-01-15T10:30:00%2B01:00&many=a&many=b&other=1&other=2")
                .then()
                .statusCode(200)
                .body("number", equalTo(7))
                .body("flag", equalTo(true))
                .body("time", equalTo("2026-01-15T09:30:00Z"))
                .body("many", contains("a", "b"));
        for (Map.Entry<String, String> wrong : Map.of(
                        "number", "99999999999", "long", "1.5", "flag", "maybe", "time", "yesterday")
                .entrySet()) {
            Server.admin()
                    .get(PARAMETERS + "?" + wrong.getKey() + "=" + wrong.getValue())
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid_value"))
                    .body("errors[0].field", equalTo(wrong.getKey()));
        }
        Server.admin()
                .get(PARAMETERS + "?number=1&number=1&time=x&time=y")
                .then()
                .statusCode(400)
                .body("errors.field", contains("number", "time"));
    }

    @Test
    void theEndsOfTimeAreTimes() {
        Server.admin()
                .get("/v1/runs?since=0001-01-01T00:00:00Z&until=9999-12-31T23:59:59.999Z&per_page=1")
                .then()
                .statusCode(200);
        Server.admin()
                .get("/v1/runs?since=9999-12-31T23:59:59Z")
                .then()
                .statusCode(200)
                .body("meta.total", equalTo(0));
    }

    @Test
    void aBodyOfUnknownLengthIsCountedAsItComes() throws IOException {
        assertThat(RawCall.chunks("POST", "/v1/runs", " ".repeat(64 << 10), 17))
                .startsWith("HTTP/1.1 413 ")
                .contains("\"too_large\"");
        assertThat(RawCall.announce("POST", "/v1/runs", 99L << 20)).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aBodyThatHttp2SendsWithoutItsLengthIsCountedToo() throws Exception {
        byte[] blank = " ".repeat(2 << 20).getBytes(StandardCharsets.US_ASCII);
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            // Whoever asks to go on with HTTP/2 does so from the second call on.
            HttpRequest.Builder call = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + RestAssured.port + "/v1/runs"))
                    .header("x-api-key", RealServices.ADMIN_KEY)
                    .header("Content-Type", "application/json");
            assertThat(client.send(call.GET().build(), HttpResponse.BodyHandlers.discarding())
                            .version())
                    .isEqualTo(HttpClient.Version.HTTP_2);
            HttpResponse<String> reply = client.send(
                    call.POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(blank)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(reply.statusCode()).isEqualTo(413);
            assertThat(reply.body()).contains("\"too_large\"");
        }
    }

    @Test
    void headersThatAreTooLargeAreRefused() throws IOException {
        assertThat(RawCall.header(OLD, 15 << 10)).startsWith("HTTP/1.1 200 ");
        assertThat(RawCall.header(OLD, 17 << 10)).startsWith("HTTP/1.1 431 ").contains("\"headers_too_large\"");
        assertThat(RawCall.header(OLD, 40 << 10)).startsWith("HTTP/1.1 431 ");
    }
}
