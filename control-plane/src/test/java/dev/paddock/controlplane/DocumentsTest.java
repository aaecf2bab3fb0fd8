package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.run.TaskState;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.event.RunnerEvent;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.runner.RunnerCommand;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The documents list what the code has, no more and no less.
class DocumentsTest {

    @Test
    void everyCodeIsExplained() throws IOException {
        assertThat(words("errors.md", 0))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::wire)
                        .toList());
    }

    @Test
    void everyStatusAndStateIsExplained() throws IOException {
        assertThat(words("state-machine.md", 0))
                .containsExactlyElementsOf(
                        Arrays.stream(RunStatus.values()).map(RunStatus::wire).toList());
        assertThat(words("state-machine.md", 1))
                .containsExactlyElementsOf(
                        Arrays.stream(TaskState.values()).map(TaskState::wire).toList());
    }

    @Test
    void everyReasonToHoldIsExplained() throws IOException {
        assertThat(words("state-machine.md", 2))
                .containsExactlyElementsOf(Arrays.stream(TaskStore.Hold.values())
                        .map(TaskStore.Hold::wire)
                        .toList());
    }

    @Test
    void everyEventIsExplained() throws Exception {
        assertThat(words("kafka.md", 2)).containsExactlyInAnyOrderElementsOf(types(RunEvent.class));
        assertThat(words("kafka.md", 3)).containsExactlyInAnyOrderElementsOf(types(RunnerEvent.class));
    }

    @Test
    void everyCommandIsExplained() throws Exception {
        assertThat(words("runner-control.md", 0)).containsExactlyInAnyOrderElementsOf(types(RunnerCommand.class));
    }

    @Test
    void everyCallOfARunnerIsExplained() throws IOException {
        List<String> calls = ResourceClasses.all().stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .flatMap(DocumentsTest::calls)
                .filter(call -> call.contains(" /api/runners"))
                .toList();
        String text = Files.readString(Path.of("..", "docs", "runner-protocol.md"));
        List<String> explained = Pattern.compile("(?m)^\\| `([A-Z]+ /\\S+)`")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(explained).containsExactlyInAnyOrderElementsOf(calls);
    }

    /// But for the one by which the launcher tells its children whose they are.
    @Test
    void everyVariableIsExplained() throws IOException {
        StringBuilder text = new StringBuilder(Files.readString(Path.of("..", "README.md")));
        try (Stream<Path> documents = Files.list(Path.of("..", "docs"))) {
            for (Path document :
                    documents.filter(file -> file.toString().endsWith(".md")).toList()) {
                text.append(Files.readString(document));
            }
        }
        List<String> settings = Pattern.compile("\\$\\{(PADDOCK_\\w+)")
                .matcher(Files.readString(Path.of("src/main/resources/application.properties")))
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.equals("PADDOCK_PARENT_PID"))
                .toList();

        assertThat(settings)
                .contains("PADDOCK_PORT")
                .allSatisfy(name -> assertThat(text).containsPattern("\\b" + name + "\\b"));
    }

    /// The method and path of an endpoint; nothing for another method.
    private static Stream<String> calls(Method method) {
        return Arrays.stream(method.getAnnotations())
                .flatMap(annotation ->
                        Stream.ofNullable(annotation.annotationType().getAnnotation(HttpMethod.class)))
                .map(verb -> verb.value()
                        + " "
                        + method.getDeclaringClass()
                                .getAnnotation(jakarta.ws.rs.Path.class)
                                .value()
                        + Optional.ofNullable(method.getAnnotation(jakarta.ws.rs.Path.class))
                                .map(jakarta.ws.rs.Path::value)
                                .orElse(""));
    }

    /// The words that the kinds of `sealed` have in their `type`.
    private static List<String> types(Class<?> sealed) throws ReflectiveOperationException {
        List<String> types = new ArrayList<>();
        for (Class<?> kind : sealed.getPermittedSubclasses()) {
            types.add((String) kind.getField("TYPE").get(null));
        }
        return types;
    }

    @Test
    void theDatabaseKnowsTheSameStates() throws IOException {
        String schema = Files.readString(Path.of("src/main/resources/db/migration/V1__ledger.sql"));
        for (TaskState state : TaskState.values()) {
            assertThat(schema).contains("'" + state.wire() + "'");
        }
        for (TaskStore.Hold hold : TaskStore.Hold.values()) {
            assertThat(schema).contains("'" + hold.wire() + "'");
        }
    }

    /// The first column of a document's `number`th table.
    private static List<String> words(String document, int number) throws IOException {
        String text = Files.readString(Path.of("..", "docs", document));
        String table = Pattern.compile("(?m)(^\\|.*\\n)+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList()
                .get(number);
        return Pattern.compile("(?m)^\\| `([a-z_.]+)`")
                .matcher(table)
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
