/**
 * What the system does when something dies: real faults on MinIO's own server, a broker in a process of its own and the
 * five packaged services. {@link io.nephrite.local.faults.FaultTable} runs them; {@code deploy/faults} starts it.
 */
package io.nephrite.local.faults;
