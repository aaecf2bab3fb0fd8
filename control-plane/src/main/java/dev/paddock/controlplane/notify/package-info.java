/// Tells users and webhooks of what happens to runs, runners, uploads and builds.
@NullMarked
package dev.paddock.controlplane.notify;

import org.jspecify.annotations.NullMarked;
