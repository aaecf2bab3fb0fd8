package dev.paddock.controlplane.build;

import dev.paddock.controlplane.allure.ReportConfig;
import dev.paddock.controlplane.sql.Json;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The SQL that puts reports into the queue. Its callers hold the build's row, so a build has one that waits at most.
@Singleton
class GenerationQueue {

    private final Jdbi jdbi;
    private final Json json;

    GenerationQueue(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// Adds a report to be made. It takes the place of one that waits for the same build.
    void add(String build, BuildKey key, ReportConfig overrides) {
        jdbi.useHandle(handle -> {
            place(handle, key);
            handle.createUpdate("""
                            insert into generation (build, environment_id, project_id, config, warnings, state)
                            values (:build, :environment, :project, cast(:config as json), :warnings, 'waiting')
                            on conflict (build) where state = 'waiting'
                                do update set config = excluded.config, warnings = excluded.warnings
                            """)
                    .bind("build", build)
                    .bind("environment", key.environment())
                    .bind("project", key.project())
                    .bind("config", json.write(overrides.members()))
                    .bindArray("warnings", String.class, overrides.warnings())
                    .execute();
        });
    }

    /// Where the project's turn is kept.
    private static void place(Handle handle, BuildKey key) {
        handle.createUpdate("""
                        insert into report_project (environment_id, project_id) values (:environment, :project)
                        on conflict do nothing
                        """)
                .bind("environment", key.environment())
                .bind("project", key.project())
                .execute();
    }

    /// Forgets a project that has no builds any more.
    void forget(String environment, String project) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        delete from report_project where environment_id = :environment and project_id = :project
                        """)
                .bind("environment", environment)
                .bind("project", project)
                .execute());
    }
}
