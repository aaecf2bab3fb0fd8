/// What happened: the event table, its numbers, and its way to Kafka.
@NullMarked
package dev.paddock.controlplane.event;

import org.jspecify.annotations.NullMarked;
