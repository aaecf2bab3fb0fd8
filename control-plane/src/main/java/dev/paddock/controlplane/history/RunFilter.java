package dev.paddock.controlplane.history;

import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.model.run.RunStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which runs somebody wants to see; null = any. All that is given must hold.
///
/// @param since created later than this
/// @param until created earlier than this
/// @param scope the caller's limits
record RunFilter(
        @Nullable String agent,
        @Nullable String repository,
        @Nullable RunStatus status,
        @Nullable Integer number,
        @Nullable String kind,
        @Nullable Instant since,
        @Nullable Instant until,
        Scope scope) {

    private static final List<String> KINDS = List.of("executed", "ingested");
    private static final List<String> STATUSES =
            Arrays.stream(RunStatus.values()).map(RunStatus::wire).toList();

    /// As the parameters say, within the caller's limits. What is wrong with them
    /// [Parameters#check] tells.
    static RunFilter of(Parameters parameters, Scope scope) {
        String status = parameters.word("status", STATUSES);
        return new RunFilter(
                parameters.text("agent_id"),
                parameters.text("repository_id"),
                status == null ? null : RunStatus.of(status),
                parameters.number("pr_number", 1, Integer.MAX_VALUE),
                parameters.word("kind", KINDS),
                parameters.time("since"),
                parameters.time("until"),
                scope);
    }

    /// Whose tallies hold what passes: those of single repositories, or the nameless ones of all
    /// together.
    String[] repositories() {
        List<String> within = scope.bindable();
        if (repository != null) {
            return scope.includes(repository) ? new String[] {repository} : new String[0];
        }
        return within == null ? new String[] {""} : within.toArray(new String[0]);
    }

    /// Whether it takes runs by a state that they leave.
    boolean wantsOpen() {
        return status != null && !status.isTerminal();
    }

    /// SQL over `run r`, each part after an `and`.
    String conditions() {
        StringBuilder sql = new StringBuilder(conditionsButTime());
        sql.append(since == null ? "" : " and r.created_at > :since");
        sql.append(until == null ? "" : " and r.created_at < :until");
        return sql.toString();
    }

    /// As [#conditions], for any time of creation.
    String conditionsButTime() {
        StringBuilder sql = new StringBuilder();
        sql.append(agent == null ? "" : " and r.agent_id = :agent");
        sql.append(repository == null ? "" : " and r.repository_id = :repository");
        sql.append(scope.limited() ? " and r.repository_id = any(:scope)" : "");
        sql.append(kind == null ? "" : " and r.kind = :kind");
        // As the index over pull requests has it.
        sql.append(
                number == null
                        ? ""
                        : " and r.pull_request is not null and (r.pull_request ->> 'number')::integer = :number");
        if (status != null) {
            sql.append(
                    status.isTerminal()
                            ? " and r.outcome = :status"
                            : " and r.completed_at is null and r.status = :status");
        }
        return sql.toString();
    }

    /// SQL for the runs that meet `condition`, to be found by it alone and then filtered.
    /// PostgreSQL does not know which of an agent, a repository and a time has the fewest runs, and
    /// takes a range with two ends for a short one.
    static String first(String condition) {
        return "(select * from run where " + condition + " offset 0)";
    }

    /// What the conditions name.
    Map<String, Object> values() {
        Map<String, Object> values = new HashMap<>();
        put(values, "agent", agent);
        put(values, "repository", repository);
        put(values, "kind", kind);
        put(values, "number", number);
        put(values, "status", status == null ? null : status.wire());
        put(values, "since", since);
        put(values, "until", until);
        put(values, "scope", scope.limited() ? repositories() : null);
        return values;
    }

    private static void put(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
    }
}
