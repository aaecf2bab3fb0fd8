package dev.paddock.runner.workspace.fetcher;

import dev.paddock.runner.workspace.fetcher.order.FetchFailed;
import dev.paddock.runner.workspace.fetcher.order.FetchOrder;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/// The hostile repository, and the empty one of ours that takes its objects.
final class Remote implements AutoCloseable {

    // Servers keep the line busy while they work; one that is silent for so long is gone.
    private static final int SILENCE_SECONDS = 60;

    private final FetchOrder order;
    private final URI uri;
    private final GuardedHttp http;
    private final Repository local;

    Remote(FetchOrder order) throws IOException {
        this.order = order;
        this.uri = URI.create(order.uri());
        this.http = new GuardedHttp(uri);
        this.local = new FileRepositoryBuilder()
                .setGitDir(Path.of(order.folders().git()).toFile())
                .setBare()
                .build();
        local.create(true);
        var config = local.getConfig();
        config.setBoolean("core", null, "symlinks", false);
        config.setBoolean("fetch", null, "fsckObjects", true);
        // Both stand in the old history of honest repositories and do no harm.
        config.setBoolean("fsck", null, "allowLeadingZeroFileMode", true);
        config.setBoolean("fsck", null, "allowInvalidPersonIdent", true);
        // Serving a repository of this machine happens in this process, which is small.
        config.setInt("pack", null, "threads", 1);
        config.setString("pack", null, "windowMemory", "16m");
        config.setString("pack", null, "deltaCacheSize", "8m");
        config.setString("core", null, "streamFileThreshold", "8m");
        save(config);
    }

    private static void save(StoredConfig config) throws IOException {
        config.save();
    }

    /// Where fetched objects lie.
    Repository local() {
        return local;
    }

    /// The newest HTTP status of the server; 0 where none came.
    int lastStatus() {
        return http.lastStatus();
    }

    /// True for a folder of this machine.
    boolean isLocal() {
        return uri.getScheme().equals("file");
    }

    boolean has(ObjectId id) throws IOException {
        return local.getObjectDatabase().has(id);
    }

    /// True when the history behind the commit was not fetched.
    boolean isCut(ObjectId commit) throws IOException {
        return local.getObjectDatabase().getShallowCommits().contains(commit);
    }

    /// One commit to fetch.
    ///
    /// @param source a full ref name, or 40 hex digits
    /// @param target the local ref that keeps it
    record Want(String source, String target) {

        boolean isId() {
            return ObjectId.isId(source);
        }
    }

    /// True when all history of what was fetched is here, so that deepening shows nothing new.
    boolean isWhole() throws IOException {
        return local.getObjectDatabase().getShallowCommits().isEmpty();
    }

    /// Fetches what `wants` name and `depth` commits of its history, no tags. False when the server has no such ref.
    ///
    /// By the connection and not by `Transport.fetch`: that one believes a shallow pack to be incomplete as soon as
    /// objects are checked. What is really missing shows when the tree is walked.
    boolean fetch(List<Want> wants, int depth, ProgressMonitor watch) throws IOException, FetchFailed {
        try (var transport = open()) {
            transport.setTagOpt(TagOpt.NO_TAGS);
            transport.setTimeout(SILENCE_SECONDS);
            transport.setDepth(depth);
            var specs = wants.stream()
                    .filter(want -> !want.isId())
                    .map(want -> new RefSpec(want.source()))
                    .toList();
            // A server with a million refs need not tell them all: only those asked for, and HEAD.
            var connection = transport.openFetch(specs, Constants.HEAD);
            try {
                return fetch(connection, wants, watch);
            } finally {
                connection.close();
            }
        }
    }

    private boolean fetch(FetchConnection connection, List<Want> wants, ProgressMonitor watch) throws IOException {
        var refs = new ArrayList<Ref>();
        var kept = new LinkedHashMap<String, ObjectId>();
        for (var want : wants) {
            var ref = want.isId() ? named(want.source()) : connection.getRef(want.source());
            var id = ref == null ? null : ref.getObjectId();
            if (id == null) {
                return false;
            }
            refs.add(ref);
            kept.put(want.target(), id);
        }
        connection.fetch(watch, refs, Set.of());
        for (var entry : kept.entrySet()) {
            keep(entry.getValue(), entry.getKey());
        }
        return true;
    }

    private static Ref named(String id) {
        return new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, id, ObjectId.fromString(id));
    }

    /// So that the next fetch can tell the server what is here already.
    private void keep(ObjectId id, String target) throws IOException {
        if (has(id)) {
            var update = local.updateRef(Constants.R_REFS + "paddock/" + target);
            update.setNewObjectId(id);
            update.forceUpdate();
        }
    }

    private Transport open() throws FetchFailed, NotSupportedException, TransportException {
        var transport = Transport.open(local, address());
        if (transport instanceof TransportHttp web) {
            web.setHttpConnectionFactory(http);
            var auth = order.auth();
            if (auth != null) {
                web.setAdditionalHeaders(Map.of("Authorization", auth));
            }
        }
        if (transport instanceof SshTransport shell) {
            shell.setSshSessionFactory(SshSessions.of(order.folders()));
        }
        return transport;
    }

    private URIish address() {
        if (isLocal()) {
            return new URIish().setScheme("file").setPath(Path.of(uri).toString());
        }
        try {
            return new URIish(order.uri());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the parent checked the URL", e);
        }
    }

    @Override
    public void close() {
        local.close();
    }
}
