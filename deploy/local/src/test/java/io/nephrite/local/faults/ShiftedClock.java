package io.nephrite.local.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a process see another time of day than the machine's, while its monotonic time is the machine's: as a computer
 * whose clock is wrong. A preloaded library answers for the C library's clock; {@code cc} builds it.
 */
final class ShiftedClock {
    private static final String SOURCE = """
            #define _GNU_SOURCE
            #include <stdlib.h>
            #include <sys/syscall.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>

            static long shift(void) {
                static long seconds;
                static int known;
                if (!known) {
                    const char *text = getenv("CLOCK_SHIFT_SECONDS");
                    seconds = text ? atol(text) : 0;
                    known = 1;
                }
                return seconds;
            }

            int clock_gettime(clockid_t clock, struct timespec *at) {
                int result = (int) syscall(SYS_clock_gettime, clock, at);
                if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
                    at->tv_sec += shift();
                }
                return result;
            }

            int gettimeofday(struct timeval *at, void *zone) {
                struct timespec now;
                (void) zone;
                clock_gettime(CLOCK_REALTIME, &now);
                at->tv_sec = now.tv_sec;
                at->tv_usec = now.tv_nsec / 1000;
                return 0;
            }

            time_t time(time_t *at) {
                struct timespec now;
                clock_gettime(CLOCK_REALTIME, &now);
                if (at) {
                    *at = now.tv_sec;
                }
                return now.tv_sec;
            }
            """;

    private ShiftedClock() {}

    /**
     * Builds the library that shifts the clock of a process.
     *
     * @return the library, built in the folder; empty where there is no C compiler
     */
    static Optional<Path> library(Path folder) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("shifted-clock.c"), SOURCE);
        Path library = folder.resolve("shifted-clock.so");
        try {
            int status = new ProcessBuilder(
                            "cc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            return status == 0 ? Optional.of(library) : Optional.empty();
        } catch (IOException noCompiler) {
            return Optional.empty();
        }
    }

    /** @param seconds that the process's time of day is ahead of the machine's */
    static Map<String, String> variables(Path library, int seconds) {
        return Map.of("LD_PRELOAD", library.toString(), "CLOCK_SHIFT_SECONDS", Integer.toString(seconds));
    }
}
