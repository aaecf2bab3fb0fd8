/// What users are told: kept, listed, streamed, read and deleted by each for himself.
@NullMarked
package dev.paddock.controlplane.notification;

import org.jspecify.annotations.NullMarked;
