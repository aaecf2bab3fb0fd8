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

/// A test that sets what no program reads shows nothing, and nothing says so: the names of the server's settings that
/// tests and the drill use are those that there are.
class SettingNamesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"paddock\\.([a-z]+)\"\\)");
    private static final Pattern MEMBER =
            Pattern.compile("(?m)^    (?:Duration|int|long|short|boolean|double|String|Optional\\S*) (\\w+)\\(\\);");
    private static final Pattern USED = Pattern.compile("\"(PADDOCK_[A-Z_]+)\"");

    @Test
    void everySettingOfTheServerThatATestMakesIsOne() throws IOException {
        Set<String> settings = new TreeSet<>();
        Set<String> families = new TreeSet<>();
        for (String source : sources("control-plane/src/main/java")) {
            PREFIX.matcher(source).results().forEach(prefix -> {
                families.add("PADDOCK_" + upper(prefix.group(1)) + "_");
                MEMBER.matcher(source).results().forEach(member -> settings.add(name(prefix, member)));
            });
        }
        assertThat(settings).contains("PADDOCK_CLAIM_HAND_OUT_AGAIN", "PADDOCK_FLEET_LEASE");

        Set<String> used = Stream.of("e2e/src/test/java", "proving/src/main/java")
                .flatMap(folder -> sources(folder).stream())
                .flatMap(source -> USED.matcher(source).results())
                .map(match -> match.group(1))
                .filter(name -> families.stream().anyMatch(name::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(used).hasSizeGreaterThan(5).isSubsetOf(settings);
    }

    private static String name(MatchResult prefix, MatchResult member) {
        return "PADDOCK_" + upper(prefix.group(1)) + "_" + upper(member.group(1).replaceAll("([A-Z])", "_$1"));
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    private static List<String> sources(String folder) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".java"))
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
