/** The S3 store inside of the launcher. Only this package may use S3Proxy. */
package io.nephrite.local.store;
