/// Sessions of users: made at sign-in, kept in the ledger, shown in a signed cookie, ended everywhere at once.
@NullMarked
package dev.paddock.controlplane.session;

import org.jspecify.annotations.NullMarked;
