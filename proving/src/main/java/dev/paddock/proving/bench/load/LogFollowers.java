package dev.paddock.proving.bench.load;

import dev.paddock.model.task.RunnerTask;
import dev.paddock.model.task.TaskPhase;
import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Callers that follow the log of one running run, each on a bare connection of its own.
public final class LogFollowers implements AutoCloseable {

    private static final String LANE = "followed";
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final int PATIENCE_SECONDS = 60;

    private final List<Socket> sockets = new ArrayList<>();
    private final CountDownLatch begun;
    private final CountDownLatch told;

    /// They begin to follow a run that a runner has just begun.
    ///
    /// @return once each of them has got the log's first 50 lines
    public LogFollowers(Site site, int count, URI url) throws IOException, InterruptedException {
        begun = new CountDownLatch(count);
        told = new CountDownLatch(count);
        try (var submitter = new Submitter(site, url, LANE);
                var runner = site.runners(1).runner(LANE + "-runner", 1, List.of(LANE), url)) {
            NoOpRunners.ok(() -> runner.register());
            String run = submitter.submit();
            RunnerTask task = NoOpRunners.ok(() -> runner.pending(1, WAIT)).getFirst();
            NoOpRunners.ok(() -> runner.status(task, TaskPhase.REVIEWING));
            byte[] call = Connection.call(
                    "GET",
                    "/v1/runs/" + run + "/logs/stream",
                    "",
                    "Accept: text/event-stream",
                    "Authorization: Bearer " + site.adminKey().text());
            for (int i = 0; i < count; i++) {
                var socket = new Socket(url.getHost(), url.getPort());
                sockets.add(socket);
                socket.getOutputStream().write(call);
                Thread.startVirtualThread(() -> follow(socket));
            }
            expect(begun, "begun to follow");
            NoOpRunners.log(runner, task);
            expect(told, "got the lines");
        }
    }

    private static void expect(CountDownLatch latch, String what) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new CouldNotRun("%d followers have not %s after %d s; the server's log may have the reason."
                    .formatted(latch.getCount(), what, PATIENCE_SECONDS));
        }
    }

    private void follow(Socket socket) {
        String last = "line " + (NoOpRunners.LINES - 1) + ":";
        try (var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            // The status line: the rest of the stream comes when there is something to tell.
            if (String.valueOf(lines.readLine()).contains(" 200 ")) {
                begun.countDown();
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(last)) {
                    told.countDown();
                }
            }
        } catch (IOException e) {
            // Closed below, or broken: then it was not told, which is noticed.
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
