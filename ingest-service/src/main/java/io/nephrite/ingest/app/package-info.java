/**
 * When the service works that accepts uploads, checks cases and seals versions: channels, REST, timers and settings.
 * What is read, written and sent belongs to {@code step}.
 */
package io.nephrite.ingest.app;
