package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What sets what no program reads does nothing, and nothing says so: the names of settings that manifests, tests and
/// the drill use are those that there are.
class SettingNamesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"paddock\\.([a-z]+)\"\\)");
    private static final Pattern MEMBER =
            Pattern.compile("(?m)^    (?:Duration|int|long|short|boolean|double|String|Optional\\S*) (\\w+)\\(\\);");
    private static final Pattern NAMED = Pattern.compile("\\$\\{(PADDOCK_[A-Z0-9_]+)[:}]");
    private static final Pattern USED = Pattern.compile("\"(PADDOCK_[A-Z0-9_]+)\"");

    /// The agent's settings, by what they are about.
    private static final Pattern GROUP = Pattern.compile("(?ms)^    interface (\\w+) \\{(.*?)^    }");

    private static final Pattern OF_AGENT = Pattern.compile("(?m)^ {4,8}[\\w<>]+ (\\w+)\\(\\);");
    private static final Pattern ANY = Pattern.compile("PADDOCK_[A-Z0-9_]+");
    private static final Pattern COMPOSED = Pattern.compile("(?m)^ +(PADDOCK_[A-Z0-9_]+):");

    private final Set<String> settings = new TreeSet<>();
    private final Set<String> families = new TreeSet<>();

    SettingNamesTest() {
        for (String source : sources("control-plane/src/main/java", ".java")) {
            PREFIX.matcher(source).results().forEach(prefix -> {
                families.add("PADDOCK_" + upper(prefix.group(1)) + "_");
                MEMBER.matcher(source).results().forEach(member -> settings.add(name(prefix.group(1), member)));
            });
        }
        // Those with a shorter name, and the agent's.
        NAMED.matcher(read(ROOT.resolve("control-plane/src/main/resources/application.properties")))
                .results()
                .forEach(named -> settings.add(named.group(1)));
        String agent = read(ROOT.resolve("runner-agent/src/main/java/dev/paddock/runner/boot/RunnerConfig.java"));
        GROUP.matcher(agent)
                .results()
                .forEach(group -> OF_AGENT.matcher(group.group(2))
                        .results()
                        .forEach(member -> settings.add(name(group.group(1), member))));
        OF_AGENT.matcher(GROUP.matcher(agent).replaceAll(""))
                .results()
                .forEach(member -> settings.add("PADDOCK" + words(member.group(1))));
    }

    @Test
    void theyAreKnown() {
        assertThat(settings)
                .contains(
                        "PADDOCK_CLAIM_HAND_OUT_AGAIN",
                        "PADDOCK_FLEET_LEASE",
                        "PADDOCK_S3_BUCKET",
                        "PADDOCK_ENROLMENT_KEY_FILE",
                        "PADDOCK_RUNNER_STATUS_FILE");
    }

    @Test
    void everySettingThatIsDeployedIsOne() {
        Set<String> deployed = new TreeSet<>();
        for (String folder : List.of("base", "components", "overlays")) {
            sources("deploy/kubernetes/" + folder, ".yaml")
                    .forEach(source -> ANY.matcher(source).results().forEach(name -> deployed.add(name.group())));
        }
        COMPOSED.matcher(read(ROOT.resolve("deploy/compose/compose.yaml")))
                .results()
                .forEach(name -> deployed.add(name.group(1)));
        for (String program : List.of("control-plane", "runner-agent")) {
            sources("deploy/images/" + program, "Dockerfile")
                    .forEach(source -> ANY.matcher(source).results().forEach(name -> deployed.add(name.group())));
        }
        assertThat(deployed).hasSizeGreaterThan(30).isSubsetOf(settings);
    }

    @Test
    void everySettingOfTheServerThatATestMakesIsOne() {
        Set<String> used = Stream.of("e2e/src/test/java", "proving/src/main/java")
                .flatMap(folder -> sources(folder, ".java").stream())
                .flatMap(source -> USED.matcher(source).results())
                .map(match -> match.group(1))
                .filter(name -> families.stream().anyMatch(name::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(used).hasSizeGreaterThan(5).isSubsetOf(settings);
    }

    private static String name(String group, MatchResult member) {
        return "PADDOCK_" + upper(group) + words(member.group(1));
    }

    /// `statusFile` as `_STATUS_FILE`.
    private static String words(String member) {
        return upper(member.replaceAll("(^.|[A-Z])", "_$1"));
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    private static List<String> sources(String folder, String suffix) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .map(SettingNamesTest::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
