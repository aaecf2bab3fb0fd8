/// W3C trace contexts: from a caller over the ledger, Kafka and the runner, and back.
@NullMarked
package dev.paddock.controlplane.trace;

import org.jspecify.annotations.NullMarked;
