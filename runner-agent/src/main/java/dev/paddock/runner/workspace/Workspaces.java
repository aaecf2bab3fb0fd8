package dev.paddock.runner.workspace;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.Scope;
import dev.paddock.model.source.SourceCheck;
import dev.paddock.model.source.SourceRules;
import dev.paddock.runner.workspace.fetcher.order.FetchAnswer;
import dev.paddock.runner.workspace.fetcher.order.FetchOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Fetches commits of hostile repositories, each in a child process and in a folder of its own. Thread-safe, for tasks
/// of different ids.
///
/// A fetch costs at most: the budget's bytes for the checked-out files, twice that for the fetched objects while it
/// runs, the child's heap, and the request's time.
public final class Workspaces {

    private static final Pattern TASK_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    // 50,000 files with their changed ranges take half of it, and in memory it takes twice as much.
    private static final long ANSWER_BYTES = 16L * 1024 * 1024;

    private final ObjectMapper json = new ObjectMapper();
    private final Path folder;
    private final SourceRules rules;
    private final Budget budget;
    private final ChildJvm jvm;

    /// @param folder holds the tasks' folders and nothing else; made when it is not there
    public Workspaces(Path folder, SourceRules rules, Budget budget, ChildJvm jvm) {
        this.folder = folder.toAbsolutePath().normalize();
        this.rules = rules;
        this.budget = budget;
        this.jvm = jvm;
    }

    /// Fetches one commit. On interruption, and on every answer but `Fetched`, no process and no file is left.
    ///
    /// Throws [IllegalArgumentException] for a task id that names no folder, [UncheckedIOException] when the work
    /// folder cannot be written.
    public Fetch fetch(FetchRequest request) throws InterruptedException {
        if (!TASK_ID.matcher(request.taskId()).matches()) {
            throw new IllegalArgumentException("not a task id");
        }
        var name = request.repository().name();
        var base = request.baseSha();
        if (!COMMIT.matcher(request.commitSha()).matches()
                || (base != null && !COMMIT.matcher(base).matches())) {
            return refused(
                    FailureReason.REF_NOT_FOUND,
                    "The commit or base asked for in " + name + " is no commit id; give all 40 hex digits.");
        }
        var auth = request.repository().auth();
        if (auth != null && auth.chars().anyMatch(Character::isISOControl)) {
            return refused(
                    FailureReason.SOURCE_REFUSED,
                    "The credential of " + name + " holds control characters; store it anew.");
        }
        return switch (rules.check(request.repository().url())) {
            case SourceCheck.Refused(var sentence) -> refused(FailureReason.SOURCE_REFUSED, sentence);
            case SourceCheck.Unreachable(var sentence) -> refused(FailureReason.SOURCE_UNAVAILABLE, sentence);
            case SourceCheck.Allowed source -> fetch(request, source);
        };
    }

    private Fetch fetch(FetchRequest request, SourceCheck.Allowed source) throws InterruptedException {
        var task = folder.resolve(request.taskId());
        boolean kept = false;
        try {
            var scratch = prepare(task);
            var answer = run(request, source, task, scratch);
            // The remote's address, its objects and whatever else the child wrote.
            Workspace.delete(scratch);
            kept = answer instanceof Fetch.Fetched;
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot work in " + task, e);
        } finally {
            if (!kept) {
                Workspace.delete(task);
            }
        }
    }

    private Path prepare(Path task) throws IOException {
        Files.createDirectories(folder);
        Workspace.delete(task);
        Files.createDirectory(task, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectory(task.resolve("tree"));
        var scratch = Files.createDirectory(task.resolve("fetch"));
        Files.createDirectory(scratch.resolve("git"));
        Files.createDirectory(scratch.resolve("home"));
        return scratch;
    }

    private Fetch run(FetchRequest request, SourceCheck.Allowed source, Path task, Path scratch)
            throws IOException, InterruptedException {
        var hosts = Files.writeString(scratch.resolve("hosts"), hosts(source));
        var process = new FetcherProcess(jvm.command(hosts, scratch.resolve("home")), scratch);
        var order = order(request, source.uri(), task, scratch);
        var name = request.repository().name();
        return switch (process.run(order, request.timeout(), budget.fetchedBytes())) {
            case BY_ITSELF -> read(Path.of(order.folders().answer()), task, name);
            case OUT_OF_MEMORY ->
                refused(
                        FailureReason.SOURCE_REFUSED,
                        "The repository " + name + " needs more than the " + jvm.heapMb()
                                + " MB of memory that a fetch may use; make its objects smaller.");
            case OVER_BUDGET ->
                refused(
                        FailureReason.SOURCE_REFUSED,
                        "Fetching the commit of " + name + " takes more than twice the budget of " + budget.megabytes()
                                + " MB; leave large files out of the repository.");
            case TIMED_OUT ->
                refused(
                        FailureReason.SOURCE_UNAVAILABLE,
                        "Fetching " + name + " took longer than "
                                + request.timeout().toSeconds()
                                + " s; check the server and the size of the repository.");
            case CRASHED -> broken(name);
        };
    }

    /// The child resolves these names and no other.
    private static String hosts(SourceCheck.Allowed source) {
        var host = source.uri().getHost();
        return source.addresses().stream()
                .map(address -> address.getHostAddress() + " " + host.toLowerCase(Locale.ROOT) + "\n")
                .collect(Collectors.joining());
    }

    private FetchOrder order(FetchRequest request, URI uri, Path task, Path scratch) {
        var ssh = jvm.ssh();
        return new FetchOrder(
                request.repository().name(),
                uri.toString(),
                request.repository().auth(),
                new FetchOrder.Wanted(
                        request.commitSha(), request.baseSha(), request.branch(), Math.max(1, request.depth())),
                request.scope() == Scope.ALL,
                request.only(),
                new FetchOrder.Limits(budget.files(), budget.bytes()),
                new FetchOrder.Folders(
                        scratch.resolve("git").toString(),
                        task.resolve("tree").toString(),
                        scratch.resolve("answer.json").toString(),
                        ssh == null ? null : ssh.toAbsolutePath().toString()));
    }

    private Fetch read(Path file, Path task, String name) throws IOException {
        if (!Files.exists(file)) {
            return broken(name);
        }
        if (Files.size(file) > ANSWER_BYTES) {
            return refused(
                    FailureReason.SOURCE_REFUSED,
                    "The change of " + name + " has too many parts to be listed; choose a base that is closer.");
        }
        var answer = json.readValue(file.toFile(), FetchAnswer.class);
        var failed = answer.failed();
        if (failed != null) {
            return refused(failed.reason(), failed.message());
        }
        var done = Objects.requireNonNull(answer.done(), "an answer is one or the other");
        return new Fetch.Fetched(new Workspace(task, task.resolve("tree"), done.commit(), done.files(), done.notes()));
    }

    private static Fetch broken(String name) {
        return refused(
                FailureReason.SOURCE_UNAVAILABLE,
                "The process that fetched " + name + " broke; look at the runner's memory and disk.");
    }

    private static Fetch refused(FailureReason reason, String message) {
        return new Fetch.Refused(reason, message);
    }
}
