package dev.paddock.model.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedFoldersTest {

    @TempDir
    Path temp;

    Path listed;
    Path secret;
    Path list;
    SourceRules rules;

    @BeforeEach
    void twoFoldersOneListed() throws IOException {
        listed = Files.createDirectories(temp.toRealPath().resolve("listed"));
        secret = Files.createDirectories(temp.toRealPath().resolve("secret"));
        list = temp.resolve("folders");
        Files.writeString(list, "# folders\n\nrelative\n" + listed + "\n");
        rules = new SourceRules(Set.of("file"), false, list);
    }

    @Test
    void aListedFolderAndWhatIsBelowItIsAllowed() throws IOException {
        Files.createDirectories(listed.resolve("a/b"));
        assertThat(rules.check("file://" + listed)).isInstanceOf(SourceCheck.Allowed.class);
        assertThat(rules.check("file://" + listed + "/")).isInstanceOf(SourceCheck.Allowed.class);
        assertThat(rules.check("file:" + listed + "/a/b")).isInstanceOf(SourceCheck.Allowed.class);
        assertThat(rules.check("file://localhost" + listed + "/a"))
                .isInstanceOfSatisfying(SourceCheck.Allowed.class, allowed -> {
                    assertThat(Path.of(allowed.uri())).isEqualTo(listed.resolve("a"));
                    assertThat(allowed.addresses()).isEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"my repo", "it's \"quoted\"", "größe 日本", "50%25 off", "a%20b", "a+b", "gr%C3%B6%C3%9Fe"})
    void spacesQuotesAndOtherAlphabetsAreTakenAsTheyAre(String name) throws Exception {
        var folder = Files.createDirectories(listed.resolve(PercentCodec.decode(name)));
        assertThat(rules.check("file://" + listed + "/" + name))
                .isInstanceOfSatisfying(
                        SourceCheck.Allowed.class,
                        allowed -> assertThat(Path.of(allowed.uri())).isEqualTo(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../secret", "/%2e%2e/secret", "/a/../../secret", "x", "2", "/.."})
    void nothingOutsideIsAllowed(String rest) throws IOException {
        Files.createDirectories(listed.resolve("a"));
        Files.createDirectories(temp.resolve("listed2"));
        assertThat(rules.check("file://" + listed + rest)).isInstanceOf(SourceCheck.Refused.class);
    }

    @Test
    void aLinkOutOfAListedFolderIsRefused() throws IOException {
        Files.createSymbolicLink(listed.resolve("link"), secret);
        assertThat(rules.check("file://" + listed + "/link"))
                .isInstanceOfSatisfying(
                        SourceCheck.Refused.class,
                        refused -> assertThat(refused.sentence()).contains("not below"));
    }

    @Test
    void aListedLinkAllowsWhatItPointsTo() throws IOException {
        var link = Files.createSymbolicLink(temp.resolve("entry"), secret);
        Files.writeString(list, link + "\n");
        assertThat(rules.check("file://" + secret)).isInstanceOf(SourceCheck.Allowed.class);
        assertThat(rules.check("file://" + link))
                .isInstanceOfSatisfying(
                        SourceCheck.Allowed.class,
                        allowed -> assertThat(Path.of(allowed.uri())).isEqualTo(secret));
    }

    @Test
    void theListIsReadAnewAtEachCheck() throws IOException {
        assertThat(rules.check("file://" + secret)).isInstanceOf(SourceCheck.Refused.class);
        Files.writeString(list, secret + "\n", StandardOpenOption.APPEND);
        assertThat(rules.check("file://" + secret)).isInstanceOf(SourceCheck.Allowed.class);
        Files.delete(list);
        assertThat(rules.check("file://" + secret)).isInstanceOf(SourceCheck.Refused.class);
    }

    @Test
    void missingFoldersAndFilesAreNamedInsideAListedFolderOnly() throws IOException {
        Files.writeString(listed.resolve("file"), "");
        assertThat(sentence("file://" + listed + "/gone")).contains("There is no folder");
        assertThat(sentence("file://" + listed + "/file")).contains("There is no folder");
        assertThat(sentence("file://" + secret + "/gone")).contains("not below");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file://",
                "file:",
                "file:relative",
                "file://otherhost/srv",
                "file:///%00",
                "file:///%zz",
                "file:///%ff"
            })
    void malformedFileUrlsAreRefused(String url) {
        assertThat(rules.check(url)).isInstanceOf(SourceCheck.Refused.class);
    }

    private String sentence(String url) {
        return ((SourceCheck.Refused) rules.check(url)).sentence();
    }
}
