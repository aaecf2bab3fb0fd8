/// How a runner of a fleet comes by a credential of its own.
@NullMarked
package dev.paddock.runner.enrolment;

import org.jspecify.annotations.NullMarked;
