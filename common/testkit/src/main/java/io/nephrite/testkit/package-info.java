/**
 * What tests of several modules share: contracts, examples of events, clocks, stores that fail. Production code may
 * not use it.
 */
package io.nephrite.testkit;
