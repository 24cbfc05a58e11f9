/** How log lines are written. No other setting belongs here. */
package io.nephrite.runtime.log;
