package dev.paddock.standalone.cli;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.stack.DataFolder;
import dev.paddock.standalone.stack.Shutdown;
import dev.paddock.standalone.stack.Stack;
import dev.paddock.standalone.stack.StackSettings;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;

/// `./paddock up`: the stack in the foreground until Ctrl-C.
@Command(
        name = "up",
        description = "Starts Paddock on this machine and runs it until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        Logging.silence();
        Layout layout = Paddock.layout();
        var settings = StackSettings.of(System.getenv());
        var folder = DataFolder.take(layout)
                .orElseThrow(() -> new CouldNotRun(
                        "Another Paddock runs on %s; stop it with Ctrl-C where it runs, or set PADDOCK_HOME to another folder."
                                .formatted(layout.data())));
        Logging.to(layout.logs());
        try (var ending = Shutdown.guard(0)) {
            ending.add(() -> System.err.println("Paddock has stopped."));
            var running = new Stack(layout, settings, ending, System.err::println).start(folder);
            System.out.println("Paddock runs at " + running.credentials().url());
            System.out.println("Credentials: " + layout.credentials());
            System.out.println("Kafka: " + running.kafka());
            System.out.println("Ctrl-C stops it.");
            String failure = running.failure().get();
            throw new CouldNotRun(failure);
        }
    }
}
