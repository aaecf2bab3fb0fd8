package dev.paddock.model.source;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A name service that is asked on threads of its own, and not waited for without end. Thread-safe.
///
/// The machine's is asked in native code, which keeps the processor of a virtual thread for as long as there is no
/// answer: a few names whose servers are silent would hold up everything that runs on virtual threads.
final class NameService implements SourceRules.Names {

    /// The machine's. Its own patience depends on its settings, and is seconds for each server.
    static final NameService OF_THE_MACHINE = new NameService(InetAddress::getAllByName, Duration.ofSeconds(10), 64);

    private final SourceRules.Names asked;
    private final Duration patience;
    private final ThreadPoolExecutor threads;

    /// @param patience how long an answer is waited for
    /// @param most how many names are asked for at once; what comes beyond has no answer
    NameService(SourceRules.Names asked, Duration patience, int most) {
        this.asked = asked;
        this.patience = patience;
        this.threads = new ThreadPoolExecutor(
                0,
                most,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("names-", 0).factory());
    }

    /// As the contract says; without an answer in time the host is unknown, too.
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        Future<InetAddress[]> answer;
        try {
            answer = threads.submit(() -> asked.resolve(host));
        } catch (RejectedExecutionException e) {
            throw new UnknownHostException(host + ": too many names are asked for");
        }
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new UnknownHostException(host + ": no answer within " + patience.toMillis() + " ms");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host + ": interrupted");
        } catch (ExecutionException e) {
            throw unknown(host, e.getCause());
        }
    }

    private static UnknownHostException unknown(String host, @Nullable Throwable cause) {
        if (cause instanceof UnknownHostException unknown) {
            return unknown;
        }
        UnknownHostException failed = new UnknownHostException(host + ": the name service failed");
        failed.initCause(cause);
        return failed;
    }
}
