package dev.paddock.controlplane.audit;

import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.sql.Columns;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The SQL of the chain.
@Singleton
class ChainStore {

    /// The end of the chain.
    record Head(long no, byte[] hash) {}

    /// An entry in its place.
    record Chained(long no, Link link, byte[] hash) {}

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int BATCH = 1000;
    private static final String COLUMNS = "id, at, actor, address, action, object, details::text as details, trace_id";

    private final Jdbi jdbi;

    ChainStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Chains what was written since. Every replica does it; one at a time goes on with the chain.
    @Produces
    @Singleton
    Chore chaining() {
        return new Chore("audit chain", PAUSE, () -> extend(BATCH) == BATCH);
    }

    /// Adds up to `limit` visible entries to the chain; returns how many. Zero also while another replica does it.
    /// Writes nothing when there is nothing to add.
    @Transactional
    public int extend(int limit) {
        return jdbi.withHandle(handle -> {
            List<Link> links = unchained(handle, limit);
            Optional<Head> head = links.isEmpty() ? Optional.empty() : lock(handle);
            // Behind the lock once more: another replica may have chained them in between.
            return head.map(end -> extend(handle, end, unchained(handle, limit)))
                    .orElse(0);
        });
    }

    private static int extend(Handle handle, Head head, List<Link> links) {
        List<Long> ids = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        List<String> hashes = new ArrayList<>();
        long no = head.no();
        byte[] hash = head.hash();
        for (Link link : links) {
            no++;
            hash = link.hash(hash, no);
            ids.add(link.id());
            numbers.add(no);
            hashes.add(HexFormat.of().formatHex(hash));
        }
        handle.createUpdate("""
                        update audit_entry e set no = c.no, hash = decode(c.hash, 'hex')
                        from unnest(:ids, :numbers, :hashes) as c (id, no, hash) where e.id = c.id and e.no is null
                        """)
                .bindArray("ids", Long.class, ids)
                .bindArray("numbers", Long.class, numbers)
                .bindArray("hashes", String.class, hashes)
                .execute();
        handle.createUpdate("update audit_head set no = :no, hash = :hash")
                .bind("no", no)
                .bind("hash", hash)
                .execute();
        return links.size();
    }

    private static List<Link> unchained(Handle handle, int limit) {
        return handle.createQuery("select " + COLUMNS + " from audit_entry where no is null order by id limit :limit")
                .bind("limit", limit)
                .map((row, context) -> link(row))
                .list();
    }

    private static Optional<Head> lock(Handle handle) {
        return handle.createQuery("select no, hash from audit_head for update skip locked")
                .map((row, context) -> head(row))
                .findOne();
    }

    /// Where the chain ends now.
    Head head() {
        return jdbi.withHandle(handle -> handle.createQuery("select no, hash from audit_head")
                .map((row, context) -> head(row))
                .one());
    }

    /// The hash before the first entry.
    byte[] seed() {
        return jdbi.withHandle(handle -> handle.createQuery("select sha256('paddock audit log')")
                .mapTo(byte[].class)
                .one());
    }

    /// The entries behind `no`, up to `last`, in the chain's order.
    List<Chained> after(long no, long last, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select no, hash, " + COLUMNS
                        + " from audit_entry where no > :no and no <= :last order by no limit :limit")
                .bind("no", no)
                .bind("last", last)
                .bind("limit", limit)
                .map((row, context) -> new Chained(row.getLong("no"), link(row), row.getBytes("hash")))
                .list());
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(row.getLong("no"), row.getBytes("hash"));
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(
                row.getLong("id"),
                Columns.instant(row, "at"),
                row.getString("actor"),
                row.getString("address"),
                row.getString("action"),
                row.getString("object"),
                row.getString("details"),
                row.getString("trace_id"));
    }
}
