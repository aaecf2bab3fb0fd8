package dev.paddock.controlplane;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/// Tests whose calls go to two replicas in turn, on one ledger and one queue. They run in the phase `integration-test`,
/// since the second replica is the packaged program.
@Tag("two-replicas")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AtTwoReplicas {}
