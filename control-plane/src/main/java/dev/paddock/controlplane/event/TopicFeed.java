package dev.paddock.controlplane.event;

import dev.paddock.controlplane.loop.Loop;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Hears every record of some topics, at this replica, from now on. It remembers nothing: what it misses, its owner's
/// own look at the ledger finds.
public final class TopicFeed implements AutoCloseable {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final List<String> names;
    private final KafkaClients clients;
    private final Topics topics;
    private final Consumer<ConsumerRecord<String, String>> listener;
    private final Loop loop;
    private org.apache.kafka.clients.consumer.@Nullable Consumer<String, String> consumer;

    private TopicFeed(
            String name,
            List<String> names,
            KafkaClients clients,
            Topics topics,
            Consumer<ConsumerRecord<String, String>> listener) {
        this.names = names;
        this.clients = clients;
        this.topics = topics;
        this.listener = listener;
        this.loop = Loop.prepare(name, POLL, this::hear);
    }

    /// A feed that listens.
    ///
    /// @param name appears in logs
    /// @param names of the topics
    /// @param listener must be quick and must not throw
    public static TopicFeed start(
            String name,
            List<String> names,
            KafkaClients clients,
            Topics topics,
            Consumer<ConsumerRecord<String, String>> listener) {
        TopicFeed feed = new TopicFeed(name, names, clients, topics, listener);
        feed.loop.start();
        return feed;
    }

    @Override
    public void close() {
        // Interrupts the poll, which closes the consumer.
        loop.close();
    }

    private boolean hear() throws InterruptedException {
        topics.await();
        var feed = consumer;
        try {
            if (feed == null) {
                feed = open();
                consumer = feed;
            }
            feed.poll(POLL).forEach(listener);
            return true;
        } catch (RuntimeException e) {
            // A new consumer begins at the end again.
            if (feed != null) {
                consumer = null;
                close(feed);
            }
            throw e;
        }
    }

    // Who is interrupted closes without a word to the broker, and the client calls that an error.
    private static void close(org.apache.kafka.clients.consumer.Consumer<String, String> feed) {
        boolean interrupted = Thread.interrupted();
        feed.close(CloseOptions.timeout(CLOSE));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private org.apache.kafka.clients.consumer.Consumer<String, String> open() {
        var feed = clients.consumer("");
        try {
            List<TopicPartition> partitions = names.stream()
                    .flatMap(name -> feed.partitionsFor(name).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            feed.assign(partitions);
            feed.seekToEnd(partitions);
            return feed;
        } catch (RuntimeException e) {
            close(feed);
            throw e;
        }
    }
}
