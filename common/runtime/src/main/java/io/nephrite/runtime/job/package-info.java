/**
 * Runs the jobs of {@code core.job} on threads of a service and publishes what follows. What a job does belongs to the
 * service.
 */
package io.nephrite.runtime.job;
