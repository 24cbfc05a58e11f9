/**
 * The client of the object store: MinIO's, behind the interface {@code core.store.ObjectStore}. Only this module and
 * {@code runtime} may use that client.
 */
package io.nephrite.s3;
