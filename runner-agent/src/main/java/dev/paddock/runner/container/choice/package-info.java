/// Which way of running reviewers a runner takes.
@NullMarked
package dev.paddock.runner.container.choice;

import org.jspecify.annotations.NullMarked;
