/// The API documents, as tests: one class a document, one test an endpoint and status.
@NullMarked
package dev.paddock.controlplane.contract;

import org.jspecify.annotations.NullMarked;
