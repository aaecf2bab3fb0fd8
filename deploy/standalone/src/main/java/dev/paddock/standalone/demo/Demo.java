package dev.paddock.standalone.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.run.RunView;
import dev.paddock.model.run.Scope;
import dev.paddock.model.run.TriggerType;
import dev.paddock.standalone.client.PaddockClient;
import dev.paddock.standalone.client.Refused;
import dev.paddock.standalone.source.Source;
import dev.paddock.standalone.stack.Shutdown;
import dev.paddock.standalone.terminal.Ending;
import dev.paddock.standalone.terminal.FindingsTable;
import dev.paddock.standalone.terminal.Printable;
import dev.paddock.standalone.terminal.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/// The main job: one repository, one run, and what it found. Everything goes over HTTP as any caller's would.
public final class Demo {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PaddockClient client;
    private final Shutdown ending;
    private final Terminal terminal;
    private final Progress progress;
    private final PrintStream out;

    /// @param ending cancels the run when this command is ended before it
    /// @param out gets the findings and the verdict
    public Demo(PaddockClient client, Shutdown ending, Terminal terminal, Progress progress, PrintStream out) {
        this.client = client;
        this.ending = ending;
        this.terminal = terminal;
        this.progress = progress;
        this.out = out;
    }

    /// What a person asked for.
    ///
    /// @param all every file instead of those of a change
    /// @param json the run's details and nothing else
    /// @param patience how long this command waits for the end of the run
    public record Request(Source source, boolean all, boolean json, Duration patience) {}

    /// Submits, follows and shows one run. Throws [Refused] when the control plane says no, [IOException] when it
    /// does not answer.
    public Ending run(Request request) throws IOException, InterruptedException {
        var repository = client.register(request.source().url());
        RunView submitted = client.submit(spec(request, repository.id()));
        RunId id = submitted.id();
        Runnable cancellation = ending.add(() -> cancel(id));
        progress.step("run " + id + " of " + repository.name());
        Optional<RunView> over = new Follow(client, progress).toTheEnd(id, request.patience());
        ending.drop(cancellation);
        progress.done();
        Ending result = over.isPresent() ? Ending.of(client.gate(id), over.get()) : Ending.waitRanOut();
        if (request.json()) {
            printJson(id);
        } else {
            print(over.orElse(submitted), result);
        }
        return result;
    }

    private static RunSpec spec(Request request, String repository) {
        Source source = request.source();
        Scope scope = request.all() ? Scope.ALL : source.base() == null ? Scope.FILES : Scope.LINES;
        return new RunSpec(
                null,
                repository,
                source.branch(),
                source.commit(),
                source.base(),
                null,
                new RunSpec.Trigger(TriggerType.MANUAL, null),
                scope,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private void print(RunView run, Ending result) {
        var results = run.results();
        if (results != null && !results.issues().isEmpty()) {
            new FindingsTable(terminal).lines(results.issues()).forEach(out::println);
            out.println();
        }
        out.println(result.sentence());
        out.println(PhaseTimes.line(run));
        out.println(Printable.of(run.url()));
    }

    private void printJson(RunId id) throws IOException, InterruptedException {
        var document = JSON.readTree(client.runJson(id));
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    }

    private void cancel(RunId id) {
        try {
            progress.done();
            client.cancel(id);
            progress.step("The run " + id + " was cancelled.");
        } catch (IOException | Refused e) {
            progress.step("The run " + id + " could not be cancelled: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
