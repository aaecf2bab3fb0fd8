package dev.paddock.runner.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.Scope;
import dev.paddock.model.source.SourceRules;
import dev.paddock.model.task.TaskRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/// Fetches in a temporary folder, and what tests say of it.
final class Fetching {

    private final Path temp;
    final Path work;
    Budget budget = Budget.DEFAULT;
    ChildJvm jvm = ChildJvm.ofThisJvm();

    String url = "";

    @Nullable
    String auth;

    @Nullable
    String base;

    @Nullable
    String branch = "main";

    Scope scope = Scope.FILES;
    List<String> only = List.of();
    Duration timeout = Duration.ofSeconds(60);

    Fetching(Path temp) throws IOException {
        this.temp = temp.toRealPath();
        this.work = this.temp.resolve("work");
        Files.writeString(this.temp.resolve("folders"), this.temp + "\n");
    }

    Fetching of(GitFixture source) {
        url = source.url();
        return this;
    }

    Workspaces workspaces() {
        var rules = new SourceRules(Set.of("http", "file"), true, temp.resolve("folders"));
        return new Workspaces(work, rules, budget, jvm);
    }

    Fetch fetch(String commit) throws InterruptedException {
        var repository = new TaskRepository("repo_1", "acme/shop", url, auth);
        return workspaces()
                .fetch(new FetchRequest("task-1", repository, commit, base, branch, scope, only, 1, timeout));
    }

    Workspace fetched(ObjectId commit) throws InterruptedException {
        var fetch = fetch(commit.name());
        assertThat(fetch).isInstanceOf(Fetch.Fetched.class);
        return ((Fetch.Fetched) fetch).workspace();
    }

    /// Fails unless it was refused for that reason, in one sentence, with nothing left on disk.
    String refused(String commit, FailureReason reason) throws InterruptedException {
        var fetch = fetch(commit);
        assertThat(fetch).isInstanceOf(Fetch.Refused.class);
        var refused = (Fetch.Refused) fetch;
        assertThat(refused.reason()).as(refused.message()).isEqualTo(reason);
        assertThat(refused.message()).endsWith(".").doesNotContain("\n");
        assertThat(work.resolve("task-1")).doesNotExist();
        return refused.message();
    }
}
