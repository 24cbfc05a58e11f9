/** Talks to a running system: upload, results, status. Nothing here starts a process. */
package io.nephrite.local.client;
