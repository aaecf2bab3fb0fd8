package dev.paddock.controlplane.health;

import dev.paddock.controlplane.event.KafkaClients;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// What the server needs beside itself, asked whether it is there.
@Singleton
class Dependencies {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Jdbi jdbi;
    private final KafkaClients clients;
    private final Probe ledger = new Probe("ledger", PATIENCE, PATIENCE, this::askLedger);
    private final Probe kafka = new Probe("kafka", PATIENCE, PATIENCE, this::askKafka);
    private @Nullable Admin admin;

    Dependencies(Jdbi jdbi, KafkaClients clients) {
        this.jdbi = jdbi;
        this.clients = clients;
    }

    /// Whether PostgreSQL answers within a second.
    boolean hasLedger() {
        return ledger.answers();
    }

    /// Whether a broker answers within a second.
    boolean hasKafka() {
        return kafka.answers();
    }

    private Object askLedger() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select 1").mapTo(Integer.class).one());
    }

    private Object askKafka() throws Exception {
        int millis = (int) PATIENCE.toMillis();
        return admin().describeCluster(new DescribeClusterOptions().timeoutMs(millis))
                .nodes()
                .get(millis, TimeUnit.MILLISECONDS);
    }

    /// Kept from one question to the next: a client takes a thread and a connection. Made late, since it cannot be made
    /// while no name service knows the broker.
    private synchronized Admin admin() {
        if (admin == null) {
            admin = clients.admin();
        }
        return admin;
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
