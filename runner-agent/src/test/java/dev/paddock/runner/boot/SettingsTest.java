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

        assertThat(settings().key()).isEqualTo(KEY);
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
        assertRefused("paddock.runner.id", "a/b", "PADDOCK_RUNNER_ID");
        assertRefused("paddock.runner.slots", "0", "PADDOCK_RUNNER_SLOTS");
        assertRefused("paddock.runner.slots", "two", "PADDOCK_RUNNER_SLOTS is 'two'; use 1 to 256.");
        assertRefused("paddock.runner.slots", "99999999999", "PADDOCK_RUNNER_SLOTS");
        assertRefused("paddock.runner.containers", "podman", "use auto, docker or process");
        assertRefused("paddock.runner.tags", "no spaces", "PADDOCK_RUNNER_TAGS");
        assertRefused("paddock.runner.name", "Jörg", "PADDOCK_RUNNER_NAME");
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
