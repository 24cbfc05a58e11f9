/** Whether a process is alive, and what it waits for. It decides nothing about the work. */
package io.nephrite.runtime.health;
