package dev.paddock.controlplane.baseline;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.edge.ExactJson;
import dev.paddock.controlplane.memory.LargeBodies;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/// Reads baselines as they are.
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class BaselineBodies extends ExactJson<BaselineRequest> {

    BaselineBodies(ObjectMapper mapper, LargeBodies large) {
        super(BaselineRequest.class, mapper, large);
    }
}
