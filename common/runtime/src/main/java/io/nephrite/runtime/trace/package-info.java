/**
 * Traces of OpenTelemetry: one for each version of a dataset, from its upload to its report. Off, and then without cost,
 * unless an address of a collector is given.
 */
package io.nephrite.runtime.trace;
