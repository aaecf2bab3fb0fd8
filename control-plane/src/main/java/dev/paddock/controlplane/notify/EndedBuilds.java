package dev.paddock.controlplane.notify;

import dev.paddock.controlplane.build.BuildEnded;
import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.build.BuildStatus;
import dev.paddock.controlplane.build.Builds;
import dev.paddock.controlplane.notification.Audience;
import dev.paddock.controlplane.notification.Notice;
import dev.paddock.controlplane.notification.Notifications;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.webhook.Message;
import dev.paddock.controlplane.webhook.Messages;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells that a build's report is there, or could not be made, in the transaction that says so in the ledger: users
/// who may see the project, and webhooks. Each new report of a build is told anew.
@Singleton
class EndedBuilds {

    private final Builds builds;
    private final Notifications notifications;
    private final Messages messages;
    private final Json json;
    private final InstantSource clock;

    EndedBuilds(Builds builds, Notifications notifications, Messages messages, Json json, InstantSource clock) {
        this.builds = builds;
        this.notifications = notifications;
        this.messages = messages;
        this.json = json;
        this.clock = clock;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void ended(@Observes BuildEnded build) {
        notifications.tell(notice(build));
        messages.add(builds.find(build.key()).map(view -> message(build, json.readObject(json.write(view)))).stream()
                .toList());
    }

    private static String source(BuildEnded build) {
        return "build %s %d".formatted(build.id(), build.generation());
    }

    private static Notice notice(BuildEnded build) {
        BuildKey key = build.key();
        String name = "%s/%s %s".formatted(key.environment(), key.project(), key.build());
        return new Notice(
                source(build),
                Notice.Category.REPORT,
                severity(build),
                build.done() ? "Report ready: " + name : "No report: " + name,
                build.done() ? found(build) : build.warnings().getLast(),
                build.done()
                        ? key.reportPath()
                        : "/api/environments/" + key.environment() + "/projects/" + key.project() + "/reports",
                Audience.ofProject(key.environment() + "/" + key.project()));
    }

    private static Notice.Severity severity(BuildEnded build) {
        if (!build.done()) {
            return Notice.Severity.ERROR;
        }
        boolean bad = isRefused(build) || build.counts().failed() > 0;
        return bad ? Notice.Severity.WARNING : Notice.Severity.SUCCESS;
    }

    private static boolean isRefused(BuildEnded build) {
        return Boolean.FALSE.equals(build.gate());
    }

    private static String found(BuildEnded build) {
        return "Tests: %d passed, %d failed, %d skipped.%s"
                .formatted(
                        build.counts().passed(),
                        build.counts().failed(),
                        build.counts().skipped(),
                        isRefused(build) ? " The quality gate is not passed." : "");
    }

    /// As the build is shown. Another report of it may wait already; its own end is told then.
    private Message message(BuildEnded build, Map<String, @Nullable Object> data) {
        data.put("status", (build.done() ? BuildStatus.DONE : BuildStatus.FAILED).wire());
        data.remove("queuePosition");
        return new Message(Message.BUILD_FINISHED, source(build), build.id(), clock.instant(), data);
    }
}
