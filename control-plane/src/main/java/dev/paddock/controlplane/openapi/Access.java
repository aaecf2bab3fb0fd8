package dev.paddock.controlplane.openapi;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/// How callers show who they are.
final class Access {

    private static final String KEY = "apiKey";
    private static final String BEARER = "bearer";
    private static final String BASIC = "client";
    private static final String SESSION = "session";
    private static final String CSRF = "csrf";

    private Access() {}

    static void declare(Components components) {
        components.addSecurityScheme(KEY, key(SecurityScheme.In.HEADER, "x-api-key", "An API key."));
        components.addSecurityScheme(
                BEARER,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description("An API key, or the token of a task for the calls about it."));
        components.addSecurityScheme(
                BASIC,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("basic")
                        .description("Client credentials of one repository."));
        components.addSecurityScheme(
                SESSION, key(SecurityScheme.In.COOKIE, "paddock_session", "The session of a user who signed in."));
        components.addSecurityScheme(
                CSRF,
                key(
                        SecurityScheme.In.HEADER,
                        "X-CSRF-Token",
                        "What the cookie `paddock_csrf` holds; with a session, for calls that change something."));
    }

    /// Any of these is enough.
    static List<SecurityRequirement> of(String path, PathItem.HttpMethod verb, Declared declared) {
        List<SecurityRequirement> any = new ArrayList<>();
        if (declared.isPublic()) {
            return any;
        }
        if (!declared.takesSessionOnly()) {
            any.add(OASFactory.createSecurityRequirement().addScheme(KEY));
            any.add(OASFactory.createSecurityRequirement().addScheme(BEARER));
        }
        if (path.startsWith("/external/") || path.startsWith("/api/v1/")) {
            any.add(OASFactory.createSecurityRequirement().addScheme(BASIC));
        }
        if (declared.takesSession(path)) {
            SecurityRequirement session = OASFactory.createSecurityRequirement().addScheme(SESSION);
            any.add(verb == PathItem.HttpMethod.GET ? session : session.addScheme(CSRF));
        }
        return any;
    }

    private static SecurityScheme key(SecurityScheme.In in, String name, String description) {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(in)
                .name(name)
                .description(description);
    }
}
