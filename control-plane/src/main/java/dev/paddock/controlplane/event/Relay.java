package dev.paddock.controlplane.event;

import dev.paddock.controlplane.loop.Gathering;
import dev.paddock.controlplane.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Numbers the events of one table and carries them to its topic, at least once. While Kafka is away the events wait
/// in their rows.
///
/// Events of one key follow each other on the topic as they happened. When sending fails half-way, those that did get
/// through may lack earlier ones; all are then sent again from the first that is not known to be there, with a new
/// producer, so that nothing of the old one arrives in between. Two replicas that relay at once send doubles.
/// Subscribers therefore drop what is not newer than the newest they have of its key, and know a gap by `seq`.
final class Relay implements AutoCloseable {

    private static final int BATCH = 500;
    // While many things happen, they are cheaper to carry together.
    private static final Duration APART = Duration.ofMillis(50);
    // Above the producer's own delivery timeout.
    private static final long SEND_SECONDS = 6;

    private final EventTable table;
    private final EventNumbers numbers;
    private final KafkaClients clients;
    private final Topics topics;
    private final Gathering gathering = new Gathering(Duration.ZERO, APART);
    private final Loop sending;
    private final Loop numbering;
    private @Nullable Producer<String, String> producer;

    private Relay(EventTable table, EventNumbers numbers, KafkaClients clients, Topics topics, Duration look) {
        this.table = table;
        this.numbers = numbers;
        this.clients = clients;
        this.topics = topics;
        this.sending = Loop.prepare(table.topic() + " relay", look, this::send);
        this.numbering = Loop.prepare(table.name() + " numbers", look, this::number);
    }

    /// A relay that runs.
    static Relay start(EventTable table, EventNumbers numbers, KafkaClients clients, Topics topics, Duration look) {
        Relay relay = new Relay(table, numbers, clients, topics, look);
        relay.sending.start();
        relay.numbering.start();
        return relay;
    }

    /// Looks at the table now.
    void wake() {
        numbering.wake();
    }

    @Override
    public void close() {
        numbering.close();
        sending.close();
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }

    private boolean number() throws InterruptedException {
        gathering.rest();
        gathering.begin();
        int numbered = numbers.number(table, BATCH);
        gathering.served(numbered);
        if (numbered > 0) {
            sending.wake();
        }
        return numbered == BATCH;
    }

    private boolean send() throws Exception {
        topics.await();
        List<EventTable.Row> batch = numbers.unrelayed(table, BATCH);
        if (batch.isEmpty()) {
            return false;
        }
        Producer<String, String> open = producer == null ? clients.producer() : producer;
        producer = open;
        try {
            deliver(open, batch);
        } catch (Exception e) {
            // What it still holds must not arrive after the records that the next one sends.
            producer = null;
            open.close(Duration.ZERO);
            throw e;
        }
        numbers.relayed(table, batch.getLast().no());
        return batch.size() == BATCH;
    }

    private void deliver(Producer<String, String> open, List<EventTable.Row> batch) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (EventTable.Row row : batch) {
            Future<RecordMetadata> one = open.send(
                    TracedRecord.of(table.topic(), row.key(), table.record().apply(row), row.trace()));
            if (one.isDone()) {
                // Refused on the spot, most likely: nothing may follow it, and with no broker each would take a second.
                one.get();
            }
            sent.add(one);
        }
        for (Future<RecordMetadata> one : sent) {
            one.get(SEND_SECONDS, TimeUnit.SECONDS);
        }
    }
}
