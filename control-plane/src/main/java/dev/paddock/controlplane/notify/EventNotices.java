package dev.paddock.controlplane.notify;

import dev.paddock.controlplane.event.Topics;
import dev.paddock.controlplane.feed.Group;
import dev.paddock.controlplane.feed.Happening;
import dev.paddock.controlplane.notification.Notifications;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.event.RunnerEvent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Turns events of runs and runners into notices. Any replica handles any event; one that comes twice is told once.
@Singleton
class EventNotices {

    private static final String GROUP = "paddock.notify";

    /// What is older is no news: a group that begins anew reads the topics from their start.
    private static final Duration NEWS = Duration.ofDays(1);

    private final Tell tell;
    private final InstantSource clock;

    EventNotices(Tell tell, InstantSource clock) {
        this.tell = tell;
        this.clock = clock;
    }

    @Produces
    @Singleton
    Group group() {
        return new Group(GROUP, List.of(Topics.RUN_EVENTS, Topics.RUNNER_EVENTS), this::handle);
    }

    private void handle(List<Happening> happenings) {
        Instant oldest = clock.instant().minus(NEWS);
        List<String> runs = new ArrayList<>();
        List<Happening> lost = new ArrayList<>();
        for (Happening happening : happenings) {
            if (happening.at().isAfter(oldest)) {
                switch (happening.type()) {
                    case RunEvent.Finished.TYPE -> runs.add(happening.subject());
                    case RunnerEvent.Offline.TYPE -> lost.add(happening);
                    default -> {
                        // Nothing that somebody wants to be told.
                    }
                }
            }
        }
        if (!runs.isEmpty() || !lost.isEmpty()) {
            tell.tell(runs, lost);
        }
    }

    /// The transaction.
    @Singleton
    static class Tell {

        private final EndedRuns runs;
        private final IngestedReports reports;
        private final LostRunners runners;
        private final Notifications notifications;

        Tell(EndedRuns runs, IngestedReports reports, LostRunners runners, Notifications notifications) {
            this.runs = runs;
            this.reports = reports;
            this.runners = runners;
            this.notifications = notifications;
        }

        @Transactional
        public void tell(List<String> ended, List<Happening> lost) {
            notifications.tell(runs.notices(ended));
            notifications.tell(reports.notices(ended));
            notifications.tell(runners.notices(lost));
        }
    }
}
