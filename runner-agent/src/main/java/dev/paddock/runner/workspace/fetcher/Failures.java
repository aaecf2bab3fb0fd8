package dev.paddock.runner.workspace.fetcher;

import dev.paddock.model.run.FailureReason;
import dev.paddock.runner.workspace.fetcher.order.FetchFailed;
import dev.paddock.runner.workspace.fetcher.order.FetchOrder;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.RemoteRepositoryException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.URIish;

/// Turns what broke into what users read: whether another attempt may help, and a sentence.
final class Failures {

    private Failures() {}

    /// Whether the server says that it has no such object, or that it serves none by its id.
    ///
    /// @param local true for a folder of this machine
    static boolean isUnknownId(Throwable failure, ObjectId id, boolean local) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            var text = message(cause);
            if (text.contains(id.name()) || text.contains("not our ref")) {
                return !(cause instanceof CorruptObjectException);
            }
        }
        return hungUp(failure, local);
    }

    /// Some servers say nothing and end the answer: those for folders of this machine, and in older protocols.
    private static boolean hungUp(Throwable failure, boolean local) {
        return (local && (find(failure, EOFException.class).isPresent() || isBrokenPipe(failure)))
                || message(failure).contains("Starting read stage without written request");
    }

    /// A server in a folder of this machine is a thread at the other end of a pipe: whether its end is met in reading
    /// or in writing is chance.
    private static boolean isBrokenPipe(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            var text = message(cause);
            if (text.contains("Pipe closed") || text.contains("Pipe broken") || text.contains("end dead")) {
                return true;
            }
        }
        return false;
    }

    /// @param status the newest HTTP status, 0 where there was none
    static FetchFailed of(Throwable failure, FetchOrder order, int status) {
        var name = order.name();
        if (failure instanceof FetchFailed known) {
            return known;
        }
        if (isDiskFull(failure)) {
            return new FetchFailed(
                    FailureReason.SOURCE_UNAVAILABLE,
                    "The runner's disk is full, so that " + name + " could not be fetched; free space in its work"
                            + " folder.");
        }
        var other = find(failure, GuardedHttp.OtherHost.class);
        if (other.isPresent()) {
            return FetchFailed.refused("The server of " + name + " redirects to another host, "
                    + clean(message(other.get())) + "; register the repository with the URL it moved to.");
        }
        if (find(failure, GuardedHttp.NoGitServer.class).isPresent()) {
            return noRepository(name);
        }
        if (status >= 400 && status < 500 && status != 429) {
            return FetchFailed.refused("The server of " + name + " answers " + status
                    + ": the repository is not there or not open to this runner; check its URL and credential.");
        }
        return network(failure, name, status).or(() -> login(failure, name)).orElseGet(() -> repository(failure, name));
    }

    // The words are the system's. What a server says comes as another kind of exception.
    private static boolean isDiskFull(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            boolean local = cause.getClass() == IOException.class || cause instanceof FileSystemException;
            if (local && message(cause).contains("No space left on device")) {
                return true;
            }
        }
        return false;
    }

    private static Optional<FetchFailed> network(Throwable failure, String name, int status) {
        String what = null;
        if (status == 429 || status >= 500) {
            what = "answers " + status;
        } else if (find(failure, UnknownHostException.class).isPresent()) {
            what = "has an address no longer";
        } else if (find(failure, SocketTimeoutException.class).isPresent()) {
            what = "does not answer in time";
        } else if (find(failure, SSLException.class).isPresent()) {
            what = "has no TLS certificate that this runner trusts";
        } else if (find(failure, SocketException.class).isPresent()) {
            what = "cannot be reached";
        }
        return Optional.ofNullable(what)
                .map(said -> new FetchFailed(
                        FailureReason.SOURCE_UNAVAILABLE,
                        "The server of " + name + " " + said + "; check that it runs and that this runner may reach"
                                + " it."));
    }

    private static Optional<FetchFailed> login(Throwable failure, String name) {
        var text = message(failure);
        if (text.contains("Server key did not validate")) {
            return Optional.of(FetchFailed.refused(
                    "The SSH server of " + name + " is not in this runner's known_hosts; add its host key there."));
        }
        if (text.contains("Cannot log in")) {
            return Optional.of(FetchFailed.refused(
                    "The SSH server of " + name + " takes none of this runner's keys; register one of them there."));
        }
        return Optional.empty();
    }

    private static FetchFailed repository(Throwable failure, String name) {
        if (find(failure, NoRemoteRepositoryException.class).isPresent()
                || find(failure, NotSupportedException.class).isPresent()) {
            return noRepository(name);
        }
        var corrupt = find(failure, CorruptObjectException.class);
        if (corrupt.isPresent()) {
            return FetchFailed.refused("The repository " + name + " breaks a rule of git (" + rule(corrupt.get())
                    + "); remove the offending object from its history.");
        }
        if (find(failure, TooLargeObjectInPackException.class).isPresent()) {
            return FetchFailed.refused("The repository " + name + " holds an object that is too large; remove it.");
        }
        if (find(failure, MissingObjectException.class).isPresent()) {
            return FetchFailed.refused(
                    "The repository " + name + " lacks objects of its own history; repair it with git fsck.");
        }
        var said = find(failure, RemoteRepositoryException.class);
        if (said.isPresent()) {
            return FetchFailed.refused("The server of " + name + " refuses the fetch ("
                    + clean(withoutUri(message(said.get()))) + "); check the repository's URL and credential.");
        }
        return new FetchFailed(
                FailureReason.SOURCE_UNAVAILABLE,
                "The fetch of " + name + " broke off (" + failure.getClass().getSimpleName() + ": "
                        + clean(withoutUri(message(failure))) + "); look at the server's log.");
    }

    private static FetchFailed noRepository(String name) {
        return FetchFailed.refused(
                "There is no git repository at the clone URL of " + name + "; check the URL, or the folder's path.");
    }

    private static String rule(CorruptObjectException corrupt) {
        return clean(message(corrupt).toLowerCase(Locale.ROOT));
    }

    /// What a server said, in one line of bounded length.
    static String clean(String text) {
        var line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    // JGit puts the address before what it says.
    private static String withoutUri(String text) {
        int end = text.indexOf(": ");
        return end > 0 && text.substring(0, end).contains("/") && isAddress(text.substring(0, end))
                ? text.substring(end + 2)
                : text;
    }

    private static boolean isAddress(String text) {
        try {
            return new URIish(text).getPath() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
