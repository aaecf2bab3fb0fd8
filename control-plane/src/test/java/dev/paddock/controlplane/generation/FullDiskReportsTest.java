package dev.paddock.controlplane.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Results;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.SmallDisk;
import dev.paddock.controlplane.TestBuilds;
import dev.paddock.controlplane.build.BuildKey;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reports that meet a full disk, at every stage of their making, with the real Allure.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@TestProfile(NoGeneration.class)
class FullDiskReportsTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final String NO_ROOM_TO_MAKE =
            "The server has no room to make the report and kept nothing of it; tell an administrator, and ask for it"
                    + " again when there is room.";
    private static final String NO_ROOM_TO_KEEP =
            "The storage has no room for the report and kept nothing of it; tell an administrator, and ask for it"
                    + " again when there is room.";

    private final Jdbi ledger;
    private final Path blobs;
    private final GenerationConfig config;
    private final PublishReport publish;
    private @Nullable SmallDisk disk;

    @TempDir
    Path work;

    FullDiskReportsTest(
            Jdbi ledger,
            @ConfigProperty(name = "paddock.storage.folder") Path blobs,
            GenerationConfig config,
            PublishReport publish) {
        this.ledger = ledger;
        this.blobs = blobs;
        this.config = config;
        this.publish = publish;
    }

    @BeforeEach
    void anEmptyQueueAndASmallDisk() {
        SmallDisk.expectThatItCanBeMounted();
        emptyTheQueue();
    }

    @AfterEach
    void freeTheDisk() throws Exception {
        if (disk != null) {
            disk.close();
            disk = null;
        }
        emptyTheQueue();
    }

    /// Also for the tests that come later, whose server makes what waits.
    private void emptyTheQueue() {
        ledger.useHandle(handle -> {
            handle.execute("delete from generation");
            handle.execute("update report_project set holder = null, lease_until = null");
        });
    }

    private static BuildKey upload(int noise) {
        Results.Project project = Results.project();
        Results.send(project, "full", Results.zip(noise)).then().statusCode(202);
        return new BuildKey(project.environment(), project.id(), "full");
    }

    /// Makes the one report that is wanted; its build afterwards.
    private JsonPath make(BuildKey key) throws Exception {
        SwiftConfig swift = new SwiftConfig(config, Optional.of(work));
        GenerationLoop loop = new GenerationLoop(
                Arc.container().instance(GenerationStore.class).get(),
                Arc.container().instance(MakeReport.class).get(),
                publish,
                new WorkFolders(swift),
                swift);
        loop.start(new StartupEvent());
        try {
            return TestBuilds.ended(key);
        } finally {
            loop.stop(new ShutdownEvent());
            try (Stream<Path> left = Files.list(work)) {
                assertThat(left.filter(file -> !file.endsWith("filling"))).isEmpty();
            }
        }
    }

    private void expectFailure(BuildKey key, String reason) throws Exception {
        JsonPath build = make(key);
        assertThat(build.getString("status")).as(build.prettify()).isEqualTo("failed");
        assertThat(build.getList("generationWarnings", String.class)).endsWith(reason);
        assertThat(Results.of(new Results.Project(key.environment(), key.project()), "full"))
                .singleElement()
                .satisfies(upload -> assertThat(upload)
                        .containsEntry("phase", "failed")
                        .containsEntry("failedAtPhase", "generating")
                        .containsEntry("error", reason));
        Server.admin().get("/reports/" + key + "/index.html").then().statusCode(404);
        assertThat(drafts()).isEmpty();
    }

    private List<Path> drafts() throws IOException {
        try (Stream<Path> files = Files.walk(blobs.resolve("drafts"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock") && !file.endsWith("opening") && !file.endsWith("filling"))
                    .toList();
        }
    }

    private void expectThatItIsMadeWhenThereIsRoom(BuildKey key) throws Exception {
        freeTheDisk();
        TestBuilds.regenerate(key, Map.of());
        assertThat(make(key).getString("status")).isEqualTo("done");
    }

    @Test
    void beforeItIsBegun() throws Exception {
        BuildKey key = upload(10);
        disk = SmallDisk.over(work);
        fill(work);

        expectFailure(key, NO_ROOM_TO_MAKE);
        expectThatItIsMadeWhenThereIsRoom(key);
    }

    @Test
    void whileResultsAreUnpackedForIt() throws Exception {
        BuildKey key = upload(3 * MEBIBYTE);
        disk = SmallDisk.over(work);

        expectFailure(key, NO_ROOM_TO_MAKE);
        expectThatItIsMadeWhenThereIsRoom(key);
    }

    @Test
    void whileAllureWritesIt() throws Exception {
        BuildKey key = upload(10);
        disk = SmallDisk.over(work);

        expectFailure(key, NO_ROOM_TO_MAKE);
        expectThatItIsMadeWhenThereIsRoom(key);
    }

    @Test
    void whileItIsStored() throws Exception {
        BuildKey key = upload(10);
        Path drafts;
        try (Stream<Path> folders = Files.list(blobs.resolve("drafts"))) {
            drafts = folders.filter(Files::isDirectory).findFirst().orElseThrow();
        }
        disk = SmallDisk.over(drafts);
        fill(drafts);

        expectFailure(key, NO_ROOM_TO_KEEP);
        expectThatItIsMadeWhenThereIsRoom(key);
    }

    /// To the last byte.
    private static void fill(Path folder) {
        assertThatThrownBy(() -> {
                    try (var out = Files.newOutputStream(folder.resolve("filling"))) {
                        while (true) {
                            out.write(new byte[4096]);
                        }
                    }
                })
                .isInstanceOf(IOException.class);
    }
}
