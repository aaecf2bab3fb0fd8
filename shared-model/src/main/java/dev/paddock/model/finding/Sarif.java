package dev.paddock.model.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A SARIF 2.1.0 log file: the members that Paddock reads or writes, under the standard's own names.
///
/// Absent lists and maps are read as empty ones, and members that are `null` in a list are left out, so a reader of a
/// hostile file has only absent values to look for.
///
/// @param schema where the format's JSON Schema is
/// @param version `2.1.0`
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Sarif(
        @JsonProperty("$schema") @Nullable String schema,
        @Nullable String version,
        @JsonInclude(JsonInclude.Include.ALWAYS) List<Run> runs) {

    /// The version that these records describe.
    public static final String VERSION = "2.1.0";

    /// The schema's public address.
    public static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    public Sarif {
        runs = solid(runs);
    }

    /// One run of one tool.
    ///
    /// @param originalUriBaseIds what the `uriBaseId`s of this run stand for
    /// @param artifacts files that a location names by `index`
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Run(
            @Nullable Tool tool,
            List<Invocation> invocations,
            Map<String, ArtifactLocation> originalUriBaseIds,
            List<Artifact> artifacts,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Result> results) {

        public Run {
            invocations = solid(invocations);
            originalUriBaseIds = solid(originalUriBaseIds);
            artifacts = solid(artifacts);
            results = solid(results);
        }
    }

    /// What made the results: a driver and what was plugged into it.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Tool(@Nullable ToolComponent driver, List<ToolComponent> extensions) {

        public Tool {
            extensions = solid(extensions);
        }
    }

    /// A tool or a plug-in of it, with the rules it knows.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ToolComponent(
            @Nullable String name,
            @Nullable String version,
            @Nullable String informationUri,
            List<Rule> rules,
            Map<String, Message> globalMessageStrings) {

        public ToolComponent {
            rules = solid(rules);
            globalMessageStrings = solid(globalMessageStrings);
        }
    }

    /// A rule, a `reportingDescriptor` in the standard's words.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Rule(
            @Nullable String id,
            @Nullable String name,
            @Nullable Message shortDescription,
            @Nullable Message fullDescription,
            @Nullable Message help,
            @Nullable String helpUri,
            Map<String, Message> messageStrings,
            @Nullable RuleConfiguration defaultConfiguration) {

        public Rule {
            messageStrings = solid(messageStrings);
        }
    }

    /// How a rule reports unless a result says otherwise.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record RuleConfiguration(@Nullable String level) {}

    /// How the tool was run and how that went.
    ///
    /// @param executionSuccessful false when the tool says that it could not do its work; absent counts as true
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Invocation(@Nullable Boolean executionSuccessful, List<Notification> toolExecutionNotifications) {

        public Invocation {
            toolExecutionNotifications = solid(toolExecutionNotifications);
        }
    }

    /// Something that the tool has to say about its own run.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Notification(
            @Nullable String level, @Nullable Message message) {}

    /// One finding.
    ///
    /// @param level `error`, `warning`, `note` or `none`; absent = the rule's
    /// @param kind absent = `fail`; any other kind is no finding unless `level` says so
    /// @param baselineState `absent` when the finding is gone
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Result(
            @Nullable String ruleId,
            @Nullable Integer ruleIndex,
            @Nullable RuleReference rule,
            @Nullable String level,
            @Nullable String kind,
            @Nullable String baselineState,
            @Nullable Message message,
            List<Location> locations,
            List<Fix> fixes,
            List<Suppression> suppressions,
            Map<String, String> fingerprints,
            Map<String, String> partialFingerprints) {

        public Result {
            locations = solid(locations);
            fixes = solid(fixes);
            suppressions = solid(suppressions);
            fingerprints = solid(fingerprints);
            partialFingerprints = solid(partialFingerprints);
        }
    }

    /// Names a rule of the driver, or of an extension where `toolComponent` is given.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record RuleReference(
            @Nullable String id,
            @Nullable Integer index,
            @Nullable ToolComponentReference toolComponent) {}

    /// Names an extension by its place in [Tool#extensions].
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ToolComponentReference(@Nullable Integer index) {}

    /// A text, or the `id` of a rule's text whose `{0}`, `{1}` … stand for `arguments`.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Message(
            @Nullable String text,
            @Nullable String markdown,
            @Nullable String id,
            List<String> arguments) {

        public Message {
            arguments = solid(arguments);
        }

        /// A plain text.
        public static Message of(String text) {
            return new Message(text, null, null, List.of());
        }
    }

    /// A place in a file.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Location(@Nullable PhysicalLocation physicalLocation) {}

    /// A file and a region of it.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record PhysicalLocation(
            @Nullable ArtifactLocation artifactLocation,
            @Nullable Region region) {}

    /// A file's percent-encoded URI, relative to what `uriBaseId` stands for, or its place in [Run#artifacts].
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ArtifactLocation(
            @Nullable String uri,
            @Nullable String uriBaseId,
            @Nullable Integer index) {}

    /// Lines and columns, 1-based; the end column is exclusive.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Region(
            @Nullable Integer startLine,
            @Nullable Integer startColumn,
            @Nullable Integer endLine,
            @Nullable Integer endColumn) {}

    /// A file of the run.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Artifact(@Nullable ArtifactLocation location) {}

    /// A way to mend the finding.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Fix(@Nullable Message description) {}

    /// Says that somebody decided against the finding.
    ///
    /// @param status `accepted` (also when absent), `underReview` or `rejected`
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Suppression(
            @Nullable String kind, @Nullable String status) {}

    private static <T> List<T> solid(@Nullable List<T> read) {
        return read == null ? List.of() : read.stream().filter(Objects::nonNull).toList();
    }

    private static <V> Map<String, V> solid(@Nullable Map<String, V> read) {
        if (read == null) {
            return Map.of();
        }
        var kept = new LinkedHashMap<String, V>(read);
        kept.values().removeIf(Objects::isNull);
        return Collections.unmodifiableMap(kept);
    }
}
