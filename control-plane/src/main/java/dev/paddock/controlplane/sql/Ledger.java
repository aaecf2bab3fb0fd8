package dev.paddock.controlplane.sql;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.CMTTransactionHandler;

/// Hands out the ledger's [Jdbi]: explicit SQL on the container's data sources.
///
/// `@Transactional` begins and ends transactions, so a handle joins the one around it and commits nothing itself.
class Ledger {

    @Produces
    @ApplicationScoped
    Jdbi jdbi(DataSource dataSource, @io.quarkus.agroal.DataSource("keyed") DataSource keyed) {
        ConnectionFactory connections = () -> (Keyed.isOn() ? keyed : dataSource).getConnection();
        Jdbi jdbi = Jdbi.create(connections);
        jdbi.setTransactionHandler(new CMTTransactionHandler());
        jdbi.registerArrayType(String.class, "text");
        jdbi.registerArrayType(Integer.class, "int4");
        jdbi.registerArrayType(Long.class, "int8");
        jdbi.registerArrayType(Boolean.class, "bool");
        jdbi.registerArrayType(UUID.class, "uuid");
        return jdbi;
    }
}
