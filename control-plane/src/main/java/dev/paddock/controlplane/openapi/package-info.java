/// The document of the HTTP API, made while the server is built.
@NullMarked
package dev.paddock.controlplane.openapi;

import org.jspecify.annotations.NullMarked;
