/**
 * Prepares broker and store for a deployment: topics, buckets and notifications. It may use their clients and nothing
 * of the services.
 */
package io.nephrite.init;
