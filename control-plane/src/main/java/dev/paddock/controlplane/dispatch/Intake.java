package dev.paddock.controlplane.dispatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.Topics;
import dev.paddock.controlplane.event.TracedRecord;
import dev.paddock.controlplane.feed.DeadLetters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.submit.SubmitRun;
import dev.paddock.model.event.RunRequested;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Turns records of [Topics#RUN_REQUESTS] into runs, each partition's in its order. Offsets are committed after the
/// runs
/// are, so a record may come twice; its request key makes the second one the same run. What cannot be read or accepted
/// goes to the dead letters, with the reason.
///
/// A burst waits on the topic: only a slice at a time stands in line with the submissions of other callers.
@Singleton
class Intake {

    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final String GROUP = "paddock.intake";
    private static final String CALLER = "intake";
    private static final Duration POLL = Duration.ofSeconds(1);
    // Less than the server waits for this loop's end.
    private static final Duration LEAVE = Duration.ofSeconds(2);
    // Two group commits: while one is under way, the other fills.
    private static final int SLICE = 256;

    private final KafkaClients clients;
    private final Topics topics;
    private final SubmitRun submit;
    private final ObjectMapper json;
    private final DeadLetters deadLetters;
    private final MeterRegistry meters;
    private volatile double lag = Double.NaN;
    private @Nullable Loop loop;
    private @Nullable Consumer<String, String> consumer;

    Intake(
            KafkaClients clients,
            Topics topics,
            SubmitRun submit,
            ObjectMapper json,
            DeadLetters deadLetters,
            MeterRegistry meters) {
        this.clients = clients;
        this.topics = topics;
        this.submit = submit;
        this.json = json;
        this.deadLetters = deadLetters;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        Gauge.builder("paddock.intake.lag", this, intake -> intake.lag)
                .description("Run requests on the partitions of this replica that it has not fetched")
                .baseUnit("records")
                .register(meters);
        settled("accepted");
        settled("refused");
        loop = Loop.start("intake", POLL, this::take);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }

    private boolean take() throws Exception {
        topics.await();
        if (consumer == null) {
            consumer = clients.consumer(GROUP);
            consumer.subscribe(List.of(Topics.RUN_REQUESTS));
        }
        Consumer<String, String> requests = consumer;
        try {
            ConsumerRecords<String, String> batch = requests.poll(POLL);
            lag = lag(requests);
            acceptInSlices(batch, requests);
            if (!batch.isEmpty()) {
                requests.commitSync();
            }
            return true;
        } catch (Exception e) {
            // The batch comes again from its last committed offset.
            consumer = null;
            lag = Double.NaN;
            leave(requests);
            throw e;
        }
    }

    /// Each slice's offsets are sent before the next one begins, so that a batch that takes long is not begun again.
    private void acceptInSlices(Iterable<ConsumerRecord<String, String>> batch, Consumer<String, String> requests)
            throws Exception {
        List<ConsumerRecord<String, String>> slice = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        for (ConsumerRecord<String, String> record : batch) {
            if (slice.size() == SLICE) {
                accept(slice);
                requests.commitAsync(Map.copyOf(done), null);
                slice.clear();
            }
            slice.add(record);
            done.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        }
        accept(slice);
    }

    private static double lag(Consumer<String, String> requests) {
        return requests.assignment().stream()
                .mapToLong(partition -> requests.currentLag(partition).orElse(0))
                .sum();
    }

    private void accept(List<ConsumerRecord<String, String>> slice) throws Exception {
        List<ConsumerRecord<String, String>> read = new ArrayList<>();
        List<SubmitRun.Request> requests = new ArrayList<>();
        for (ConsumerRecord<String, String> record : slice) {
            try {
                RunRequested request = read(record.value());
                requests.add(new SubmitRun.Request(
                        request.run(),
                        CALLER,
                        CALLER,
                        request.requestKey(),
                        TracedRecord.traceOf(record.headers()).text()));
                read.add(record);
            } catch (ProblemException e) {
                refuse(record, Objects.requireNonNull(e.getMessage()));
            } catch (JsonProcessingException e) {
                refuse(record, "The record is not the JSON of a run request: " + e.getOriginalMessage());
            }
        }
        List<SubmitRun.Outcome> outcomes = submit.submitInOrder(requests);
        for (int i = 0; i < outcomes.size(); i++) {
            settle(read.get(i), outcomes.get(i));
        }
    }

    private void settle(ConsumerRecord<String, String> record, SubmitRun.Outcome outcome) throws Exception {
        switch (outcome) {
            case SubmitRun.Outcome.Accepted accepted -> settled("accepted").increment();
            case SubmitRun.Outcome.Refused(ProblemException problem) ->
                refuse(record, Objects.requireNonNull(problem.getMessage()));
            case SubmitRun.Outcome.Unregistered(String url) ->
                refuse(record, "The repository " + url + " vanished while its run was being accepted; send it again.");
            case SubmitRun.Outcome.Failed(RuntimeException failure) -> {
                LOG.errorf(
                        failure, "a run request failed (partition %d, offset %d)", record.partition(), record.offset());
                refuse(record, "The server failed on this request; its log has the reason.");
            }
        }
    }

    private RunRequested read(@Nullable String value) throws JsonProcessingException {
        if (value == null) {
            throw ProblemException.invalid(
                    "the record", "is empty; send a run request as its JSON Schema describes it");
        }
        RunRequested request = json.readValue(value, RunRequested.class);
        if (request == null || request.version() != RunRequested.VERSION) {
            throw ProblemException.invalid("version", "must be " + RunRequested.VERSION);
        }
        String key = request.requestKey();
        if (key == null || key.isBlank() || key.length() > 255) {
            throw ProblemException.invalid("request_key", "must have 1 to 255 characters");
        }
        return request;
    }

    private void refuse(ConsumerRecord<String, String> record, String reason) throws Exception {
        deadLetters.bury(record, reason);
        settled("refused").increment();
    }

    private Counter settled(String outcome) {
        return Counter.builder("paddock.intake.records")
                .description("Run requests taken from their topic; refused ones went to the dead letters")
                .tag("outcome", outcome)
                .register(meters);
    }

    /// Leaves the group, so that another replica takes over at once and not when this one is missed. A thread that is
    /// interrupted, as the loop's is at the end, could not say so.
    private static void leave(Consumer<String, String> consumer) {
        boolean interrupted = Thread.interrupted();
        try {
            consumer.close(CloseOptions.timeout(LEAVE));
        } catch (KafkaException e) {
            LOG.debug("the group notices the absence", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
