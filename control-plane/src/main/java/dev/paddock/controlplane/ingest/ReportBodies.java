package dev.paddock.controlplane.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.edge.ExactJson;
import dev.paddock.controlplane.memory.LargeBodies;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/// Reads reports as they are.
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class ReportBodies extends ExactJson<ReportRequest> {

    ReportBodies(ObjectMapper mapper, LargeBodies large) {
        super(ReportRequest.class, mapper, large);
    }
}
