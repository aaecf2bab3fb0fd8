/// Running a reviewer in a sandbox.
@NullMarked
package dev.paddock.runner.container;

import org.jspecify.annotations.NullMarked;
