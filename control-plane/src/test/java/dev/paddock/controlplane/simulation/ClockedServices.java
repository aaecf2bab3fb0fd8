package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.RealServices;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/// A ledger whose clock stands still until it is set.
///
/// The server's statements say `now()`; here the schema that is searched first has a function of that name. As
/// PostgreSQL's own, it stays the same within a transaction.
public class ClockedServices extends RealServices {

    private static final String CLOCK = """
            create schema clock;
            create table clock.hand (at timestamptz not null);
            insert into clock.hand values ('2030-01-01T00:00:00Z');
            create sequence clock.tick;

            create function clock.now() returns timestamptz language plpgsql stable as $$
            declare begun text := current_setting('clock.begun', true);
            begin
                if coalesce(begun, '') = '' then
                    begun := set_config('clock.begun', (select at::text from clock.hand), true);
                end if;
                return begun::timestamptz;
            end $$;

            -- Never the same twice; counted from the start whenever the clock is set.
            create function clock.clock_timestamp() returns timestamptz language sql volatile as $$
                select at + nextval('clock.tick') * interval '1 microsecond' from clock.hand
            $$;
            """;

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        Jdbi.create(
                        settings.get("quarkus.datasource.jdbc.url"),
                        settings.get("quarkus.datasource.username"),
                        settings.get("quarkus.datasource.password"))
                .useHandle(handle -> {
                    try (Statement statement = handle.getConnection().createStatement()) {
                        statement.execute(CLOCK);
                    } catch (SQLException e) {
                        throw new IllegalStateException("the ledger gets no clock", e);
                    }
                });
        settings.put("quarkus.datasource.jdbc.new-connection-sql", """
                set statement_timeout = '10s'; set timezone = 'UTC'; set search_path = clock, public, pg_catalog
                """);
        settings.put("quarkus.flyway.default-schema", "public");
        return settings;
    }
}
