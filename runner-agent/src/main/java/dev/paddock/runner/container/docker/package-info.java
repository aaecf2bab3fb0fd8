/// Reviewers in hardened containers of a Docker engine.
@NullMarked
package dev.paddock.runner.container.docker;

import org.jspecify.annotations.NullMarked;
