package dev.paddock.controlplane.notify;

import dev.paddock.controlplane.event.Topics;
import dev.paddock.controlplane.feed.Group;
import dev.paddock.controlplane.feed.Happening;
import dev.paddock.controlplane.webhook.Message;
import dev.paddock.controlplane.webhook.Messages;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.event.RunnerEvent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Turns events of runs and runners into messages for webhooks. Any replica handles any event; of one that comes
/// twice each webhook is told once.
@Singleton
class EventMessages {

    private static final String GROUP = "paddock.webhooks";

    private final Add add;
    private final Messages messages;

    EventMessages(Add add, Messages messages) {
        this.add = add;
        this.messages = messages;
    }

    @Produces
    @Singleton
    Group group() {
        return new Group(GROUP, List.of(Topics.RUN_EVENTS, Topics.RUNNER_EVENTS), this::handle);
    }

    private void handle(List<Happening> happenings) {
        Set<String> wanted = messages.wanted();
        List<Happening> runs = new ArrayList<>();
        List<Happening> lost = new ArrayList<>();
        for (Happening happening : happenings) {
            switch (happening.type()) {
                case RunEvent.Started.TYPE, RunEvent.Finished.TYPE, RunEvent.Reviewed.TYPE -> {
                    // Webhooks know them by the same words.
                    if (wanted.contains(happening.type())) {
                        runs.add(happening);
                    }
                }
                case RunnerEvent.Offline.TYPE -> {
                    if (wanted.contains(Message.RUNNER_LOST)) {
                        lost.add(happening);
                    }
                }
                default -> {
                    // Nothing that a webhook can ask for.
                }
            }
        }
        if (!runs.isEmpty() || !lost.isEmpty()) {
            add.add(runs, lost);
        }
    }

    /// The transaction.
    @Singleton
    static class Add {

        private final RunMessages runs;
        private final LostRunners runners;
        private final Messages messages;

        Add(RunMessages runs, LostRunners runners, Messages messages) {
            this.runs = runs;
            this.runners = runners;
            this.messages = messages;
        }

        @Transactional
        public void add(List<Happening> ofRuns, List<Happening> lost) {
            messages.add(runs.messages(ofRuns));
            messages.add(runners.messages(lost));
        }
    }
}
