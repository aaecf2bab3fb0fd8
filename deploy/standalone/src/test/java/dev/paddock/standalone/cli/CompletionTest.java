package dev.paddock.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
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
        List<String> explained = Pattern.compile("(?m)^\\| `(\\./paddock [a-z ]*[a-z])( [A-Z]+)*` \\|")
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
        assertThat(completed("bash", "r")).containsExactlyInAnyOrder("runs", "runners", "runner", "report", "review");
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

    /// Left out where there is no zsh, but not in CI, which installs it.
    @Test
    void zshCompletesOnATerminal() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/zsh")) || System.getenv("PADDOCK_CI") != null, "no zsh");

        assertThat(typed("paddock runs list --stat", "--status")).contains("paddock runs list --status");
        assertThat(typed("paddock gate w", "wait")).contains("paddock gate wait");
        assertThat(typed("paddock keys create x --role dev", "developer")).contains("--role developer");
    }

    /// What a terminal shows of `line` and a tab, up to `expected`, in a zsh that has read the script.
    private String typed(String line, String expected) throws Exception {
        Path completion = Files.writeString(folder.resolve("completion.zsh"), script("zsh"));
        Path program = Files.writeString(folder.resolve("type.zsh"), """
                zmodload zsh/zpty
                zpty shell zsh -f -i
                zpty -w shell "PS1=; source $1; print RE''ADY"
                zpty -r -m shell shown '*READY*'
                zpty -w -n shell "$2"$'\\t'
                zpty -r -m shell shown "*$3*"
                print -r -- "$shown"
                zpty -d shell
                """);
        ProcessBuilder builder = new ProcessBuilder(
                        "zsh", "-f", program.toString(), completion.toString(), line, expected)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("shown").toFile());
        builder.environment().putAll(Map.of("TERM", "dumb", "HOME", folder.toString(), "ZDOTDIR", folder.toString()));
        Process zsh = builder.start();
        boolean ended = zsh.waitFor(30, TimeUnit.SECONDS);
        zsh.destroyForcibly();
        String shown = Files.readString(folder.resolve("shown"));
        assertThat(ended)
                .as("zsh does not make %s of %s: %s", expected, line, shown)
                .isTrue();
        return shown;
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
