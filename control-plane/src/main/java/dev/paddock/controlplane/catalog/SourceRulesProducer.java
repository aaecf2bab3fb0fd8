package dev.paddock.controlplane.catalog;

import dev.paddock.model.source.SourceRules;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// Makes the configured [SourceRules] injectable.
class SourceRulesProducer {

    @Produces
    @Singleton
    SourceRules rules(CatalogConfig config) {
        return new SourceRules(
                config.schemes(),
                config.privateAddresses(),
                config.foldersFile().orElse(null));
    }
}
