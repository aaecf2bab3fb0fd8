/// Webhooks: who is told over HTTP of what happens, and what each is to be told.
@NullMarked
package dev.paddock.controlplane.webhook;

import org.jspecify.annotations.NullMarked;
