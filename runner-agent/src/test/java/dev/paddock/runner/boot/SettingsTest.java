package dev.paddock.runner.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    private static final String KEY = "dk_live_0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path folder;

    private final Map<String, String> given = new HashMap<>();

    @BeforeEach
    void enough() {
        given.put("paddock.url", "http://localhost:8080");
        given.put("paddock.key", KEY);
        given.put("paddock.runner.id", "r1");
        given.put("paddock.runner.workdir", folder.toString());
    }

    @Test
    void littleIsRequired() throws Exception {
        Settings settings = settings();

        assertThat(settings.runner().id()).isEqualTo("r1");
        assertThat(settings.runner().name()).isEqualTo("r1");
        assertThat(settings.runner().slots()).isEqualTo(2);
        assertThat(settings.runner().tags()).isEmpty();
        assertThat(settings.workdir()).isEqualTo(folder.resolve("r1"));
    }

    @Test
    void theIdIsTheHostsNameUnlessItIsGiven() throws Exception {
        given.remove("paddock.runner.id");

        assertThat(settings().runner().id()).isNotBlank();
    }

    @Test
    void tagsAreLowerCasedAndSorted() throws Exception {
        given.put("paddock.runner.tags", "gpu, Fast,gpu");

        assertThat(settings().runner().tags()).containsExactly("fast", "gpu");
    }

    @Test
    void aKeyMayComeFromAFile() throws Exception {
        given.remove("paddock.key");
        given.put(
                "paddock.key-file",
                Files.writeString(folder.resolve("key"), KEY + "\n").toString());

        assertThat(settings().key()).isEqualTo(new RunnerKey(KEY, false));
    }

    @Test
    void anEnrolmentKeyMayTakeTheKeysPlace() throws Exception {
        given.remove("paddock.key");
        given.put(
                "paddock.enrolment-key-file",
                Files.writeString(folder.resolve("key"), KEY + "\n").toString());
        assertThat(settings().key()).isEqualTo(new RunnerKey(KEY, true));

        given.remove("paddock.enrolment-key-file");
        given.put("paddock.enrolment-key", KEY);
        assertThat(settings().key()).isEqualTo(new RunnerKey(KEY, true));
        assertThat(settings().toString()).doesNotContain(KEY);
    }

    @Test
    void oneKeyIsEnough() {
        assertRefused("paddock.enrolment-key", KEY, "Both a runner's key and an enrolment key are set");
        given.remove("paddock.key");
        assertRefused("paddock.enrolment-key", "dk_live_xyz", "The enrolment key is malformed; PADDOCK_ENROLMENT_KEY");
        assertRefused("paddock.enrolment-key-file", "/no/such", "PADDOCK_ENROLMENT_KEY_FILE names /no/such");
    }

    @Test
    void aRunnerIsEphemeralWhenItIsToldSo() throws Exception {
        assertThat(settings().runner().ephemeral()).isFalse();
        given.put("paddock.runner.ephemeral", "true");
        assertThat(settings().runner().ephemeral()).isTrue();
        given.remove("paddock.runner.ephemeral");
        given.put("paddock.runner.once", "true");
        assertThat(settings().runner().ephemeral()).isTrue();
    }

    @Test
    void slotsMayFollowTheSizeOfTheContainer() throws Exception {
        given.put("paddock.runner.slots", "auto");
        assertThat(settings().runner().slots()).isBetween(1, 256);

        assertThat(AutoSlots.of(1, 512, 256)).isEqualTo(1);
        assertThat(AutoSlots.of(2, 1536, 256)).isEqualTo(1);
        assertThat(AutoSlots.of(4, 2560, 256)).isEqualTo(2);
        assertThat(AutoSlots.of(16, 2560, 256)).isEqualTo(2);
        assertThat(AutoSlots.of(4, 64_000, 256)).isEqualTo(2);
        assertThat(AutoSlots.of(4, 2559, 256)).isEqualTo(1);
        assertThat(AutoSlots.of(1000, 1_000_000, 256)).isEqualTo(256);
    }

    @Test
    void whatIsMissingOrWrongIsNamed() {
        assertRefused("paddock.url", null, "PADDOCK_URL is not set");
        assertRefused("paddock.url", "ftp://host", "not an http or https address");
        assertRefused("paddock.url", "http://a b", "PADDOCK_URL is not an address");
        assertRefused("paddock.key", null, "Neither PADDOCK_KEY nor PADDOCK_KEY_FILE");
        assertRefused("paddock.key", "dk_live_xyz", "malformed");
        assertRefused("paddock.key", KEY + "\nx", "malformed");
        assertRefused("paddock.runner.id", "tasks", "PADDOCK_RUNNER_ID");
        assertRefused("paddock.runner.id", "enrol", "PADDOCK_RUNNER_ID");
        assertRefused("paddock.runner.id", "a/b", "PADDOCK_RUNNER_ID");
        assertRefused("paddock.runner.slots", "0", "PADDOCK_RUNNER_SLOTS");
        assertRefused("paddock.runner.slots", "two", "PADDOCK_RUNNER_SLOTS is 'two'; use 1 to 256, or auto.");
        assertRefused("paddock.runner.slots", "99999999999", "PADDOCK_RUNNER_SLOTS");
        assertRefused("paddock.runner.containers", "podman", "use auto, docker or process");
        assertRefused("paddock.runner.tags", "no spaces", "PADDOCK_RUNNER_TAGS");
        assertRefused("paddock.runner.name", "Jörg", "PADDOCK_RUNNER_NAME");
    }

    @Test
    void aRunnerWorksUntilItIsStoppedUnlessItIsForOneTask() throws Exception {
        assertThat(settings().shift())
                .isEqualTo(new Shift(Optional.empty(), Duration.ofSeconds(30), Optional.empty(), Optional.empty()));

        given.put("paddock.runner.once", "true");
        given.put("paddock.runner.stop-grace", "6h");
        given.put("paddock.runner.status-file", folder.resolve("tasks").toString());
        given.put("paddock.runner.pod", "runner-1");

        assertThat(settings().shift())
                .isEqualTo(new Shift(
                        Optional.of(Duration.ofSeconds(60)),
                        Duration.ofHours(6),
                        Optional.of(folder.resolve("tasks")),
                        Optional.of("runner-1")));
        assertThat(settings().runner().slots()).isEqualTo(1);
    }

    @Test
    void aGraceOfZeroIsNone() throws Exception {
        given.put("paddock.runner.stop-grace", "0");

        assertThat(settings().shift().grace()).isZero();
    }

    @Test
    void whatDoesNotFitTheShiftIsNamed() {
        assertRefused("paddock.runner.stop-grace", "-1s", "PADDOCK_RUNNER_STOP_GRACE is -1 s; use 0 s to 24 h.");
        assertRefused("paddock.runner.stop-grace", "25h", "PADDOCK_RUNNER_STOP_GRACE");
        assertRefused("paddock.runner.once-wait", "0", "PADDOCK_RUNNER_ONCE_WAIT is 0 s; use 1 s to 24 h.");
        assertRefused("paddock.runner.status-file", folder.resolve("none/tasks").toString(), "STATUS_FILE");
        assertRefused("paddock.runner.status-file", folder.toString(), "PADDOCK_RUNNER_STATUS_FILE");
        given.put("paddock.runner.once", "true");
        assertRefused("paddock.runner.slots", "2", "with PADDOCK_RUNNER_ONCE there is one task");
    }

    @Test
    void aMalformedKeyIsNotRepeated() {
        given.put("paddock.key", "almost-a-secret");

        assertThatThrownBy(this::settings).hasMessageNotContaining("almost-a-secret");
    }

    @Test
    void nothingPrintsTheKey() throws Exception {
        assertThat(settings().toString()).doesNotContain(KEY);
    }

    private void assertRefused(String name, @Nullable String value, String sentence) {
        String before = given.remove(name);
        if (value != null) {
            given.put(name, value);
        }
        assertThatThrownBy(this::settings).isInstanceOf(BadSettings.class).hasMessageContaining(sentence);
        given.remove(name);
        if (before != null) {
            given.put(name, before);
        }
    }

    private Settings settings() throws BadSettings {
        RunnerConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(given, "test", 100))
                .withMapping(RunnerConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .build()
                .getConfigMapping(RunnerConfig.class);
        return Settings.of(config, "0.1");
    }
}
