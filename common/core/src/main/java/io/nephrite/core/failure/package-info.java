/** Codes of failures and how long to wait for a service that is away. Faults of data are in {@code core.dataset}. */
package io.nephrite.core.failure;
