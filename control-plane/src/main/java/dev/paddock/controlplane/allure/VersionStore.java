package dev.paddock.controlplane.allure;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `allure_version`: which version every replica uses.
@Singleton
class VersionStore {

    private final Jdbi jdbi;

    VersionStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// The version that was chosen, else the default.
    AllureVersion chosen() {
        return jdbi.withHandle(handle -> handle.createQuery("select version from allure_version")
                        .mapTo(String.class)
                        .findOne())
                .map(AllureVersion::new)
                .orElse(AllureVersion.DEFAULT);
    }

    /// Chooses a version, for every run that begins from now on.
    @Transactional
    public void choose(AllureVersion version) {
        jdbi.useHandle(handle ->
                handle.createUpdate("""
                        insert into allure_version (version) values (:version)
                        on conflict (one) do update set version = :version, chosen_at = now()
                        """).bind("version", version.text()).execute());
    }
}
