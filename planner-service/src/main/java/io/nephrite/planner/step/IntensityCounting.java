package io.nephrite.planner.step;

import java.util.concurrent.ExecutorService;

/**
 * What counting the foreground's intensities may take.
 *
 * @param keepBytes foreground of all cases is kept between two passes where it takes no more than this
 */
public record IntensityCounting(ExecutorService executor, long keepBytes) {}
