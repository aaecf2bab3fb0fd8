package dev.paddock.controlplane.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Results;
import dev.paddock.controlplane.archive.RawZip;
import dev.paddock.controlplane.blob.CollectBlobs;
import dev.paddock.controlplane.storage.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Archives with tricks, sent in one call and in chunks: each is refused by its rule, and leaves nothing. What else an
/// archive may try, the tests of its check have.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class HostileUploadsTest {

    /// An archive that is refused, and by which rule.
    enum Trick {
        ZIP_SLIP("parent_folder", zip -> zip.add("../../../etc/cron.d/x", "* * * * * root true")),
        ZIP_SLIP_BY_BACKSLASHES("parent_folder", zip -> zip.add("..\\..\\x", "x")),
        ABSOLUTE_PATH("absolute_name", zip -> zip.add("/etc/passwd", "root::0:0")),
        DRIVE("absolute_name", zip -> zip.add("C:\\Windows\\x", "x")),
        SYMBOLIC_LINK("symbolic_link", zip -> zip.add("link", "/etc/passwd").mode(0120777)),
        DEVICE("device", zip -> zip.add("device", "").mode(0020666)),
        NUL("control_character", zip -> zip.add("a-result.json\0.png", "{}")),
        LONG_NAME("name_too_long", zip -> zip.add("x".repeat(256), "{}")),
        DUPLICATE_NAME("duplicate_name", zip -> zip.add("a-result.json", "{}")),
        NAMES_THAT_DIFFER_BY_CASE("colliding_names", zip -> zip.add("A-RESULT.json", "{}")),
        BOMB("ratio", zip -> zip.add("bomb", "\0".repeat(17 << 20))),
        TOO_MANY_ENTRIES(
                "too_many_entries", zip -> IntStream.range(0, 10_000).forEach(nth -> zip.add(nth + ".txt", ""))),
        SEVERAL_FOLDERS("several_folders", null);

        private final String rule;
        private final byte[] zip;

        Trick(String rule, @Nullable Consumer<RawZip> trick) {
            this.rule = rule;
            RawZip made = new RawZip();
            made.add(trick == null ? "x/a-result.json" : "a-result.json", "{}");
            Objects.requireNonNullElse(trick, zipped -> zipped.add("y/b-result.json", "{}"))
                    .accept(made);
            zip = made.bytes();
        }
    }

    private final Jdbi ledger;
    private final Path blobs;
    private final CollectBlobs sweep;
    private final String build = "build-" + UUID.randomUUID();
    private Results.Project project;

    HostileUploadsTest(Jdbi ledger, CollectBlobs sweep, @ConfigProperty(name = "paddock.storage.folder") Path blobs) {
        this.ledger = ledger;
        this.sweep = sweep;
        this.blobs = blobs;
    }

    @BeforeEach
    void make() {
        project = Results.project();
    }

    private void refused(Trick trick, Response reply, String phase) {
        reply.then().statusCode(400).body("code", equalTo("bad_archive")).body("rule", equalTo(trick.rule));
        Map<String, Object> upload = Results.of(project, build).getFirst();
        assertThat(upload)
                .containsEntry("phase", "failed")
                .containsEntry("failedAtPhase", phase)
                .containsEntry("error", reply.path("detail"));
        nothingIsLeftOf(trick.zip);
        assertThat(rows(
                        "select count(*) from blob_reference where kind = 'upload' and owner = ?",
                        String.valueOf(upload.get("id"))))
                .isZero();
        assertThat(rows("select count(*) from build where environment_id = ?", project.environment()))
                .isZero();
        Awaitility.await().until(this::hasNoDrafts);
        // The build id is free.
        Results.send(project, build, Results.zip(10)).then().statusCode(202);
    }

    /// After the next sweep.
    private void nothingIsLeftOf(byte[] bytes) {
        String digest = Digest.of(bytes).hex();
        Awaitility.await().until(() -> {
            sweep.collect();
            return rows("select count(*) from blob where digest = ?", digest) == 0;
        });
        assertThat(blobs.resolve(digest.substring(0, 2)).resolve(digest)).doesNotExist();
    }

    private long rows(String count, Object parameter) {
        return ledger.withHandle(
                handle -> handle.select(count, parameter).mapTo(Long.class).one());
    }

    private boolean hasNoDrafts() throws IOException {
        try (Stream<Path> files = Files.walk(blobs.resolve("drafts"))) {
            return files.filter(Files::isRegularFile)
                    .allMatch(file -> List.of("lock", "opening")
                            .contains(file.getFileName().toString()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void inOneCall(Trick trick) {
        refused(trick, Results.send(project, build, trick.zip), "uploading");
    }

    @ParameterizedTest
    @EnumSource
    void inChunks(Trick trick) {
        int half = trick.zip.length / 2;
        List<byte[]> halves =
                List.of(Arrays.copyOf(trick.zip, half), Arrays.copyOfRange(trick.zip, half, trick.zip.length));
        String upload = Results.begin(project, build, trick.zip.length, 2);
        for (int index : List.of(1, 0)) {
            Results.chunk(project, upload, index, 2, halves.get(index)).then().statusCode(200);
        }

        refused(trick, Results.complete(project, upload), "assembling");
        halves.forEach(this::nothingIsLeftOf);
    }

    @Test
    void whatIsNoZip() {
        for (String text : List.of("", "GIF89a", "<html>")) {
            Results.bytes(Results.ZIP, text.getBytes(StandardCharsets.UTF_8))
                    .post(project.path() + "/results?buildId=" + build)
                    .then()
                    .statusCode(400)
                    .body("rule", equalTo("not_a_zip"));
        }
    }
}
