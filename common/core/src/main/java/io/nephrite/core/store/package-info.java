/**
 * The object store as an interface, with stores in memory and in a folder. Clients of real stores may not be used
 * here; they are in {@code s3}.
 */
package io.nephrite.core.store;
