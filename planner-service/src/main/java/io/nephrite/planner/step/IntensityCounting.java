package io.nephrite.planner.step;

import java.util.concurrent.ExecutorService;

/**
 * What counting the foreground's intensities may take.
 *
 * @param keepBytes memory for foreground that need not be read twice
 */
public record IntensityCounting(ExecutorService executor, long keepBytes) {}
