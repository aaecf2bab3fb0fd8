package dev.paddock.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompletionTest {

    /// `up` and `runner` go on until they are told to stop, and `completion` is a script.
    private static final Set<String> WITHOUT_AN_ANSWER = Set.of("up", "completion");

    @TempDir
    private Path folder;

    @Test
    void everyCommandWithAnAnswerHasItAsJson() {
        assertThat(leaves(Paddock.all()))
                .hasSizeGreaterThan(15)
                .filteredOn(command -> !WITHOUT_AN_ANSWER.contains(command.getCommandName()))
                .allSatisfy(command -> assertThat(command.getCommandSpec().optionsMap())
                        .as(command.getCommandSpec().qualifiedName())
                        .containsKeys("--json", "--help"));
    }

    @Test
    void everyCommandSaysWhatItIsFor() {
        assertThat(leaves(Paddock.all()))
                .allSatisfy(command -> assertThat(
                                command.getCommandSpec().usageMessage().description())
                        .isNotEmpty());
    }

    @Test
    void everyCommandIsInItsDocument() throws Exception {
        List<String> explained = Pattern.compile("(?m)^\\| `(\\./paddock [a-z ]*[a-z])( [A-Z]+)?` \\|")
                .matcher(Files.readString(Path.of("../../docs/cli.md")))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(explained)
                .containsExactlyInAnyOrderElementsOf(leaves(Paddock.all()).stream()
                        .map(command -> command.getCommandSpec().qualifiedName())
                        .toList());
    }

    @Test
    void bashCompletesCommandsOptionsAndTheirValues() throws Exception {
        assertThat(completed("bash", "r")).containsExactlyInAnyOrder("runs", "runners", "runner");
        assertThat(completed("bash", "runs", "")).contains("list", "view", "watch", "logs", "cancel", "retry");
        assertThat(completed("bash", "runs", "list", "--st")).containsExactly("--status");
        assertThat(completed("bash", "runs", "list", "--status", "")).contains("queued", "success");
        assertThat(completed("bash", "dr")).containsExactly("drill");
    }

    @Test
    void theScriptForZshLoadsItsCompletionFirst() {
        assertThat(script("zsh"))
                .startsWith("autoload -U +X compinit && compinit")
                .contains("bashcompinit");
    }

    @Test
    void anotherShellIsUsage() {
        assertThat(Paddock.run("completion", "fish")).isEqualTo(2);
    }

    /// What bash offers for the last of `words` after `./paddock`.
    private List<String> completed(String shell, String... words) throws Exception {
        Path script = Files.writeString(folder.resolve("completion"), script(shell));
        String line = "paddock " + String.join(" ", words);
        String asked = """
                source %s
                COMP_WORDS=(%s%s) COMP_CWORD=%d COMP_LINE='%s' COMP_POINT=%d
                # compopt, which asks for spaces and the like, works for keys that are pressed only.
                compopt() { :; }
                _complete_paddock
                printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(
                        script, line, words[words.length - 1].isEmpty() ? "''" : "", words.length, line, line.length());
        Process bash = new ProcessBuilder("bash", "--norc", "-c", asked)
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        return said.lines().map(String::strip).filter(word -> !word.isEmpty()).toList();
    }

    private static String script(String shell) {
        PrintStream before = System.out;
        var out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(Paddock.run("completion", shell)).isZero();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<CommandLine> leaves(CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            return List.of(command);
        }
        return command.getSubcommands().values().stream()
                .flatMap(sub -> leaves(sub).stream())
                .toList();
    }
}
