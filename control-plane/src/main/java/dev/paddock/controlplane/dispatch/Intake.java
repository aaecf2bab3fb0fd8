package dev.paddock.controlplane.dispatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.Topics;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.submit.SubmitRun;
import dev.paddock.model.event.RunRequested;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Turns records of [Topics#RUN_REQUESTS] into runs. Offsets are committed after the runs are, so a record may come
/// twice; its request key makes the second one the same run. What cannot be read or accepted goes to the dead
/// letters, with the reason.
@Singleton
class Intake {

    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final String GROUP = "paddock.intake";
    private static final String CALLER = "intake";
    private static final Duration POLL = Duration.ofSeconds(1);

    private final KafkaClients clients;
    private final Topics topics;
    private final SubmitRun submit;
    private final ObjectMapper json;
    private @Nullable Loop loop;
    private @Nullable Consumer<String, String> consumer;
    private @Nullable Producer<String, String> deadLetters;

    Intake(KafkaClients clients, Topics topics, SubmitRun submit, ObjectMapper json) {
        this.clients = clients;
        this.topics = topics;
        this.submit = submit;
        this.json = json;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("intake", POLL, this::take);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
        if (deadLetters != null) {
            deadLetters.close(Duration.ofSeconds(1));
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
            accept(batch);
            if (!batch.isEmpty()) {
                requests.commitSync();
            }
            return true;
        } catch (Exception e) {
            // The batch comes again from its last committed offset.
            consumer = null;
            close(requests);
            throw e;
        }
    }

    private void accept(ConsumerRecords<String, String> batch) throws Exception {
        List<ConsumerRecord<String, String>> read = new ArrayList<>();
        List<SubmitRun.Request> requests = new ArrayList<>();
        for (ConsumerRecord<String, String> record : batch) {
            try {
                RunRequested request = read(record.value());
                requests.add(new SubmitRun.Request(
                        request.run(), CALLER, CALLER, request.requestKey(), traceparent(record)));
                read.add(record);
            } catch (ProblemException e) {
                bury(record, Objects.requireNonNull(e.getMessage()));
            } catch (JsonProcessingException e) {
                bury(record, "The record is not the JSON of a run request: " + e.getOriginalMessage());
            }
        }
        List<SubmitRun.Outcome> outcomes = submit.submitInOrder(requests);
        for (int i = 0; i < outcomes.size(); i++) {
            settle(read.get(i), outcomes.get(i));
        }
    }

    private void settle(ConsumerRecord<String, String> record, SubmitRun.Outcome outcome) throws Exception {
        switch (outcome) {
            case SubmitRun.Outcome.Accepted accepted -> {}
            case SubmitRun.Outcome.Refused(ProblemException problem) ->
                bury(record, Objects.requireNonNull(problem.getMessage()));
            case SubmitRun.Outcome.Unregistered(String url) ->
                bury(record, "The repository " + url + " vanished while its run was being accepted; send it again.");
            case SubmitRun.Outcome.Failed(RuntimeException failure) -> {
                LOG.errorf(
                        failure, "a run request failed (partition %d, offset %d)", record.partition(), record.offset());
                bury(record, "The server failed on this request; its log has the reason.");
            }
        }
    }

    private RunRequested read(@Nullable String value) throws JsonProcessingException {
        if (value == null) {
            throw ProblemException.invalid("the record", "is empty");
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

    private void bury(ConsumerRecord<String, String> record, String reason) throws Exception {
        try {
            bury(record, record.key(), record.value(), reason);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RecordTooLargeException)) {
                throw e;
            }
            // With its headers it is larger than a record may be; partition and offset say where it stands.
            bury(record, null, null, reason);
        }
        LOG.warnf("a run request was refused (partition %d, offset %d)", record.partition(), record.offset());
    }

    private void bury(
            ConsumerRecord<String, String> record, @Nullable String key, @Nullable String value, String reason)
            throws Exception {
        if (deadLetters == null) {
            deadLetters = clients.producer();
        }
        ProducerRecord<String, String> dead = new ProducerRecord<>(Topics.RUN_REQUESTS_DEAD, key, value);
        dead.headers()
                .add("reason", reason.getBytes(StandardCharsets.UTF_8))
                .add("partition", String.valueOf(record.partition()).getBytes(StandardCharsets.UTF_8))
                .add("offset", String.valueOf(record.offset()).getBytes(StandardCharsets.UTF_8));
        deadLetters.send(dead).get(6, TimeUnit.SECONDS);
    }

    private static @Nullable String traceparent(ConsumerRecord<String, String> record) {
        Header header = record.headers().lastHeader("traceparent");
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.US_ASCII);
    }

    private static void close(Consumer<String, String> consumer) {
        try {
            consumer.close();
        } catch (InterruptException e) {
            // The loop is being stopped; the group notices the absence.
            LOG.debug("closed while interrupted", e);
        }
    }
}
