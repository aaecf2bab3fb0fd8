package dev.paddock.controlplane.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.TestBuilds;
import dev.paddock.controlplane.allure.Workplace;
import dev.paddock.controlplane.build.BuildKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A report of results whose bytes in the storage are not those that were sent.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@TestProfile(NoGeneration.class)
class DamagedResultsTest {

    private final Jdbi ledger;
    private final Path blobs;
    private final GenerationStore store;
    private final MakeReport make;

    DamagedResultsTest(
            Jdbi ledger,
            @ConfigProperty(name = "paddock.storage.folder") Path blobs,
            GenerationStore store,
            MakeReport make) {
        this.ledger = ledger;
        this.blobs = blobs;
        this.store = store;
        this.make = make;
    }

    /// Also for the tests that come later, whose server makes what waits.
    @BeforeEach
    @AfterEach
    void emptyTheQueue() {
        ledger.useHandle(handle -> {
            handle.execute("delete from generation");
            handle.execute("update report_project set holder = null, lease_until = null");
        });
    }

    @Test
    void itIsNotTriedAgainAndSaysWhatToDo(@TempDir Path folder) throws Exception {
        BuildKey key = TestBuilds.uploaded("damaged");
        damage(key);
        Job job = store.claim().orElseThrow();
        assertThat(job.key()).isEqualTo(key);

        Made made = make.make(job, new Workplace(folder));

        assertThat(made)
                .isInstanceOfSatisfying(
                        Made.Nothing.class,
                        end -> assertThat(end.warnings())
                                .endsWith(
                                        "The results are damaged in the storage; delete the build and send them again."));
    }

    /// Behind the zip's entries, so that it unpacks.
    private void damage(BuildKey key) throws Exception {
        String digest = ledger.withHandle(
                handle -> handle.select("select results from build where environment_id = ?", key.environment())
                        .mapTo(String.class)
                        .one());
        Path file = blobs.resolve(digest.substring(0, 2)).resolve(digest);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }
}
