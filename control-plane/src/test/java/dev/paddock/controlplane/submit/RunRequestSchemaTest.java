package dev.paddock.controlplane.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.paddock.controlplane.http.JsonRules;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.event.RunRequested;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.source.RefName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// docs/schemas/run-request.schema.json says what the server does.
class RunRequestSchemaTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern EXAMPLE = Pattern.compile("\\{\"version\": ?1, \"request_key\".*?}}(?=\\s*['`\\n])");

    private final String text = read(DOCS.resolve("schemas/run-request.schema.json"));
    private final Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(text);
    private final ObjectMapper json = new ObjectMapper().findAndRegisterModules();

    @BeforeEach
    void readAsTheServerDoes() {
        new JsonRules().customize(json);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleOfTheDocumentsIsAccepted(String example) throws IOException {
        assertThat(errors(example)).isEmpty();
        assertThat(SubmissionRules.complete(
                        json.readValue(example, RunRequested.class).run()))
                .isNotNull();
    }

    static List<String> examples() {
        List<String> examples = Stream.of(Path.of("..", "README.md"), DOCS.resolve("kafka.md"))
                .flatMap(file -> EXAMPLE.matcher(read(file)).results())
                .map(match -> match.group())
                .toList();
        assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
        return examples;
    }

    @ParameterizedTest
    @ValueSource(strings = {"60.0", "6e1", "0.6E+2", "600e-1"})
    void aWholeNumberIsOneHoweverItIsWritten(String sixty) throws IOException {
        String request = """
                {"version": %1$s, "request_key": "k", "run": {"repository": "a/b",
                 "timeout_seconds": %2$s, "pull_request": {"number": %2$s}}}""".formatted("1.0", sixty);

        assertThat(errors(request)).isEmpty();
        RunRequested read = json.readValue(request, RunRequested.class);
        assertThat(read.version()).isEqualTo(RunRequested.VERSION);
        RunSpec run = SubmissionRules.complete(read.run());
        assertThat(run.timeoutSeconds()).isEqualTo(60);
        assertThat(run.pullRequest()).extracting(RunSpec.PullRequest::number).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'repository': ''",
                "'repository': 'a/b', 'commit': 'abc'",
                "'repository': 'a/b', 'commit': '0123456789ABCDEF0123456789ABCDEF01234567'",
                "'repository': 'a/b', 'branch': '-x'",
                "'repository': 'a/b', 'branch': 'a b'",
                "'repository': 'a/b', 'branch': 'a..b'",
                "'repository': 'a/b', 'branch': 'a~b'",
                "'repository': 'a/b', 'branch': 'a@{b'",
                "'repository': 'a/b', 'branch': 'a.lock'",
                "'repository': 'a/b', 'branch': 'a.lock/b'",
                "'repository': 'a/b', 'branch': 'a/.b'",
                "'repository': 'a/b', 'branch': '.a'",
                "'repository': 'a/b', 'branch': 'a/'",
                "'repository': 'a/b', 'branch': 'a//b'",
                "'repository': 'a/b', 'branch': 'a.'",
                "'repository': 'a/b', 'branch': 'a\\u0001b'",
                "'repository': 'a/b', 'branch': ''",
                "'repository': 'a/b', 'base': 'a..~b'",
                "'repository': 'a/b', 'base': 'a..b'",
                "'repository': 'a/b', 'concurrency_group': ''",
                "'repository': 'a/b', 'concurrency_group': ' '",
                "'repository': 'a/b', 'tags': ['Big']",
                "'repository': 'a/b', 'tags': ['1', '2', '3', '4', '5', '6', '7', '8', '9']",
                "'repository': 'a/b', 'files': ['/etc/passwd']",
                "'repository': 'a/b', 'files': ['a/../b']",
                "'repository': 'a/b', 'files': ['a//b']",
                "'repository': 'a/b', 'files': ['./a']",
                "'repository': 'a/b', 'files': ['a/.']",
                "'repository': 'a/b', 'files': [5]",
                "'repository': 'a/b', 'branch': 5",
                "'repository': 'a/b', 'timeout_seconds': 9",
                "'repository': 'a/b', 'timeout_seconds': 21601",
                "'repository': 'a/b', 'timeout_seconds': 60.5",
                "'repository': 'a/b', 'timeout_seconds': 6e-1",
                "'repository': 'a/b', 'timeout_seconds': 1e1000",
                "'repository': 'a/b', 'pull_request': {'number': 1.5}",
                "'repository': 'a/b', 'pull_request': {'number': 0.0}",
                "'repository': 'a/b', 'pull_request': {'number': 2147483648.0}",
                "'repository': 'a/b', 'pull_request': {'number': 1e10}",
                "'repository': 'a/b', 'timeout_seconds': '60'",
                "'repository': 'a/b', 'priority': 'urgent'",
                "'repository': 'a/b', 'scope': 'some'",
                "'repository': 'a/b', 'trigger': {'event': 'x'}",
                "'repository': 'a/b', 'trigger': {'type': 'x'}",
                "'repository': 'a/b', 'trigger': {'type': 'retry'}",
                "'repository': 'a/b', 'trigger': {'type': 'ingest'}",
                "'repository': 'a/b', 'config': {'gate': {}}",
                "'repository': 'a/b', 'config': {'review_style': 'x'}",
                "'repository': 'a/b', 'not_before': true",
                "'repository': 'a/b', 'not_before': 1900000000",
                "'commit': '0123456789abcdef0123456789abcdef01234567'"
            })
    void whatTheServerRefusesTheSchemaRefuses(String members) {
        String request = "{'version': 1, 'request_key': 'k', 'run': {%s}}"
                .formatted(members)
                .replace('\'', '"');

        assertThat(errors(request)).isNotEmpty();
        assertThatThrownBy(() -> SubmissionRules.complete(
                        json.readValue(request, RunRequested.class).run()))
                .isInstanceOfAny(ProblemException.class, JacksonException.class);
    }

    /// Of what git itself has in it, JGit leaves out parts within a name that end in `.lock`, and options.
    @Test
    void allAgreeOnTheNamesOfBranches() throws IOException {
        Random random = new Random(4);
        List<String> parts = List.of(
                "a",
                "b",
                "/",
                ".",
                "..",
                "-",
                "@",
                "{",
                "}",
                ".lock",
                "~",
                "^",
                ":",
                "?",
                "*",
                "[",
                "]",
                "\\",
                " ",
                "\u0001",
                "\u007f",
                "\u00a0",
                "\u2028",
                "refs/heads/",
                "HEAD");
        for (int i = 0; i < 20_000; i++) {
            String name = IntStream.range(0, 1 + random.nextInt(5))
                    .mapToObj(nth -> parts.get(random.nextInt(parts.size())))
                    .collect(Collectors.joining());
            boolean taken = Repository.isValidRefName("refs/heads/" + name)
                    && !name.startsWith("-")
                    && !name.contains(".lock/");
            assertThat(RefName.isValid(name)).as(name).isEqualTo(taken);
            String request = json.writeValueAsString(Map.of(
                    "version",
                    1,
                    "request_key",
                    "k",
                    "run",
                    Map.of("repository", "a/b", "branch", name, "base", name)));
            assertThat(errors(request).isEmpty()).as(name).isEqualTo(taken);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'request_key': 'k', 'run': {'repository': 'a/b'}}",
                "{'version': 2, 'request_key': 'k', 'run': {'repository': 'a/b'}}",
                "{'version': 1, 'run': {'repository': 'a/b'}}",
                "{'version': 1, 'request_key': ' ', 'run': {'repository': 'a/b'}}",
                "{'version': 1, 'request_key': 'k'}",
                "[]"
            })
    void aRequestWithoutItsFrameIsRefused(String request) {
        assertThat(errors(request.replace('\'', '"'))).isNotEmpty();
    }

    @Test
    void everyMemberThatTheServerReadsIsInTheSchema() throws IOException {
        JsonNode root = json.readTree(text);

        assertThat(members(root)).containsExactlyInAnyOrderElementsOf(members(RunRequested.class));
        JsonNode run = root.at("/$defs/run");
        assertThat(members(run)).containsExactlyInAnyOrderElementsOf(members(RunSpec.class));
        assertThat(members(run.at("/properties/pull_request")))
                .containsExactlyInAnyOrderElementsOf(members(RunSpec.PullRequest.class));
        assertThat(members(run.at("/properties/trigger")))
                .containsExactlyInAnyOrderElementsOf(members(RunSpec.Trigger.class));
    }

    private List<Error> errors(String request) {
        return schema.validate(request, InputFormat.JSON);
    }

    private static List<String> members(JsonNode object) {
        Iterable<String> names = () -> object.get("properties").fieldNames();
        return StreamSupport.stream(names.spliterator(), false).toList();
    }

    private List<String> members(Class<?> type) {
        return json.getSerializationConfig().introspect(json.constructType(type)).findProperties().stream()
                .map(BeanPropertyDefinition::getName)
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
