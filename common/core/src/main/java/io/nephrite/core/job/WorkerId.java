package io.nephrite.core.job;

/**
 * The name of a process that claims jobs.
 *
 * @param name stays the same when the process starts again; never shared by two living processes
 * @param incarnation differs for every start
 */
public record WorkerId(String name, String incarnation) {}
