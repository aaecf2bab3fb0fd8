package dev.paddock.controlplane.feed;

import java.util.List;
import java.util.function.Consumer;

/// A consumer group over topics of events that every replica is a member of, as long as it runs. Whoever has one
/// produces it as a bean.
///
/// @param name Kafka knows it by this
/// @param topics of events
/// @param handler gets what happened, as it stands on the topics; it knows repeats by itself. What it throws is tried
///     again when the ledger was away, else it ends the record among the dead letters
public record Group(String name, List<String> topics, Consumer<List<Happening>> handler) {}
