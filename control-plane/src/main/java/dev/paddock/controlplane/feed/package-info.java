/// Kafka's records, each handled once by some replica, and where those go that nobody can handle.
@NullMarked
package dev.paddock.controlplane.feed;

import org.jspecify.annotations.NullMarked;
