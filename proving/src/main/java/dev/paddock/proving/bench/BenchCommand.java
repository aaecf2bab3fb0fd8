package dev.paddock.proving.bench;

import dev.paddock.proving.site.Site;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.cli.Logging;
import dev.paddock.standalone.cli.Paddock;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `./paddock bench`.
@Command(name = "bench", description = "Measures Paddock on this machine.", mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.silence();
        Layout layout = Paddock.layout();
        Files.createDirectories(layout.data());
        try (Site site = Site.open(layout, Files.createTempDirectory(layout.data(), "bench"))) {
            System.out.println(site.startReplica(Map.of()).url());
        }
        return 0;
    }
}
