package dev.paddock.controlplane.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.sql.Outages;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A member of a consumer group over topics of events: each record is handled at least once, at one of the replicas,
/// those of a subject in their order but for repeats.
///
/// Offsets are committed after the handler is done. While the ledger is away the batch waits and is tried again; a
/// record that cannot be read, or that fails by itself, goes to the dead letters and holds up none behind it.
final class GroupFeed implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(GroupFeed.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    // Less than the server waits for the loop's end.
    private static final Duration LEAVE = Duration.ofSeconds(2);
    private static final int VERSION = 1;

    private final Group group;
    private final GroupFeeds feeds;
    private final Loop loop;
    private volatile @Nullable Consumer<String, String> consumer;

    private GroupFeed(Group group, GroupFeeds feeds) {
        this.group = group;
        this.feeds = feeds;
        this.loop = Loop.prepare(group.name(), POLL, this::take);
    }

    static GroupFeed start(Group group, GroupFeeds feeds) {
        GroupFeed feed = new GroupFeed(group, feeds);
        feed.loop.start();
        return feed;
    }

    @Override
    public void close() {
        loop.close();
        // A loop that was between two turns has not left.
        Consumer<String, String> open = consumer;
        if (open != null) {
            leave(open);
        }
    }

    private boolean take() throws Exception {
        Consumer<String, String> open = consumer;
        try {
            feeds.topics().await();
            if (open == null) {
                open = feeds.clients().consumer(group.name());
                open.subscribe(group.topics());
                consumer = open;
            }
            ConsumerRecords<String, String> batch = open.poll(POLL);
            if (!batch.isEmpty()) {
                handle(read(batch));
                open.commitSync();
            }
            return true;
        } catch (Exception e) {
            // The batch comes again from its last committed offset.
            consumer = null;
            if (open != null) {
                leave(open);
            }
            throw e;
        }
    }

    private Map<ConsumerRecord<String, String>, Happening> read(Iterable<ConsumerRecord<String, String>> batch)
            throws Exception {
        Map<ConsumerRecord<String, String>, Happening> read = new LinkedHashMap<>();
        for (ConsumerRecord<String, String> record : batch) {
            try {
                read.put(record, happening(record));
            } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
                LOG.debugf(e, "not an event: %s", record);
                feeds.deadLetters()
                        .bury(
                                record,
                                "The record is no event of version " + VERSION + "; docs/kafka.md has its shape.");
            }
        }
        return read;
    }

    private Happening happening(ConsumerRecord<String, String> record) throws JsonProcessingException {
        JsonNode root = feeds.json().readTree(Objects.requireNonNullElse(record.value(), "null"));
        String type = root.path("event").path("type").asText();
        if (root.path("version").asInt() != VERSION || type.isEmpty() || record.key() == null) {
            throw new IllegalArgumentException("no version or no type");
        }
        return new Happening(
                record.key(),
                root.path("seq").asLong(),
                Instant.parse(root.path("at").asText()),
                type,
                root.path("event"));
    }

    private void handle(Map<ConsumerRecord<String, String>, Happening> batch) throws Exception {
        try {
            group.handler().accept(new ArrayList<>(batch.values()));
        } catch (RuntimeException e) {
            if (Outages.isOutage(e) || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            for (Map.Entry<ConsumerRecord<String, String>, Happening> one : batch.entrySet()) {
                handleAlone(one.getKey(), one.getValue());
            }
        }
    }

    private void handleAlone(ConsumerRecord<String, String> record, Happening happening) throws Exception {
        try {
            group.handler().accept(List.of(happening));
        } catch (RuntimeException e) {
            if (Outages.isOutage(e) || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            LOG.errorf(e, "%s failed on a record of %s", group.name(), record.topic());
            feeds.deadLetters()
                    .bury(record, "The group " + group.name() + " failed on this record; the server's log says why.");
        }
    }

    /// Leaves the group, so that another replica takes over at once. A thread that is interrupted could not say so.
    private static void leave(Consumer<String, String> consumer) {
        boolean interrupted = Thread.interrupted();
        try {
            consumer.close(CloseOptions.timeout(LEAVE));
        } catch (KafkaException | ConcurrentModificationException e) {
            // The second one where the loop's last turn goes on.
            LOG.debug("the group notices the absence", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
